// The installed package in Chromium: no bundler, a plain module script, a policy without 'unsafe-eval' and without inline scripts.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import sirv from "sirv";
import { install, judge, outFile, shown, VALID } from "./installed.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";

let project, server, browser;
before(async () => {
  project = await install();
  server = await serve(project.folder);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  server?.close();
  await project?.remove();
});

for (const entry of ["index", "inline"]) {
  for (const [kind, appearance] of [["invisibly", undefined], ["visibly", { qr: "https://example.com/v/8Q2M", position: "top-right" }]]) {
    test(`dist/${entry}.js signs ${kind} in a page under ${POLICY}`, { timeout: 60_000 }, async () => {
      const page = await browser.newPage();
      const asked = [];
      page.on("request", (request) => asked.push(request.url().split("/").at(-1)));
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      await page.waitForFunction(() => window.signWith);
      const path = `./node_modules/signer-connector/dist/${entry}.js`;
      const { bytes, signer, violations } = await page.evaluate(([...given]) => window.signWith(...given), [path, appearance]);
      const signed = await outFile(`page-${entry}-${kind}.pdf`);
      await writeFile(signed, Uint8Array.from(bytes));
      assert.match(signer, /ANA TESTE OLIVEIRA/);
      assert.deepEqual(violations, []);
      assert.deepEqual(await judge(signed), VALID);
      assert.equal(/ANA TESTE OLIVEIRA/.test(await shown(signed)), appearance !== undefined);
      const contract = await readFile(join(project.folder, "contract.pdf"));
      assert.ok((await readFile(signed)).subarray(0, contract.length).equals(contract));
      if (entry === "index") assert.deepEqual(asked.filter((name) => /(a1|connector)_bg/.test(name)), ["signer_a1_bg.wasm"]);
      if (entry === "inline") assert.deepEqual(asked.filter((name) => /\.(wasm|ttf)$/.test(name)), []);
      if (appearance === undefined) assert.deepEqual(asked.filter((name) => /signer_appearance|font|ttf|drawing/.test(name)), []);
      await page.close();
    });
  }
}

test("the policy is in force", async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const violated = await page.evaluate(() => new Promise((resolve) => {
    addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
    document.head.append(Object.assign(document.createElement("script"), { textContent: "window.inlineRan = true" }));
  }));
  assert.match(violated, /^script-src/);
  await page.close();
});

function serve(folder) {
  const files = sirv(folder, { dev: true, setHeaders: (response) => response.setHeader("content-security-policy", POLICY) });
  const listening = createServer((request, response) => files(request, response, () => response.writeHead(404).end()));
  return new Promise((resolve) => listening.listen(0, "127.0.0.1", () => resolve(listening)));
}
