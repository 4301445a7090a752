// Surroundings in which the package loads: without a browser's globals, without its wasm, in a worker.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { a1, contract, pfx, PASSWORD, rejects, root } from "./support.mjs";

const run = promisify(execFile);
const WASM = "signer_a1_bg.wasm";

for (const entry of ["index.js", "inline.js", "node.js"]) {
  test(`${entry} can be imported, and connects, where there is no browser`, async () => {
    const script = `
      for (const name of ["fetch", "crypto", "navigator", "WebSocket", "Blob", "File", "AbortController", "WebAssembly", "document", "window"]) delete globalThis[name];
      const { createSignerConnector } = await import(${JSON.stringify(pathToFileURL(join(root, "js/dist", entry)).href)});
      createSignerConnector({ apiBaseUrl: "https://api.example" }).close();`;
    await run("node", ["--input-type=module", "--eval", script]);
  });
}

test("a module that is not there is wasm_blocked, and the next call tries again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "signer-api-"));
  t.after(() => rm(folder, { recursive: true }));
  await cp(join(root, "js/dist"), folder, { recursive: true });
  await cp(join(root, "js/package.json"), join(folder, "package.json"));
  await rm(join(folder, WASM));
  const { createSignerConnector } = await import(pathToFileURL(join(folder, "node.js")).href);
  const connector = createSignerConnector();
  const errors = await Promise.all([connector.sign(a1()), connector.sign(a1())].map((call) => rejects(call, "wasm_blocked", { retryable: false, reason: "missing" })));
  assert.match(errors[0].message, /ENOENT/);
  assert.equal(errors[0].cause.code, "ENOENT");
  await symlink(join(root, "js/dist", WASM), join(folder, WASM));
  assert.equal((await connector.sign(a1())).level, "B-B");
});

for (const name of ["signer_appearance_bg.wasm", "NotoSans-Regular.ttf"]) {
  test(`without ${name} a signature that is seen says so, one that is not seen is made`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "signer-api-"));
    t.after(() => rm(folder, { recursive: true }));
    await cp(join(root, "js/dist"), folder, { recursive: true });
    await cp(join(root, "js/package.json"), join(folder, "package.json"));
    await rm(join(folder, name));
    const { createSignerConnector } = await import(pathToFileURL(join(folder, "node.js")).href);
    const connector = createSignerConnector();
    await connector.sign(a1());
    const error = await connector.sign(a1({ appearance: {} })).catch((thrown) => thrown);
    assert.equal(error.code, name.endsWith("wasm") ? "wasm_blocked" : "network", error.stack);
    assert.match(error.message + error.reason, /ENOENT/);
    await symlink(join(root, "js/dist", name), join(folder, name));
    await connector.sign(a1({ appearance: {} }));
  });
}

test("signer-connector/inline draws without a file beside its scripts", async () => {
  const { createSignerConnector } = await import("../../js/dist/inline.js");
  const { signedDocument } = await createSignerConnector().sign(a1({ appearance: {} }));
  assert.match(Buffer.from(await signedDocument.arrayBuffer()).toString("latin1"), /NotoSans/);
});

test("signer-connector/inline needs no file beside it", async () => {
  const { createSignerConnector } = await import("../../js/dist/inline.js");
  assert.equal((await createSignerConnector().sign(a1())).level, "B-B");
});

test("it signs in a worker", async () => {
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.module).then(({ createSignerConnector }) => createSignerConnector().sign(workerData.request))
      .then((result) => parentPort.postMessage(result.level), (error) => parentPort.postMessage(error.stack));`;
  const request = { ...a1(), documentFile: contract, certificateFile: pfx, certificatePassword: PASSWORD };
  const worker = new Worker(script, { eval: true, workerData: { module: pathToFileURL(join(root, "js/dist/node.js")).href, request } });
  assert.equal(await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject)), "B-B");
  await worker.terminate();
});

test("what is not there in Node is said with a code", async () => {
  const { createSignerConnector } = await import("../../js/dist/node.js");
  const request = { ...a1(), certificateMode: "local" };
  await rejects(createSignerConnector({ agentPorts: [1] }).sign(request), "agent_unavailable", { retryable: true });
});
