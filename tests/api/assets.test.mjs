// Files of the package that lie where the caller says.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { createSignerConnector, root, serve } from "./support.mjs";

const run = promisify(execFile);
const dist = pathToFileURL(`${root}js/dist/`).href;
const pfx = `${root}sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx`;

/** Modules load once for all: each signature has a process of its own, whose package is without its own files. */
async function sign(assets, request = "") {
  const script = `
    import { readFile } from "node:fs/promises";
    const { connect } = await import("${dist}connector.js");
    const bytes = (name) => readFile(new URL(name, "${dist}"));
    const missing = async () => { throw Object.assign(new Error("not asked for"), { code: "ENOENT" }); };
    const connector = connect({ assets: ${assets} }, { connector: missing, a1: missing, appearance: missing, font: missing });
    try {
      const { level } = await connector.sign({
        documentId: "1", certificateMode: "a1", certificatePassword: "segredo",
        certificateFile: new Blob([await readFile("${pfx}")]),
        documentFile: new Blob([await readFile("${root}tests/packaging/contract.pdf")]), ${request}
      });
      console.log(level);
    } catch (error) { console.log(error.code, error.reason ?? error.message); }`;
  const { stdout } = await run("node", ["--input-type=module", "--eval", script], { timeout: 60_000 });
  return stdout.trim();
}

for (const [name, asset] of [
  ["bytes", 'await bytes("signer_a1_bg.wasm")'],
  ["a compiled module", 'await WebAssembly.compile(await bytes("signer_a1_bg.wasm"))'],
  ["a Response", 'new Response(await bytes("signer_a1_bg.wasm"), { headers: { "content-type": "application/wasm" } })'],
]) {
  test(`a module may be given as ${name}`, async () => assert.equal(await sign(`{ a1: ${asset} }`), "B-B"));
}

test("the module that can do all stands in for the one that cannot", async () => {
  assert.equal(await sign('{ wasm: await bytes("signer_connector_bg.wasm") }'), "B-B");
});

for (const [kind, folder] of [["a string", (url) => JSON.stringify(`${url}/`)], ["a URL", (url) => `new URL("${url}/")`]]) {
  test(`a folder that they were copied to, as ${kind}, has them all`, async (t) => {
    const { url, lines } = await serve(t, async ({ url: path }) => [200, await readFile(`${root}js/dist${path}`), { "content-type": path.endsWith(".wasm") ? "application/wasm" : "font/ttf" }]);
    assert.equal(await sign(folder(url), "appearance: {}"), "B-B");
    assert.deepEqual(lines().sort(), ["GET /NotoSans-Regular.ttf", "GET /signer_a1_bg.wasm", "GET /signer_appearance_bg.wasm"]);
  });
}

test("a file that is not at its address is named, with the cure", async (t) => {
  const { url } = await serve(t, () => [404, "", {}]);
  const told = await sign(`{ a1: "${url}/there.wasm" }`);
  assert.equal(told, "wasm_blocked missing");
});

for (const [assets, field] of [
  [{ wsam: "https://app.example/a.wasm" }, "assets.wsam"],
  [{ wasm: 7 }, "assets.wasm"],
  [{ font: "no address" }, "assets.font"],
  ["https://app.example/files", "assets"],
  ["files/", "assets"],
  [7, "assets"],
  [[], "assets"],
]) {
  test(`assets: ${JSON.stringify(assets)} is refused at once`, () => {
    assert.throws(() => createSignerConnector({ assets }), { name: "SignerError", code: "invalid_request", field });
  });
}
