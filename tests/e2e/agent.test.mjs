// The agent absent, and the browser's permission for loopback addresses.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, chooseSample, failure, open, picture, start } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("agent", { agent: false }), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

/**
 * Makes Chromium treat the page as one from the internet; one from loopback needs no permission.
 * The API stays reachable, as it would be: here it is on loopback, too, so its requests take a way around the browser's check.
 */
async function asPublic(context) {
  await context.route(`${demo.apiUrl}/**`, async (route) => route.fulfill({ response: await route.fetch() }));
  await context.route(demo.pageUrl, async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    await route.fulfill({
      response,
      headers: {
        ...headers,
        "content-security-policy": `${headers["content-security-policy"]}; treat-as-public-address`,
      },
    });
  });
}

async function signLocally(page) {
  await chooseSample(page);
  await page.locator("#way-local").check();
  await page.locator("#sign").click();
}

test("without an agent it is agent_unavailable, with what to do", async () => {
  const { page, context } = await open(browser, demo);
  await signLocally(page);
  assert.equal(await failure(page), "agent_unavailable");
  assert.match(await page.locator("#failed").textContent(), /Abra o agente/);
  await picture(page, "error-agent_unavailable");
  await context.close();
});

test("nothing is asked of loopback before the click", async () => {
  const { page, context } = await open(browser, demo);
  const sockets = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.reload();
  await chooseSample(page);
  await page.locator("#way-local").check();
  await page.waitForTimeout(500);
  assert.deepEqual(sockets, []);
  await picture(page, "local");
  await page.locator("#sign").click();
  await failure(page);
  assert.deepEqual(sockets, [`ws://127.0.0.1:${demo.agentPorts[0]}/`]);
  await context.close();
});

test("an agent started later is found by trying again", async () => {
  const agent = await demo.startAgent();
  demo.person.will("allow", "pin 1234");
  const { page, context } = await open(browser, demo);
  await signLocally(page);
  await page.locator("#done").waitFor();
  await agent.stop();
  await page.locator("#sign-another").click();
  await signLocally(page);
  assert.equal(await failure(page), "agent_unavailable");
  await context.close();
});

/** For this context alone: a setting for the whole browser goes when another context closes. */
async function deny(context, page, name) {
  const { targetInfo } = await (await context.newCDPSession(page)).send("Target.getTargetInfo");
  const { origin } = new URL(demo.pageUrl);
  const { browserContextId } = targetInfo;
  const session = await browser.newBrowserCDPSession();
  await session.send("Browser.setPermission", { permission: { name }, setting: "denied", origin, browserContextId });
}

test("a public page with the permission refused is told so, with the way back", async () => {
  const { page, context } = await open(browser, demo);
  await asPublic(context);
  await deny(context, page, "loopback-network");
  await page.reload();
  await page.locator("#way-local").check();
  assert.match(await page.locator(".panel.is-shown .is-error").textContent(), /permissões do site/);
  await signLocally(page);
  assert.equal(await failure(page), "agent_permission_denied");
  await picture(page, "error-agent_permission_denied");
  await context.close();
});

test("a public page with the permission granted signs", async () => {
  const agent = await demo.startAgent();
  const { page, context } = await open(browser, demo);
  await asPublic(context);
  await context.grantPermissions(["local-network-access"], { origin: new URL(demo.pageUrl).origin });
  await page.reload();
  demo.person.will("allow", "pin 1234");
  await signLocally(page);
  await page.locator("#done").waitFor();
  await agent.stop();
  await context.close();
});
