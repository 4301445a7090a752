// A1: a PFX file opened in the page.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, chooseSample, choosePfx, download, failure, open, pdfsig, picture, start } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("a1", { agent: false }), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

for (const name of ["a1.pfx", "a1-legacy.pfx", "a1-ec.pfx"]) {
  test(`${name} signs, and an independent verifier agrees`, async () => {
    const { page, complaints } = await open(browser, demo);
    await chooseSample(page);
    await choosePfx(page, demo, name);
    await page.locator("#sign").click();
    const signed = await download(page, demo);
    const original = readFileSync(join(demo.page, "sample.pdf"));
    assert.ok(
      readFileSync(signed.path).subarray(0, original.length).equals(original),
      "the bytes that came in are changed",
    );
    assert.equal(signed.name, "contrato-de-exemplo-assinado.pdf");
    const verdict = pdfsig(signed.path);
    assert.match(verdict, /Signature Validation: Signature is Valid/);
    assert.match(verdict, /Total document signed/);
    assert.match(verdict, /ETSI\.CAdES\.detached/);
    assert.match(verdict, /ANA TESTE OLIVEIRA/);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
}

test("the result names the signer, masks the CPF and the reason reaches the PDF", async () => {
  const { page } = await open(browser, demo);
  await picture(page, "idle");
  await chooseSample(page);
  await picture(page, "file-chosen");
  await page.locator("#use-test-certificate").click();
  await page.locator("#certificate-name", { hasText: "a1.pfx" }).waitFor();
  await page.locator("#details summary").click();
  await page.locator("#reason").fill("Aprovo este contrato");
  await page.locator("#location").fill("São Paulo");
  await picture(page, "a1");
  await page.locator("#sign").click();
  const signed = await download(page, demo);
  await picture(page, "done");
  assert.equal(await page.locator("#signer-name").textContent(), "ANA TESTE OLIVEIRA");
  assert.equal(await page.locator("#signer-cpf").textContent(), "***.456.789-**");
  assert.ok(!(await page.locator("body").textContent()).includes("12345678909"), "the CPF stands somewhere unmasked");
  const objects = execFileSync("qpdf", ["--json=2", signed.path], { encoding: "utf8" });
  assert.ok(objects.includes('"/Reason": "u:Aprovo este contrato"') && objects.includes('"/Location": "u:São Paulo"'));
  await page.locator("#sign-another").click();
  await page.locator(".drop-empty.is-shown").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "document");
  await page.context().close();
});

test("a wrong password is said to be one, and the right one then signs", async () => {
  const { page } = await open(browser, demo);
  await chooseSample(page);
  await choosePfx(page, demo, "a1.pfx", "errada");
  await page.locator("#sign").click();
  assert.equal(await failure(page), "password_incorrect");
  assert.match(await page.locator("#failed h3").textContent(), /senha do certificado não confere/);
  assert.equal(await page.locator("#password").getAttribute("aria-invalid"), "true");
  await picture(page, "error-password_incorrect");
  await page.locator("#password").fill("segredo");
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  await page.context().close();
});

test("an expired certificate is refused with its date", async () => {
  const { page } = await open(browser, demo);
  await chooseSample(page);
  await choosePfx(page, demo, "expired.pfx");
  await page.locator("#sign").click();
  assert.equal(await failure(page), "certificate_expired");
  assert.match(await page.locator("#failed").textContent(), /2023/);
  await picture(page, "error-certificate_expired");
  await page.context().close();
});

test("a damaged file is document_malformed", async () => {
  for (const [name, bytes] of [
    ["damaged", "%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n99999\n%%EOF\n"],
  ]) {
    const { page } = await open(browser, demo);
    await page
      .locator("#document")
      .setInputFiles({ name: `${name}.pdf`, mimeType: "application/pdf", buffer: Buffer.from(bytes) });
    await choosePfx(page, demo);
    await page.locator("#sign").click();
    assert.equal(await failure(page), "document_malformed", name);
    await picture(page, "error-document_malformed");
    await page.context().close();
  }
});

test("an API that is gone is network, and nothing is left half done", async () => {
  const { page, context } = await open(browser, demo);
  await context.route(`${demo.apiUrl}/**`, (route) => route.abort());
  await chooseSample(page);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  assert.equal(await failure(page), "network");
  await picture(page, "error-network");
  await context.close();
});

test("a token that the API does not know is api_unauthorized", async () => {
  const { page, context } = await open(browser, { ...demo });
  await context.route("**/config.json", (route) =>
    route.fulfill({ json: { apiBaseUrl: demo.apiUrl, token: "wrong" } }),
  );
  await page.reload();
  await chooseSample(page);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  assert.equal(await failure(page), "api_unauthorized");
  await picture(page, "error-api_unauthorized");
  await context.close();
});
