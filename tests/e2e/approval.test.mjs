// A cloud signature whose caller listens to no progress: the person is led to the provider all the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cloudApi } from "../servers/cloud-api.mjs";
import { serveBare } from "./bare.mjs";
import { browse, root, until } from "./harness.mjs";

const contract = [...readFileSync(join(root, "tests/packaging/contract.pdf"))];
const APPROVE = "<!doctype html><title>Provider</title><a href=/approved>Approve</a>";

let browser;
before(async () => (browser = await browse()));
after(() => browser?.close());

/** A page whose button signs; `said()` is what became of it. */
async function page(t, { kind = "redirect", blocksPopups = false, refuses = false } = {}) {
  const state = { approved: false };
  const authorization = { kind };
  const api = cloudApi({ authorization, approved: () => state.approved });
  const bare = await serveBare(
    { sdk: "js/dist" },
    {
      answers: {
        api: (...request) => (refuses ? [403, { error: { code: "no_provider" } }] : api(...request)),
        approve: () => [200, APPROVE, "text/html"],
        approved: () => ((state.approved = true), [200, "Thank you", "text/plain"]),
      },
    },
  );
  if (kind === "redirect") authorization.url = `${bare.url}approve`;
  const context = await browser.newContext({ locale: "pt-BR" });
  t.after(() => Promise.all([context.close(), bare.close()]));
  const opened = await context.newPage();
  await opened.goto(bare.url);
  await opened.evaluate(
    async ({ contract, blocksPopups }) => {
      const { createSignerConnector } = await import("/sdk/index.js");
      if (blocksPopups) window.open = () => null;
      const connector = createSignerConnector({ apiBaseUrl: "/api" });
      const button = document.body.appendChild(document.createElement("button"));
      button.id = "sign";
      const request = { documentId: "c-1", documentType: "pdf", certificateMode: "cloud", providerHint: "birdid", documentFile: Uint8Array.from(contract) };
      button.onclick = () => {
        window.said = undefined;
        connector.sign(request).then(
          (result) => (window.said = `signed by ${result.signer.name}`),
          (error) => (window.said = `${error.code} ${error.reason ?? error.apiCode}`),
        );
      };
    },
    { contract, blocksPopups },
  );
  return { opened, bare, state, said: (text) => until(() => opened.evaluate((text) => window.said === text, text), text) };
}

const SIGNED = "signed by MARIA DE TESTE:12345678909";

test("the provider's page opens in a window of its own, and closes when it is approved", async (t) => {
  const { opened, said } = await page(t);
  const [popup] = await Promise.all([opened.waitForEvent("popup"), opened.locator("#sign").click()]);
  await popup.locator("a").waitFor();
  assert.equal(await popup.evaluate(() => window.opener), null, "it has no way back to the page");
  const closed = popup.waitForEvent("close");
  await popup.locator("a").click();
  await said(SIGNED);
  await closed;
  assert.equal(await opened.locator("dialog").count(), 0);
});

test("where no window opens a dialog has the link", async (t) => {
  const { opened, said } = await page(t, { blocksPopups: true });
  await opened.locator("#sign").click();
  const link = opened.locator("dialog a");
  await link.waitFor();
  assert.equal(await link.textContent(), "Abrir a página de aprovação");
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  const [tab] = await Promise.all([opened.context().waitForEvent("page"), link.click()]);
  await tab.locator("a").click();
  await said(SIGNED);
  assert.equal(await opened.locator("dialog").count(), 0);
});

test("a person who closes the window may open it again, or cancel", async (t) => {
  const { opened, bare, said } = await page(t);
  const [popup] = await Promise.all([opened.waitForEvent("popup"), opened.locator("#sign").click()]);
  await popup.locator("a").waitFor();
  await popup.close();
  await opened.locator("dialog a").waitFor();
  await opened.locator("dialog button").click();
  await said("user_cancelled declined");
  await until(() => bare.seen.some((line) => line.startsWith("DELETE")), "the DELETE");
  assert.equal(await opened.locator("dialog").count(), 0);
});

test("an approval in an app needs no window: the dialog says so", async (t) => {
  const { opened, state, said } = await page(t, { kind: "push" });
  const [popup] = await Promise.all([opened.waitForEvent("popup"), opened.locator("#sign").click()]);
  const text = opened.locator("dialog p");
  await text.waitFor();
  assert.match(await text.textContent(), /aplicativo/);
  assert.ok(popup.isClosed());
  state.approved = true;
  await said(SIGNED);
});

test("a session that cannot be opened leaves no window behind", async (t) => {
  const { opened, said } = await page(t, { refuses: true });
  const [popup] = await Promise.all([opened.waitForEvent("popup"), opened.locator("#sign").click()]);
  await said("api_rejected no_provider");
  await until(() => popup.isClosed(), "the end of the window");
});
