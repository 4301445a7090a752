// Pages that may not do what a signature takes, and servers that lack a file: each says which, and nobody is told to try again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serveBare } from "./bare.mjs";
import { browse, root } from "./harness.mjs";

const pfx = [...readFileSync(join(root, "sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx"))];
const contract = [...readFileSync(join(root, "tests/packaging/contract.pdf"))];

let browser;
before(async () => (browser = await browse()));
after(() => browser?.close());

/** What `sign()` gives on a page with this policy: a level, or the failure. */
async function sign(t, { policy, mode = "a1", answers, appearance } = {}) {
  const headers = policy === undefined ? {} : { "content-security-policy": policy };
  const bare = await serveBare({ sdk: "js/dist" }, { headers, answers });
  const context = await browser.newContext();
  t.after(() => Promise.all([context.close(), bare.close()]));
  const page = await context.newPage();
  await page.goto(bare.url);
  return page.evaluate(
    async ({ contract, pfx, mode, appearance }) => {
      const { createSignerConnector } = await import("/sdk/index.js");
      const key = mode === "a1" ? { certificateFile: Uint8Array.from(pfx), certificatePassword: "segredo" } : {};
      const request = { documentId: "c-1", documentType: "pdf", certificateMode: mode, documentFile: Uint8Array.from(contract), ...key, appearance };
      const connector = createSignerConnector({ agentPorts: [1, 9] });
      return connector.sign(request).then(
        ({ level }) => ({ level }),
        ({ code, reason, retryable, message }) => ({ code, reason, retryable, message }),
      );
    },
    { contract, pfx, mode, appearance },
  );
}

/** The policy that the docs ask for; `script` and `connect` are spoilt one by one. */
const policy = ({ script = "'self' 'wasm-unsafe-eval'", connect = "'self' ws://127.0.0.1:1 ws://127.0.0.1:9" } = {}) =>
  `default-src 'none'; script-src ${script}; connect-src ${connect}`;

test("the documented policy is enough", async (t) => {
  assert.deepEqual(await sign(t, { policy: policy() }), { level: "B-B" });
  assert.deepEqual(await sign(t, { policy: policy(), appearance: {} }), { level: "B-B" });
});

test("a policy without 'wasm-unsafe-eval' is wasm_blocked", async (t) => {
  const { code, reason, retryable, message } = await sign(t, { policy: policy({ script: "'self'" }) });
  assert.deepEqual([code, reason, retryable], ["wasm_blocked", "csp", false]);
  assert.match(message, /wasm-unsafe-eval/);
});

for (const [name, answer, reason] of [
  ["404", [404, "", "text/plain"], "missing"],
  ["the page of a single-page application", [200, "<!doctype html>", "text/html"], "missing"],
  ["something that is no module", [200, "hello", "application/wasm"], "invalid"],
]) {
  test(`a server that answers ${name} for the wasm is wasm_blocked`, async (t) => {
    const sdk = (_, path) => (path.endsWith("signer_a1_bg.wasm") ? answer : undefined);
    const failure = await sign(t, { answers: { sdk } });
    assert.deepEqual([failure.code, failure.reason, failure.retryable], ["wasm_blocked", reason, false]);
    if (reason === "missing") assert.match(failure.message, /http:\/\/127\.0\.0\.1:\d+\/sdk\/signer_a1_bg\.wasm/);
  });
}

test("a policy that names no WebSocket of the agent's is agent_blocked", async (t) => {
  const failure = await sign(t, { policy: policy({ connect: "'self'" }), mode: "local" });
  assert.deepEqual([failure.code, failure.reason, failure.retryable], ["agent_blocked", "csp", false]);
});

test("an agent that is not there is unavailable, with the same policy", async (t) => {
  assert.equal((await sign(t, { policy: policy(), mode: "local" })).code, "agent_unavailable");
});
