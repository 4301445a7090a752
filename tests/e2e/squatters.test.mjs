// Somebody else on the agent's first port: the agent on the next one is found, and soon.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { manners, squat } from "../servers/squatter.mjs";
import { browse, chooseSample, failure, freePort, open, start } from "./harness.mjs";

let browser;
before(async () => (browser = await browse()));
after(() => browser?.close());

async function signLocally(page) {
  await chooseSample(page);
  await page.locator("#way-local").check();
  await page.locator("#sign").click();
}

for (const [index, manner] of manners.entries()) {
  test(`who ${manner} on the first port holds nobody up`, async (t) => {
    const squatter = await squat(manner);
    t.after(squatter.close);
    const demo = await start(`squatters-${index}`, { agentPorts: [squatter.port, await freePort()] });
    t.after(() => demo.stop());
    const { page, context } = await open(browser, demo);
    demo.person.will("allow", "pin 1234");
    const began = Date.now();
    await signLocally(page);
    await page.locator("#done").waitFor({ timeout: 15_000 });
    assert.ok(squatter.asked() > 0, "it was asked first");
    t.diagnostic(`${Date.now() - began} ms`);
    await context.close();
  });
}

test("squatters alone are agent_unavailable, within seconds a port", async (t) => {
  const squatters = await Promise.all(["is silent", "is silent after the handshake", "talks nonsense"].map(squat));
  t.after(() => squatters.map(({ close }) => close()));
  const demo = await start("squatters", { agent: false, agentPorts: squatters.map(({ port }) => port) });
  t.after(() => demo.stop());
  const { page, context } = await open(browser, demo);
  await signLocally(page);
  assert.equal(await failure(page), "agent_unavailable");
  for (const { asked } of squatters) assert.equal(asked(), 1);
  await context.close();
});
