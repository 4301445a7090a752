// Cloud: a session at the API, approved by a person in another tab.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, chooseSample, download, failure, open, pdfsig, picture, start, until } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("cloud", { agent: false }), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

/** As far as the provider's page, which the person opens by the button. */
async function asked(provider = "birdid") {
  const { page, context } = await open(browser, demo);
  await chooseSample(page);
  await page.locator("#way-cloud").check();
  await page.locator(`input[name=provider][value=${provider}]`).check();
  await page.locator("#sign").click();
  await page.locator("#approve").waitFor();
  return { page, context };
}

async function providerPage({ page, context }) {
  const [provider] = await Promise.all([context.waitForEvent("page"), page.locator("#approve").click()]);
  await provider.waitForLoadState();
  return provider;
}

for (const [provider, name] of [
  ["birdid", "BirdID"],
  ["vidaas", "VIDaaS"],
  ["serproid", "SerproID"],
  ["certisign", "Certisign"],
  ["csc", "Cloud Signature Consortium"],
]) {
  test(`approved at ${name}, the document is signed`, async () => {
    const tab = await asked(provider);
    assert.equal(await tab.page.evaluate(() => document.activeElement?.id), "approve");
    assert.match(await tab.page.locator("#approve").textContent(), new RegExp(name));
    if (provider === "birdid") await picture(tab.page, "waiting-for-approval");
    const approval = await providerPage(tab);
    if (provider === "birdid") await picture(approval, "provider");
    await approval.locator("button[value=authorize]").click();
    const signed = await download(tab.page, demo);
    const original = readFileSync(join(demo.page, "sample.pdf"));
    assert.ok(readFileSync(signed.path).subarray(0, original.length).equals(original));
    const verdict = pdfsig(signed.path);
    assert.match(verdict, /Signature is Valid/);
    assert.match(verdict, /MARIA TESTE DA SILVA/);
    await tab.context.close();
  });
}

test("a visible signature names who approved", async () => {
  const { page, context } = await open(browser, demo);
  await chooseSample(page);
  await page.locator("#way-cloud").check();
  await page.locator("#options summary").click();
  await page.locator("#visible").check();
  await page.locator("#sign").click();
  await page.locator("#approve").waitFor();
  const approval = await providerPage({ page, context });
  await approval.locator("button[value=authorize]").click();
  const { path } = await download(page, demo);
  assert.match(pdfsig(path), /Signature is Valid/);
  assert.match(execFileSync("pdftotext", [path, "-"], { encoding: "utf8" }), /Assinado digitalmente por\s+MARIA TESTE DA SILVA\s+CPF: \*{3}/);
  await context.close();
});

test("refused at the provider, it is user_cancelled", async () => {
  const tab = await asked();
  const approval = await providerPage(tab);
  await approval.locator("button[value=refuse]").click();
  assert.equal(await failure(tab.page), "user_cancelled");
  await picture(tab.page, "error-user_cancelled");
  await tab.context.close();
});

test("cancelled while waiting, the session is deleted at the API", async () => {
  const tab = await asked();
  const created = demo.journal().filter(({ method, path }) => method === "POST" && path.endsWith("/sessions")).length;
  assert.ok(created > 0);
  const before = deletions().length;
  await tab.page.locator("#cancel").click();
  assert.equal(await failure(tab.page), "user_cancelled");
  await until(() => deletions().length === before + 1, "the DELETE of the session");
  await tab.context.close();
});

test("after a cancelled session the next one signs", async () => {
  const tab = await asked();
  await tab.page.locator("#cancel").click();
  await failure(tab.page);
  await tab.page.locator("#sign").click();
  await tab.page.locator("#approve").waitFor();
  const approval = await providerPage(tab);
  await approval.locator("button[value=authorize]").click();
  await tab.page.locator("#done").waitFor();
  await tab.context.close();
});

function deletions() {
  return demo.journal().filter(({ method }) => method === "DELETE");
}
