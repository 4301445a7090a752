// What would be lost with the page: it is asked about first, written down, or kept within reach.

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { alive, browse, chooseSample, choosePfx, download, open, pdfsig, picture, questions, start, until } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("leaving"), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

const LONG = `${"contrato-de-prestacao-de-servicos-".repeat(6)}2026.pdf`;

async function askedInCloud(options, ...answers) {
  const tab = await open(browser, demo, options);
  const asked = questions(tab.page, ...answers);
  const buffer = readFileSync(join(demo.page, "sample.pdf"));
  await tab.page.locator("#document").setInputFiles({ name: LONG, mimeType: "application/pdf", buffer });
  await tab.page.locator("#way-cloud").check();
  await tab.page.locator("#sign").click();
  await tab.page.locator("#approve").waitFor();
  return { ...tab, asked };
}

async function signed(...answers) {
  const tab = await open(browser, demo);
  const asked = questions(tab.page, ...answers);
  await chooseSample(tab.page);
  await choosePfx(tab.page, demo);
  return { ...tab, asked, sign: () => tab.page.locator("#sign").click().then(() => tab.page.locator("#done").waitFor()) };
}

const deletions = () => demo.journal().filter(({ method }) => method === "DELETE").length;
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test("during an approval the page is not left without a question, and whoever stays goes on", async () => {
  const { page, context, asked } = await askedInCloud({}, "stay");
  await page.evaluate(() => void location.reload());
  await until(() => asked.length === 1, "the question");
  assert.deepEqual(asked, ["beforeunload"]);
  const [provider] = await Promise.all([context.waitForEvent("page"), page.locator("#approve").click()]);
  await provider.locator("button[value=authorize]").click();
  await download(page, demo);
  await page.reload();
  await page.locator("#sign").waitFor();
  assert.equal(asked.length, 1, "there was nothing to lose any more");
  assert.equal(await page.locator("#interrupted").count(), 0);
  await context.close();
});

test("choices alone are left without a question", async () => {
  const { page, context } = await open(browser, demo);
  const asked = questions(page);
  await chooseSample(page);
  await choosePfx(page, demo, "a1.pfx", "errada");
  await page.locator("#sign").click();
  await page.locator("#failed").waitFor();
  await page.reload();
  await page.locator("#sign").waitFor();
  assert.deepEqual(asked, []);
  await context.close();
});

test("a reload leaves the session to its own end, and a note says what was under way", async () => {
  const before = deletions();
  const { page, context, asked } = await askedInCloud({ viewport: { width: 390, height: 844 } });
  assert.ok(await fits(page), "the approval is wider than the screen");
  await page.reload();
  await page.locator("#interrupted").waitFor();
  assert.deepEqual(asked, ["beforeunload"]);
  assert.match(await page.locator("#interrupted").textContent(), /2026\.pdf.*BirdID/s);
  assert.ok(await fits(page), "the note is wider than the screen");
  await picture(page, "interrupted-mobile");
  const kept = JSON.parse(await page.evaluate(() => sessionStorage.getItem("signer-demo-approval")));
  assert.deepEqual(Object.keys(kept).sort(), ["at", "expiresAt", "name", "provider", "size", "url"]);
  assert.equal(kept.name, LONG);
  assert.equal(await page.locator("#interrupted a").getAttribute("href"), kept.url);
  await sleep(1500);
  assert.equal(deletions(), before, "the reload ended the session");
  await page.locator("[data-language=en]").click();
  assert.match(await page.locator("#interrupted").textContent(), /approval was under way.*Start again/s);
  await page.locator("#dismiss-interrupted").click();
  assert.equal(await page.locator("#interrupted").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "document");
  await page.reload();
  await page.locator("#sign").waitFor();
  assert.equal(await page.locator("#interrupted").count(), 0);
  await context.close();
});

test("the note goes when the signing is started again", async () => {
  const { page, context } = await askedInCloud();
  await page.reload();
  await page.locator("#interrupted").waitFor();
  await picture(page, "interrupted");
  await chooseSample(page);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  assert.equal(await page.locator("#interrupted").count(), 0);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await context.close();
});

test("an approval that ends by itself leaves no note", async () => {
  const { page, context } = await askedInCloud();
  await page.locator("#cancel").click();
  await page.locator("#failed").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await context.close();
});

test("a reload while the agent asks closes its dialog, and the note says so", async () => {
  demo.person.will("wait");
  const { page, context } = await open(browser, demo);
  const asked = questions(page);
  await chooseSample(page);
  await page.locator("#way-local").check();
  await page.locator("#sign").click();
  const dialog = await demo.person.openDialog();
  await page.locator(".approval:not([hidden])").waitFor();
  await page.reload();
  await page.locator("#interrupted").waitFor();
  assert.deepEqual(asked, ["beforeunload"]);
  assert.match(await page.locator("#interrupted").textContent(), /pedido ao agente foi encerrado/);
  await until(() => !alive(dialog), "the end of the dialog");
  await context.close();
});

test("what somebody else stored under the note's name is no note", async () => {
  const { page, context } = await open(browser, demo);
  const note = { name: "a.pdf", size: 1, at: 1 };
  for (const kept of ["{", "null", "7", { name: 1 }, { ...note, provider: "toString" }, { ...note, provider: "birdid", url: "javascript:alert(1)" }]) {
    await page.evaluate((kept) => sessionStorage.setItem("signer-demo-approval", kept), typeof kept === "string" ? kept : JSON.stringify(kept));
    await page.reload();
    await page.locator("#sign").waitFor();
    assert.equal(await page.locator("#interrupted").count(), 0, JSON.stringify(kept));
  }
  await context.close();
});

test("a signed file that was not downloaded is asked about, and no more once it was", async () => {
  const { page, context, asked, sign } = await signed("stay");
  await sign();
  await page.evaluate(() => void location.reload());
  await until(() => asked.length === 1, "the question");
  await download(page, demo);
  await page.reload();
  await page.locator("#sign").waitFor();
  assert.deepEqual(asked, ["beforeunload"]);
  await context.close();
});

test("somebody else signs the signed file, and both signatures hold under one name", async () => {
  const { page, context, sign, complaints } = await signed();
  await page.locator("#details summary").click();
  await page.locator("#reason").fill("Aprovo como contratante");
  await page.locator("#options summary").click();
  await page.locator("#certify").selectOption("form-filling");
  await sign();
  await picture(page, "done-and-somebody-else");
  await page.locator("#sign-too").click();
  assert.equal(await page.locator("#document-name").textContent(), "contrato-de-exemplo-assinado.pdf");
  assert.match(await page.locator("#certificate-name").textContent(), /nenhum arquivo/);
  for (const field of ["password", "reason", "certify"]) assert.equal(await page.locator(`#${field}`).inputValue(), "", field);
  assert.equal(await page.evaluate(() => document.activeElement.id), "way-a1");
  assert.match(await page.locator("#kept").textContent(), /contrato-de-exemplo-assinado\.pdf/);
  await picture(page, "somebody-else");
  await choosePfx(page, demo, "a1-ec.pfx");
  await sign();
  assert.equal(await page.locator("#kept li").count(), 0, "the first signature is in the second file");
  const { path, name } = await download(page, demo);
  assert.equal(name, "contrato-de-exemplo-assinado.pdf");
  assert.equal(pdfsig(path).match(/Signature is Valid/g)?.length, 2);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("where no later signature is allowed nobody else is asked to sign", async () => {
  const { page, context, sign } = await signed();
  await page.locator("#options summary").click();
  await page.locator("#certify").selectOption("no-changes");
  await sign();
  assert.equal(await page.locator("#sign-too").count(), 0);
  await context.close();
});

test("a signed file stays within reach while another one is signed", async () => {
  const { page, context, asked, sign } = await signed();
  await sign();
  await page.locator("#sign-another").click();
  await page.locator("[data-language=en]").click();
  assert.match(await page.locator("#kept li").textContent(), /is signed and was not downloaded/);
  await chooseSample(page);
  await sign();
  assert.equal(await page.locator("#kept li").count(), 1);
  await picture(page, "kept");
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#kept a").click()]);
  assert.match(pdfsig(await file.path()), /Signature is Valid/);
  assert.equal(await page.locator("#kept li").count(), 0);
  await download(page, demo);
  await page.reload();
  await page.locator("#sign").waitFor();
  assert.deepEqual(asked, []);
  await context.close();
});
