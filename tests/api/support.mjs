// Shared by the tests here: the package as it is built, a document, a key, and servers that misbehave.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createSignerConnector, isSignerError } from "../../js/dist/node.js";

export { createSignerConnector };

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const contract = readFileSync(`${root}tests/packaging/contract.pdf`);
/** See the README beside it. */
export const pfx = readFileSync(`${root}sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx`);
export const PASSWORD = "segredo";

/** A request that signs, for tests to spoil. */
export const a1 = (changes = {}) => ({
  documentId: "contract-001",
  documentType: "pdf",
  certificateMode: "a1",
  documentFile: new Blob([contract]),
  certificateFile: new Blob([pfx]),
  certificatePassword: PASSWORD,
  ...changes,
});

export const cloud = (changes = {}) => ({
  documentId: "contract-001",
  certificateMode: "cloud",
  documentFile: new Blob([contract]),
  providerHint: "birdid",
  onProgress: () => undefined,
  ...changes,
});

/** The `SignerError` that a promise rejects with, which has to have the code and the facts. */
export async function rejects(promise, code, facts = {}) {
  const error = await promise.then(
    () => assert.fail(`resolved instead of ${code}`),
    (thrown) => thrown,
  );
  return checked(error, code, facts);
}

/** The same for a call that throws. */
export function throws(call, code, facts = {}) {
  try {
    call();
  } catch (error) {
    return checked(error, code, facts);
  }
  return assert.fail(`returned instead of ${code}`);
}

function checked(error, code, facts) {
  assert.ok(isSignerError(error), `not a SignerError: ${error?.stack ?? error}`);
  assert.equal(error.code, code, error.stack);
  for (const [name, value] of Object.entries(facts)) assert.deepEqual(error[name], value, name);
  assert.ok(error.message.length > 8, error.message);
  assert.equal(typeof error.retryable, "boolean");
  for (const secret of [PASSWORD, "TOKEN"]) assert.ok(!JSON.stringify([error.message, error]).includes(secret), `${secret} is in the error`);
  return error;
}

/** A server on a port of its own; `handle(request, body)` gives `[status, body, headers]`, or nothing to leave it waiting. */
export async function serve(t, handle) {
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    const [status, answer, headers] = (await handle(request, body)) ?? [];
    if (status === undefined) return;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof answer === "string" || answer instanceof Uint8Array ? answer : answer && JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen, lines: () => seen.map(({ line }) => line) };
}

export async function until(condition, what, within = 10_000) {
  for (const end = Date.now() + within; Date.now() < end; await pause(20)) if (await condition()) return;
  assert.fail(`${what} did not come within ${within / 1000} s`);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
