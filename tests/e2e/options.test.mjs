// The folded part of the page: a visible signature, a certification, and the password of a document that needs one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, chooseSample, choosePfx, download, failure, open, pdfsig, picture, start } from "./harness.mjs";
import { png, writePng } from "./png.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("options", { agent: false }), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

const objects = (path) => JSON.stringify(JSON.parse(execFileSync("qpdf", ["--json=2", path], { encoding: "utf8", maxBuffer: 1 << 26 })).qpdf[1]);
const shown = (path) => execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });

async function openOptions(page) {
  await page.locator("#options summary").click();
  await page.locator("#visible").check();
}

test("a visible signature with a picture and a QR code is on the page that was chosen", async () => {
  const { page, complaints } = await open(browser, demo);
  await chooseSample(page);
  await choosePfx(page, demo);
  await openOptions(page);
  await picture(page, "options");
  await page.locator(".place").nth(7).click();
  await page.locator("#page").selectOption("first");
  await page.locator("#image").setInputFiles(writePng(join(demo.dir, "rubrica.png"), 120, 80));
  await page.locator("#qr").fill("https://example.com/v/8Q2M");
  await page.locator("#certify").selectOption("form-filling");
  const code = await page.locator("pre").textContent();
  for (const line of ['certify: "form-filling"', "appearance: {", 'page: "first"', 'position: "bottom"', "image: imageInput.files[0]", 'qr: "https://example.com/v/8Q2M"']) {
    assert.ok(code.includes(line), `${line} is not in the code`);
  }
  await picture(page, "options-chosen");
  await page.locator("#sign").click();
  const { path } = await download(page, demo);
  assert.match(pdfsig(path), /Signature is Valid/);
  assert.match(shown(path), /Assinado digitalmente por\s+ANA TESTE OLIVEIRA\s+CPF: \*{3}\.456\.789-\*{2}/);
  assert.match(objects(path), /"\/P":2/);
  execFileSync("pdftoppm", ["-r", "110", "-png", "-singlefile", path, join(demo.dir, "visible")]);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what is drawn loads only with the first signature that is seen", async () => {
  const { page } = await open(browser, demo);
  const loaded = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname.split("/").at(-1)));
  await chooseSample(page);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  assert.ok(loaded.includes("signer_connector_bg.wasm"), String(loaded));
  assert.ok(!loaded.some((name) => /drawing|appearance_bg|ttf/.test(name)), String(loaded));
  await page.locator("#sign-another").click();
  await chooseSample(page);
  await openOptions(page);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  for (const name of ["drawing.js", "signer_appearance_bg.wasm", "NotoSans-Regular.ttf"]) assert.ok(loaded.includes(name), `${name} is not among ${loaded}`);
  await page.context().close();
});

test("in English the signature speaks English, and the code says so", async () => {
  const { page } = await open(browser, demo, { locale: "en-US" });
  await chooseSample(page);
  await choosePfx(page, demo);
  await openOptions(page);
  assert.match(await page.locator("pre").textContent(), /language: "en"/);
  await picture(page, "options-english");
  await page.locator("#sign").click();
  assert.match(shown((await download(page, demo)).path), /Digitally signed by/);
  await page.context().close();
});

test("the places on the page are one group for the keyboard", async () => {
  const { page } = await open(browser, demo);
  const focused = () => page.evaluate(() => document.activeElement.value ?? document.activeElement.id);
  await page.locator("#options summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "bottom-right");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await focused(), "bottom");
  assert.match(await page.locator("pre").textContent(), /position: "bottom"/);
  await picture(page, "options-keyboard");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "page");
  await page.locator("#page").selectOption("number");
  await page.locator("#page-number").fill("3");
  assert.match(await page.locator("pre").textContent(), /page: 3/);
  await page.context().close();
});

test("a damaged picture is said to be the reason, beside its control", async () => {
  const { page } = await open(browser, demo);
  await chooseSample(page);
  await choosePfx(page, demo);
  await openOptions(page);
  const buffer = png(60, 40).subarray(0, 50);
  await page.locator("#image").setInputFiles({ name: "rubrica.png", mimeType: "image/png", buffer });
  await page.locator("#sign").click();
  assert.equal(await failure(page), "invalid_request");
  assert.match(await page.locator("#image-error").textContent(), /imagem não pôde ser lida/);
  assert.equal(await page.locator("#image").getAttribute("aria-invalid"), "true");
  await picture(page, "error-image");
  await page.locator("#remove-image").click();
  assert.equal(await page.locator("#image-error").textContent(), "");
  assert.equal(await page.locator("#failed").count(), 0);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  await page.context().close();
});

test("a file under a password is asked for it, in its place, and then signed", async () => {
  const locked = join(demo.dir, "protegido.pdf");
  execFileSync("qpdf", ["--encrypt", "aberto", "dono", "256", "--", join(demo.page, "sample.pdf"), locked]);
  const { page, complaints } = await open(browser, demo);
  await page.locator("#document").setInputFiles(locked);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  assert.equal(await failure(page), "document_encrypted");
  assert.equal(await page.evaluate(() => document.activeElement.id), "document-password");
  assert.ok(await page.locator("#sign").isHidden());
  await picture(page, "unlock");
  await page.keyboard.type("fechado");
  await page.keyboard.press("Enter");
  await page.locator("#document-password[aria-invalid=true]").waitFor();
  assert.equal(await failure(page), "password_incorrect");
  await picture(page, "unlock-wrong");
  await page.keyboard.type("aberto");
  assert.ok(!(await page.locator("#password").getAttribute("aria-invalid")));
  await page.locator("#unlock").click();
  const { path } = await download(page, demo);
  assert.match(await page.locator("pre").textContent(), /password: documentPasswordInput\.value/);
  assert.equal(execFileSync("qpdf", ["--password=aberto", "--show-encryption", path], { encoding: "utf8" }).includes("AESv3"), true);
  assert.match(execFileSync("pdfsig", ["-nocert", "-upw", "aberto", path], { encoding: "utf8" }), /Signature is Valid/);
  const sent = Buffer.concat(demo.journal().map(({ bytes }) => bytes)).toString("latin1");
  assert.match(sent, /"document/, "nothing was registered");
  assert.ok(!/aberto|fechado/.test(sent), "a password was sent");
  await page.locator("#sign-another").click();
  assert.doesNotMatch(await page.locator("pre").textContent(), /documentPassword/);
  assert.ok(!(await page.locator("#sign").isHidden()));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("a damaged file can be repaired in its place, and signed", async () => {
  const damaged = join(demo.dir, "danificado.pdf");
  const sample = readFileSync(join(demo.page, "sample.pdf"), "latin1");
  writeFileSync(damaged, sample.replaceAll("\nxref", "\nxerf"), "latin1");
  const { page, complaints } = await open(browser, demo);
  await page.locator("#document").setInputFiles(damaged);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  assert.equal(await failure(page), "document_malformed");
  assert.ok(await page.locator("#sign").isHidden());
  await picture(page, "mend");
  await page.locator("#mend").click();
  const { path } = await download(page, demo);
  assert.match(pdfsig(path), /Signature is Valid/);
  assert.match(await page.locator("pre").textContent(), /repair: true/);
  await page.locator("#sign-another").click();
  assert.doesNotMatch(await page.locator("pre").textContent(), /repair/);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("the options fit a phone, and the dark", async () => {
  const { page } = await open(browser, demo, { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await openOptions(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "wider than the screen");
  await picture(page, "options-mobile");
  await page.context().close();
});
