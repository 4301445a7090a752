// Token: the native agent with a SoftHSM2 token; its dialogs are answered by script.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { softhsmModule } from "../../demo/start.mjs";
import { alive, browse, chooseSample, download, failure, open, pdfsig, picture, start, until } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("local"), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

async function sign(...answers) {
  demo.person.will(...answers);
  const tab = await open(browser, demo);
  await chooseSample(tab.page);
  await tab.page.locator("#way-local").check();
  await tab.page.locator("#sign").click();
  return tab;
}

test("allowed and with the right PIN, the token signs", async () => {
  const { page, context } = await sign("allow", "pin 1234");
  const signed = await download(page, demo);
  const original = readFileSync(join(demo.page, "sample.pdf"));
  assert.ok(readFileSync(signed.path).subarray(0, original.length).equals(original));
  const verdict = pdfsig(signed.path);
  assert.match(verdict, /Signature is Valid/);
  assert.match(verdict, /JOSE TESTE PEREIRA/);
  assert.ok(demo.person.shown().includes(new URL(demo.pageUrl).origin), "the dialog does not name the site");
  assert.ok(demo.person.shown().includes("contrato-de-exemplo.pdf"), "the dialog does not name the document");
  await picture(page, "done-local");
  await context.close();
});

test("a wrong PIN is pin_incorrect, and the right one then signs", async () => {
  const { page, context } = await sign("allow", "pin 4321");
  assert.equal(await failure(page), "pin_incorrect");
  await picture(page, "error-pin_incorrect");
  demo.person.will("allow", "pin 1234");
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  await context.close();
});

test("the PIN dialog cancelled is user_cancelled", async () => {
  const { page, context } = await sign("allow", "cancel");
  assert.equal(await failure(page), "user_cancelled");
  await context.close();
});

test("cancelled in the page, the open PIN dialog goes away", async () => {
  const { page, context } = await sign("allow", "wait");
  const dialog = await demo.person.openDialog();
  assert.ok(alive(dialog));
  await picture(page, "waiting-for-agent");
  await page.locator("#cancel").click();
  assert.equal(await failure(page), "user_cancelled");
  await until(() => !alive(dialog), "the end of the dialog");
  await context.close();
});

test("a PIN never reaches the page or the API", async () => {
  const { page, context } = await open(browser, demo);
  const frames = [];
  page.on("websocket", (socket) => {
    for (const event of ["framesent", "framereceived"]) socket.on(event, ({ payload }) => frames.push(String(payload)));
  });
  demo.person.will("allow", "pin 1234");
  await chooseSample(page);
  await page.locator("#way-local").check();
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  assert.ok(frames.length >= 4, "no frames were seen");
  assert.ok(!frames.some((frame) => /"pin"|[^0-9A-Za-z+/]1234[^0-9A-Za-z+/]/.test(frame)));
  assert.ok(!demo.journal().some(({ bytes }) => bytes.includes('"1234"')));
  await context.close();
});

test("of two certificates on the token, the person chooses in the page", async () => {
  const env = { ...process.env, SOFTHSM2_CONF: join(demo.softhsm, "softhsm2.conf") };
  const inToken = (program, ...parameters) => execFileSync(program, parameters, { env, stdio: "pipe" });
  const certificate = (name) => join(demo.certificates, name);
  const module = await softhsmModule();
  inToken(
    "softhsm2-util",
    "--import",
    certificate("a1.key"),
    "--token",
    "Token de teste",
    "--pin",
    "1234",
    "--id",
    "03",
    "--label",
    "ANA",
  );
  execFileSync("openssl", ["x509", "-in", certificate("a1.pem"), "-outform", "DER", "-out", join(demo.dir, "a1.der")]);
  inToken(
    "pkcs11-tool",
    "--module",
    module,
    "--token-label",
    "Token de teste",
    "--login",
    "--pin",
    "1234",
    "--write-object",
    join(demo.dir, "a1.der"),
    "--type",
    "cert",
    "--id",
    "03",
    "--label",
    "ANA",
  );

  const { page, context } = await sign("allow", "pin 1234");
  const candidates = page.locator(".candidate");
  await candidates.first().waitFor();
  // An Enter that was meant for something else chooses none.
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-labelledby")), "picker-title");
  await page.keyboard.press("Enter");
  await picture(page, "choose-certificate");
  assert.deepEqual((await candidates.locator("strong").allTextContents()).sort(), [
    "ANA TESTE OLIVEIRA",
    "JOSE TESTE PEREIRA",
  ]);
  await candidates.filter({ hasText: "ANA" }).click();
  assert.match(pdfsig((await download(page, demo)).path), /ANA TESTE OLIVEIRA/);
  await context.close();

  const other = await sign("allow");
  await other.page.locator(".candidate").first().waitFor();
  await other.page.locator("#cancel").click();
  assert.equal(await failure(other.page), "user_cancelled");
  await other.context.close();
});

test("blocked by the person, the site is origin_not_allowed and stays so", async () => {
  const { page, context } = await sign("block");
  assert.equal(await failure(page), "origin_not_allowed");
  await picture(page, "error-origin_not_allowed");
  demo.person.will("allow", "pin 1234");
  await page.locator("#sign").click();
  await page.locator("#cancel").waitFor({ state: "detached" });
  assert.equal(await failure(page), "origin_not_allowed");
  assert.equal(demo.person.shown(), "", "a blocked site brought up a dialog");
  await context.close();
});
