// The package in build set-ups as docs/en/bundlers.md has them: installed, built, served under the documented policy, and used.
// `make test` runs the light ones; `make bundlers` (ALL_APPS=1) all.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { install, pack, script, serve, signAt, start } from "./apps/app.mjs";
import { judge, outFile, run, shown, VALID } from "./installed.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ALL = process.env.ALL_APPS === "1";
const HEAVY = ALL ? false : "`make bundlers` runs it";

let packed, browser;
before(async () => {
  [packed, browser] = await Promise.all([pack(), chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] })]);
});
after(async () => {
  await browser?.close();
  await packed?.remove();
});

/** Signs invisibly and visibly at `url`; both files are judged. */
async function check(url, name) {
  for (const appearance of [undefined, {}]) {
    const { signed, signer, violations } = await signAt(browser, url, name, appearance);
    assert.match(signer, /ANA TESTE OLIVEIRA/);
    assert.deepEqual(violations, []);
    assert.deepEqual(await judge(signed), VALID);
    assert.equal(/ANA TESTE OLIVEIRA/.test(await shown(signed)), appearance !== undefined);
  }
}

/** Served as built. */
async function checkBuilt(t, name, folder, fragment = "") {
  const server = await serve(folder);
  t.after(server.close);
  await check(server.url + fragment, name);
}

/** Served by the set-up itself. */
async function checkServed(t, name, folder, command, port, ...words) {
  const server = await start(folder, command, port, ...words);
  t.after(server.close);
  await check(server.url, `${name}-${command}`);
}

for (const [name, port, skip] of [["vite8", 43_181, false], ["vite5", 43_182, HEAVY]]) {
  test(`${name}: dev, build, and a worker`, { skip, timeout: 300_000 }, async (t) => {
    const folder = await install(packed, name, { files: "public", script: "src" });
    await checkServed(t, name, folder, "dev", port, "--strictPort");
    await script(folder, "build");
    await checkBuilt(t, name, join(folder, "dist"));
    if (name === "vite8") await checkBuilt(t, `${name}-worker`, join(folder, "dist"), "#worker");
  });
}

for (const [name, skip] of [["esbuild", false], ["rollup", false], ["webpack", HEAVY]]) {
  test(`${name}: build`, { skip, timeout: 300_000 }, async (t) => {
    const folder = await install(packed, name, { files: "dist" });
    await script(folder, "build");
    await run("cp", ["index.html", "dist/"], { cwd: folder });
    await checkBuilt(t, name, join(folder, "dist"));
  });
}

test("angular: serve and build", { skip: HEAVY, timeout: 600_000 }, async (t) => {
  const folder = await install(packed, "angular", { files: "public", script: "src" });
  await checkServed(t, "angular", folder, "start", 43_183);
  await script(folder, "build");
  await checkBuilt(t, "angular", join(folder, "dist"));
});

for (const [command, port] of [["build", 43_184], ["webpack", 43_185]]) {
  test(`next: page and route handler, ${command}`, { skip: HEAVY, timeout: 600_000 }, async (t) => {
    const folder = await install(packed, "next", { files: "public" });
    await script(folder, command);
    const server = await start(folder, "start", port);
    t.after(server.close);
    await check(server.url, `next-${command}`);
    const answer = await fetch(`${server.url}api/sign`);
    assert.equal(answer.status, 200);
    const signed = await outFile(`app-next-${command}-route.pdf`);
    await writeFile(signed, new Uint8Array(await answer.arrayBuffer()));
    assert.deepEqual(await judge(signed), VALID);
  });
}

test("jest: jsdom, happy-dom, node", { skip: HEAVY, timeout: 300_000 }, async () => {
  await script(await install(packed, "jest"), "test");
});

for (const [name, ...words] of [["deno", "run", "--allow-read", "--allow-write", "--allow-env", "--node-modules-dir=manual", "main.js"], ["bun", "main.js"]]) {
  test(`${name}: a script`, { skip: HEAVY, timeout: 300_000 }, async () => {
    const folder = await install(packed, name);
    const { stdout } = await run(join(folder, "node_modules/.bin", name), words, { cwd: folder });
    assert.match(stdout, /ANA TESTE OLIVEIRA/);
    const signed = await outFile(`app-${name}.pdf`);
    await writeFile(signed, await readFile(join(folder, "signed.pdf")));
    assert.deepEqual(await judge(signed), VALID);
  });
}
