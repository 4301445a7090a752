// What is wrong is said beside the control that it is about, when it comes, and no longer than it is so.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, chooseSample, choosePfx, download, drop, failure, open, picture, start } from "./harness.mjs";
import { png, writePng } from "./png.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("complaints", { agent: false, providers: ["birdid"] }), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

const complaint = (page, field) => page.locator(`#${field}-error`);
const file = (name, content, mimeType = "application/octet-stream") => ({ name, mimeType, buffer: Buffer.from(content) });
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** A control that says, to everybody, that it is wrong. */
async function assertInvalid(page, control, field, words) {
  await complaint(page, field).filter({ hasText: words }).waitFor();
  assert.equal(await page.locator(control).getAttribute("aria-invalid"), "true");
  assert.ok((await page.locator(control).getAttribute("aria-describedby")).split(" ").includes(`${field}-error`));
}

async function assertFine(page, control, field) {
  await complaint(page, field).filter({ hasText: /^$/ }).waitFor({ state: "attached" });
  assert.equal(await page.locator(control).getAttribute("aria-invalid"), null);
}

/** Ready to sign, the options unfolded. */
async function ready(...pfx) {
  const tab = await open(browser, demo);
  await chooseSample(tab.page);
  await choosePfx(tab.page, demo, ...pfx);
  for (const part of ["options", "details"]) await tab.page.locator(`#${part} summary`).click();
  await tab.page.locator("#visible").check();
  return tab;
}

test("a long name is nowhere wider than a phone", async () => {
  const { page, context } = await open(browser, demo, { viewport: { width: 390, height: 844 } });
  const long = (ending) => `${"AnexoUnicoDoContratoDeLocacao".repeat(8)}.${ending}`;
  const sample = readFileSync(join(demo.page, "sample.pdf"));
  await page.locator("#document").setInputFiles({ name: long("pdf"), mimeType: "application/pdf", buffer: sample });
  await page.locator(".drop-chosen.is-shown").waitFor();
  const pfx = readFileSync(join(demo.certificates, "a1.pfx"));
  await page.locator("#certificate").setInputFiles(file(long("pfx"), pfx));
  await page.locator("#password").fill("segredo");
  await page.locator("#options summary").click();
  await page.locator("#visible").check();
  await page.locator("#image").setInputFiles(file(long("png"), png(60, 40)));
  await page.locator("#remove-image").waitFor();
  assert.ok(await fits(page), "the choices are wider");
  await picture(page, "long-names-mobile");
  await page.locator("#document").setInputFiles(file(long("txt"), "text"));
  await complaint(page, "document").filter({ hasText: "não é um PDF" }).waitFor();
  assert.ok(await fits(page), "the complaint is wider");
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  assert.ok(await fits(page), "the result is wider");
  await page.locator("#sign-another").click();
  await page.locator("#kept li").waitFor();
  assert.ok(await fits(page), "the file that was kept is wider");
  await picture(page, "long-names-kept-mobile");
  await context.close();
});

test("a file of the wrong kind is told when it comes, and what was chosen stays", async () => {
  const { page, context } = await open(browser, demo);
  await chooseSample(page);
  const pfx = readFileSync(join(demo.certificates, "a1.pfx"));
  const kinds = [
    ["document", file("chave.pfx", pfx), /chave\.pfx.*certificado.*passo 2/],
    ["document", file("nota.pdf", "Olá, mundo"), /nota\.pdf.*não é um PDF/],
    ["document", file("nada.pdf", ""), /nada\.pdf.*vazio/],
    ["document", file("tarde.pdf", `${" ".repeat(1024)}%PDF-1.7`), /não é um PDF/],
    ["document", file("foto.pdf", png(8, 8)), /não é um PDF/],
    ["certificate", file("contrato.pfx", "%PDF-1.7\n"), /PDF.*passo 1/],
    ["certificate", file("chave.pem", "-----BEGIN PRIVATE KEY-----"), /não é um certificado com chave/],
    ["certificate", file("so-certificado.p12", Buffer.from("308201003081a0a003020102", "hex")), /não é um certificado com chave/],
    ["certificate", file("nada.pfx", ""), /vazio/],
  ];
  for (const [field, chosen, words] of kinds) {
    await page.locator(`#${field}`).setInputFiles(chosen);
    await assertInvalid(page, `#${field}`, field, words);
    if (field === "document") assert.equal(await page.locator("#document-name").textContent(), "contrato-de-exemplo.pdf");
  }
  await picture(page, "wrong-kinds");
  await chooseSample(page);
  await assertFine(page, "#document", "document");
  await choosePfx(page, demo);
  await assertFine(page, "#certificate", "certificate");
  await context.close();
});

test("a PDF is known by its header, wherever readers look for it", async () => {
  const { page, context } = await open(browser, demo);
  for (const [name, head] of [["antes.pdf", `${"\n".repeat(1000)}%PDF-1.4\n`], ["adobe.pdf", "%!PS-Adobe-3.0 PDF-1.6\n"], ["sem-fim", "%PDF-2.0"]]) {
    await page.locator("#document").setInputFiles(file(name, head));
    await page.locator("#document-name", { hasText: name }).waitFor();
    await assertFine(page, "#document", "document");
  }
  await context.close();
});

test("files are dropped on their controls, and on the wrong one they are told", async () => {
  const { page, context, complaints } = await open(browser, demo);
  const at = (name) => join(demo.certificates, name);
  const sample = join(demo.page, "sample.pdf");
  await drop(page, ".drop", at("a1.pfx"));
  await assertInvalid(page, "#document", "document", /a1\.pfx.*passo 2/);
  await drop(page, ".drop", sample, at("a1.pfx"));
  await assertInvalid(page, "#document", "document", /um arquivo de cada vez/);
  await picture(page, "two-files");
  await drop(page, ".drop", sample);
  await page.locator("#document-name", { hasText: "sample.pdf" }).waitFor();
  await assertFine(page, "#document", "document");
  await drop(page, "label[for=certificate]", sample);
  await assertInvalid(page, "#certificate", "certificate", /PDF.*passo 1/);
  await drop(page, "label[for=certificate]", at("a1.pfx"));
  await page.locator("#certificate-name", { hasText: "a1.pfx" }).waitFor();
  await assertFine(page, "#certificate", "certificate");
  await drop(page, "h1", sample);
  assert.equal(page.url(), demo.pageUrl, "a file that missed replaced the page");
  await page.locator("#options summary").click();
  await page.locator("#visible").check();
  await drop(page, "label[for=image]", writePng(join(demo.dir, "carimbo.png"), 60, 40));
  await page.locator("#image-name", { hasText: "carimbo.png" }).waitFor();
  await page.locator("#password").fill("segredo");
  await page.locator("#sign").click();
  await download(page, demo);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("an error goes when the thing that it names changes, and not before", async () => {
  const { page, context } = await ready("a1.pfx", "errada");
  const gone = async (what) => {
    await page.locator("#failed").waitFor({ state: "detached" });
    assert.equal(await page.locator("#sign").textContent(), "Assinar documento", what);
  };
  const fails = async (code) => {
    await page.locator("#sign").click();
    assert.equal(await failure(page), code);
  };
  await fails("password_incorrect");
  await assertInvalid(page, "#password", "password", /não abre o certificado/);
  await page.locator("#qr").fill("https://example.com");
  assert.equal(await failure(page), "password_incorrect", "something else changed");
  await page.locator("#password").fill("outra");
  await gone("another password");
  await assertFine(page, "#password", "password");
  await fails("password_incorrect");
  await page.locator("#certificate").setInputFiles(join(demo.certificates, "expired.pfx"));
  await gone("another file");
  await page.locator("#password").fill("segredo");
  await fails("certificate_expired");
  await page.locator("#way-cloud").check();
  await gone("another way");
  await page.locator("#way-a1").check();
  await page.locator("#document").setInputFiles(file("quebrado.pdf", "%PDF-1.7\nstartxref\n9\n%%EOF\n"));
  await choosePfx(page, demo);
  await fails("document_malformed");
  await chooseSample(page);
  await page.locator("#document-name", { hasText: "contrato" }).waitFor();
  await gone("another document");
  await context.close();
});

test("a second Enter does not cancel what the first began; Tab and Enter do", async () => {
  const { page, context } = await open(browser, demo);
  await chooseSample(page);
  await page.locator("#way-cloud").check();
  await context.route(`${demo.apiUrl}/**`, (route) => setTimeout(() => route.continue().catch(() => undefined), 700));
  await page.locator("#sign").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Andamento da assinatura");
  await page.locator("#approve").waitFor();
  assert.equal(await page.locator("#failed").count(), 0);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "cancel");
  await page.keyboard.press("Enter");
  assert.equal(await failure(page), "user_cancelled");
  await context.close();
});

test("a page that no document has is told, and never made another", async () => {
  const { page, context } = await ready();
  await page.locator("#page").selectOption("number");
  const type = async (value) => {
    await page.locator("#page-number").fill(value);
    await page.locator("#page-number").blur();
  };
  for (const value of ["0", "-3", "1.5", "99999999999", ""]) {
    await type(value);
    await assertInvalid(page, "#page-number", "page", /número a partir de 1/);
    assert.doesNotMatch(await page.locator("pre").textContent(), /page: 1,/, value);
  }
  await page.locator("#sign").click();
  assert.match(await page.locator("#missing").textContent(), /página/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "page-number");
  await picture(page, "page-number");
  await type("1");
  await assertFine(page, "#page-number", "page");
  await type("7");
  await page.locator("#sign").click();
  assert.equal(await failure(page), "invalid_request");
  await assertInvalid(page, "#page-number", "page", /não tem esta página/);
  await page.locator("#page").selectOption("last");
  await assertFine(page, "#page-number", "page");
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  await context.close();
});

for (const [name, control, field, words, spoil] of [
  ["a QR code's text that is too long", "#qr", "qr", /não cabe em um código QR/, (page) => page.locator("#qr").fill("x".repeat(4000))],
  ["a location that the API does not take", "#location", "location", /local não é aceito/, (page) => page.locator("#location").fill("São Paulo ".repeat(120))],
  [
    "a certificate file that is larger than any",
    "#certificate",
    "certificate",
    /certificado não pôde ser lido/,
    (page) => page.locator("#certificate").setInputFiles(file("grande.pfx", Buffer.concat([readFileSync(join(demo.certificates, "a1.pfx")), Buffer.alloc(1 << 21)]))),
  ],
  [
    "a character that cannot be drawn",
    "#visible",
    "visible",
    /não pode ser desenhada/,
    (page) => page.locator("#reason").fill("Aprovo 漢字"),
  ],
]) {
  test(`${name} is told beside its control`, async () => {
    const { page, context } = await ready();
    await spoil(page);
    for (const part of ["options", "details"]) await page.locator(`#${part} summary`).click();
    await page.locator("#sign").click();
    assert.equal(await failure(page), "invalid_request");
    await assertInvalid(page, control, field, words);
    assert.ok(await page.locator(control).isVisible() || control === "#certificate", "its part of the page is folded");
    assert.match(await page.locator("#failed-advice").textContent(), words);
    await context.close();
  });
}

test("a second signature that would certify is told beside that choice", async () => {
  const { page, context } = await ready();
  await page.locator("#sign").click();
  const { path } = await download(page, demo);
  await page.locator("#document").setInputFiles(path);
  await page.locator("#certify").selectOption("annotations");
  await page.locator("#sign").click();
  assert.equal(await failure(page), "invalid_request");
  await assertInvalid(page, "#certify", "certify", /Só a primeira assinatura/);
  await picture(page, "error-certify");
  await page.locator("#certify").selectOption("");
  await assertFine(page, "#certify", "certify");
  assert.equal(await page.locator("#failed").count(), 0);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  await context.close();
});

test("a provider that the account does not have is told beside the list", async () => {
  const { page, context } = await open(browser, demo);
  const config = JSON.parse(readFileSync(join(demo.page, "config.json"), "utf8"));
  await context.route("**/config.json", (route) => route.fulfill({ json: { ...config, providers: ["birdid", "serproid"] } }));
  await page.reload();
  await chooseSample(page);
  await page.locator("#way-cloud").check();
  await page.locator("input[value=serproid]").check();
  await page.locator("#sign").click();
  assert.equal(await failure(page), "invalid_request");
  await assertInvalid(page, ".providers", "provider", /provedor não está disponível/);
  await page.locator("input[value=birdid]").check();
  await assertFine(page, ".providers", "provider");
  await context.close();
});

test("a test certificate that does not come is told", async () => {
  const { page, context } = await open(browser, demo);
  await context.route("**/test/a1.pfx", (route) => route.fulfill({ status: 404, body: "" }));
  await page.locator("#use-test-certificate").click();
  await assertInvalid(page, "#certificate", "certificate", /não pôde ser carregado/);
  await context.close();
});
