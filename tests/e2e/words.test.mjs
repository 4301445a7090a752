// The words on a failure say what there is to know of it: for how long, from when, and who.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, chooseSample, choosePfx, failure, open, picture, start } from "./harness.mjs";

let demo, browser;
before(async () => ([demo, browser] = await Promise.all([start("words"), browse()])));
after(() => Promise.all([browser?.close(), demo?.stop()]));

async function sign(way, { provider, options, prepare } = {}) {
  const tab = await open(browser, demo, options);
  await prepare?.(tab);
  await chooseSample(tab.page);
  await tab.page.locator(`#way-${way}`).check();
  if (way === "a1") await choosePfx(tab.page, demo);
  if (provider) await tab.page.locator(`input[value=${provider}]`).check();
  await tab.page.locator("#sign").click();
  return tab;
}

const advice = (page) => page.locator("#failed-advice").textContent();
const title = (page) => page.locator("#failed h3").textContent();

/** An API that has had enough for now. */
const tired = (headers) => ({ context }) =>
  context.route(`${demo.apiUrl}/**`, (route) => {
    const cors = { "access-control-allow-origin": "*", "access-control-expose-headers": "retry-after" };
    return route.fulfill({ status: 429, headers: { ...cors, ...headers }, json: { error: { code: "rate_limited" } } });
  });

test("how long to wait is counted down, and its end is said", async () => {
  const prepare = async (tab) => {
    await tab.page.clock.install();
    await tired({ "retry-after": "95" })(tab);
  };
  const { page, context } = await sign("cloud", { prepare });
  assert.equal(await failure(page), "rate_limited");
  assert.match(await advice(page), /Tente de novo em 1 min 3\d s/);
  await picture(page, "error-rate_limited");
  await page.clock.fastForward(60_000);
  await page.locator("#failed-advice", { hasText: /em [23]\d s/ }).waitFor();
  await page.locator("[data-language=en]").click();
  assert.match(await advice(page), /Try again in [23]\d sec/);
  await page.clock.fastForward(60_000);
  await page.locator("#failed-advice", { hasText: "The wait is over" }).waitFor();
  await context.close();
});

test("where nobody says how long, it is a moment", async () => {
  const { page, context } = await sign("cloud", { prepare: tired({}) });
  assert.equal(await failure(page), "rate_limited");
  assert.match(await advice(page), /Espere um momento/);
  await context.close();
});

test("cancelled in the page, declined at the provider and declined at the agent are three things", async () => {
  const cancelled = await sign("cloud");
  await cancelled.page.locator("#approve").waitFor();
  await cancelled.page.locator("#cancel").click();
  assert.equal(await failure(cancelled.page), "user_cancelled");
  assert.equal(await title(cancelled.page), "Assinatura cancelada");
  await cancelled.context.close();

  const declined = await sign("cloud", { provider: "vidaas" });
  await declined.page.locator("#approve").waitFor();
  const [provider] = await Promise.all([declined.context.waitForEvent("page"), declined.page.locator("#approve").click()]);
  await provider.locator("button[value=refuse]").click();
  assert.equal(await failure(declined.page), "user_cancelled");
  assert.equal(await title(declined.page), "Recusada no provedor");
  assert.match(await advice(declined.page), /VIDaaS/);
  await picture(declined.page, "error-declined_at_provider");
  await declined.context.close();

  demo.person.will("cancel");
  const refused = await sign("local", { options: { locale: "en-US" } });
  assert.equal(await failure(refused.page), "user_cancelled");
  assert.equal(await title(refused.page), "Declined in the agent's window");
  await refused.context.close();
});

test("a certificate that is not valid yet is refused with its first day", async () => {
  // The computer's clock is years behind.
  const { page, context } = await sign("a1", { prepare: ({ page }) => page.clock.setFixedTime("2023-05-01T12:00:00Z") });
  assert.equal(await failure(page), "certificate_not_yet_valid");
  assert.match(await advice(page), /começa em \d+ de .* de 20(2[4-9]|[3-9]\d)/);
  await picture(page, "error-certificate_not_yet_valid");
  await context.close();
});

test("a warning has its words, in both languages", async () => {
  const { page, context } = await sign("a1");
  await page.locator("#done").waitFor();
  assert.match(await page.locator("#done").textContent(), /Não ficou demonstrado que o certificado vem de uma raiz/);
  await page.locator("[data-language=en]").click();
  assert.match(await page.locator("#done").textContent(), /was not shown to come from a root of ICP-Brasil/);
  await context.close();
});

test("csc is on offer where the account has it, and only there", async () => {
  const { page, context } = await open(browser, demo);
  const offered = () => page.locator("input[name=provider]").evaluateAll((inputs) => inputs.map(({ value }) => value));
  assert.deepEqual(await offered(), ["birdid", "vidaas", "serproid", "certisign", "csc"]);
  const config = JSON.parse(readFileSync(join(demo.page, "config.json"), "utf8"));
  const { providers, ...silent } = config;
  assert.ok(providers.includes("csc"));
  for (const [given, wanted] of [
    [silent, ["birdid", "vidaas", "serproid", "certisign"]],
    [{ ...config, providers: ["csc", "vidaas", "unheard-of"] }, ["vidaas", "csc"]],
  ]) {
    await context.route("**/config.json", (route) => route.fulfill({ json: given }));
    await page.reload();
    await page.locator("#sign").waitFor();
    assert.deepEqual(await offered(), wanted);
    assert.equal(await page.locator("input[name=provider]:checked").inputValue(), wanted[0]);
  }
  await context.close();
});
