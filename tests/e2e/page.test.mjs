// The page itself: languages, keyboard, the code beside the steps, sizes and schemes.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, chooseSample, choosePfx, open, pdfsig, picture, start } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("page", { agent: false }), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

test("the browser's language is taken, a choice is remembered", async () => {
  const { page, context } = await open(browser, demo, { locale: "en-GB" });
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.title(), "Sign a PDF · Signer Connector");
  await picture(page, "english");
  await page.locator("[data-language=pt-BR]").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "pt-BR");
  assert.match(await page.locator("h1").textContent(), /Assine um PDF/);
  await page.reload();
  await page.locator("#sign").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "pt-BR");
  await context.close();
});

test("a language that the page does not speak gets English", async () => {
  const { page, context } = await open(browser, demo, { locale: "de-DE" });
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await context.close();
});

test("the whole a1 road in English, an error and the result included, switches over to Portuguese", async () => {
  const { page, context } = await open(browser, demo, { locale: "en-US" });
  await chooseSample(page);
  await choosePfx(page, demo, "a1.pfx", "wrong");
  await page.locator("#sign").click();
  assert.match(await page.locator("#failed h3").textContent(), /password is wrong/);
  await picture(page, "error-english");
  await page.locator("[data-language=pt-BR]").click();
  assert.match(await page.locator("#failed h3").textContent(), /senha do certificado não confere/);
  await page.locator("[data-language=en]").click();
  await page.locator("#password").fill("segredo");
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  assert.match(await page.locator("#done").textContent(), /Document signed.*Signed by.*Download signed PDF/s);
  await picture(page, "done-english");
  await page.locator("[data-language=pt-BR]").click();
  assert.match(await page.locator("#done").textContent(), /Documento assinado.*Assinado por.*Baixar PDF assinado/s);
  await context.close();
});

test("the a1 road with the keyboard alone", async () => {
  const { page, context } = await open(browser, demo);
  const press = async (key, times = 1) => {
    for (let count = 0; count < times; count += 1) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
  const tabTo = async (id) => {
    for (let count = 0; count < 30 && (await focused()) !== id; count += 1) await press("Tab");
    assert.equal(await focused(), id);
  };
  // Caught from the start: a listener that comes with the key press may come too late.
  page.on("filechooser", () => undefined);
  const chooseByKey = async (file) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), press("Enter")]);
    await chooser.setFiles(file);
  };
  await tabTo("document");
  await chooseByKey(join(demo.page, "sample.pdf"));
  await tabTo("way-a1");
  await press("ArrowRight", 2);
  assert.equal(await focused(), "way-cloud");
  await press("ArrowLeft", 2);
  await tabTo("certificate");
  await chooseByKey(join(demo.certificates, "a1.pfx"));
  await tabTo("password");
  await page.keyboard.type("segredo");
  await picture(page, "keyboard-focus");
  await tabTo("sign");
  await press("Enter");
  await page.locator("#done").waitFor();
  assert.equal(await focused(), "Documento assinado");
  await tabTo("download");
  const [file] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
  assert.match(pdfsig(await file.path()), /Signature is Valid/);
  await context.close();
});

test("every control has a name, and the outcome is announced", async () => {
  const { page, context } = await open(browser, demo);
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("input, button, a, summary")]
      .filter((control) => {
        const labels =
          "labels" in control && control.labels ? [...control.labels].map((label) => label.textContent) : [];
        const referred = (control.getAttribute("aria-labelledby") ?? "")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent);
        return ![control.textContent, control.getAttribute("aria-label"), ...labels, ...referred].some((name) =>
          name?.trim(),
        );
      })
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
  await chooseSample(page);
  assert.match(await page.locator("#live[role=status]").textContent(), /Documento escolhido/);
  await context.close();
});

test("asked to sign too early, the page says what is missing and goes there", async () => {
  const { page, context } = await open(browser, demo);
  await page.locator("#sign").click();
  assert.match(await page.locator("#missing").textContent(), /Escolha primeiro o documento/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "document");
  await picture(page, "missing-document");
  await chooseSample(page);
  await page.locator("#sign").click();
  assert.match(await page.locator("#missing").textContent(), /arquivo do certificado/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "certificate");
  await context.close();
});

test("the code follows the choices, and copying gives the same text", async () => {
  const { page, context } = await open(browser, demo);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("#way-cloud").check();
  await page.locator("input[value=vidaas]").check();
  await page.locator("#details summary").click();
  await page.locator("#reason").fill('Um "motivo"');
  const code = await page.locator("pre").textContent();
  assert.match(code, /certificateMode: "cloud"/);
  assert.match(code, /providerHint: "vidaas"/);
  assert.match(code, /reason: "Um \\"motivo\\""/);
  await picture(page, "cloud");
  await page.locator("#copy-code").click();
  await page.locator("#copy-code", { hasText: "Copiado" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  await page.locator("#way-a1").check();
  assert.match(await page.locator("pre").textContent(), /certificatePassword/);
  await context.close();
});

test("choosing another way moves nothing, and nothing is wider than a phone", async () => {
  const { page, context } = await open(browser, demo, { viewport: { width: 360, height: 740 } });
  const top = () => page.locator("#sign").evaluate((button) => button.getBoundingClientRect().top + scrollY);
  const before = await top();
  for (const way of ["local", "cloud", "a1"]) {
    await page.locator(`#way-${way}`).check();
    assert.equal(await top(), before, way);
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      `${way} is wider than the screen`,
    );
    await picture(page, `mobile-${way}`);
  }
  await chooseSample(page);
  assert.equal(await top(), before, "with a document");
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "the result is wider than the screen",
  );
  await picture(page, "mobile-done");
  await context.close();
});

test("the page works in the dark, under its policy and without complaints", async () => {
  const { page, context, complaints } = await open(browser, demo, { colorScheme: "dark" });
  await picture(page, "dark-idle");
  await chooseSample(page);
  await choosePfx(page, demo);
  await page.locator("#sign").click();
  await page.locator("#done").waitFor();
  await picture(page, "dark-done");
  assert.deepEqual(complaints, []);
  await context.close();
});
