// Mistakes of the page's own functions. The choice of a certificate is asked without an agent, at the door to the wasm.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { call } from "../../js/dist/call.js";
import { Ending } from "../../js/dist/ending.js";
import { a1, cloud, createSignerConnector, pause, rejects, serve } from "./support.mjs";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
afterEach(async () => {
  await pause(0);
  assert.deepEqual(unhandled.splice(0), []);
});

const mine = new Error("mine");
for (const [name, fail] of [["throws", () => { throw mine; }], ["rejects", async () => { throw mine; }]]) {
  test(`a listener that ${name} does not stop the signature, nor hide its later events`, async (t) => {
    const phases = [];
    const onProgress = ({ phase }) => {
      phases.push(phase);
      return fail();
    };
    const log = t.mock.method(console, "error", () => undefined);
    await createSignerConnector().sign(a1({ onProgress }));
    assert.deepEqual(phases, ["loading", "reading", "preparing", "signing", "finishing"]);
    assert.deepEqual(log.mock.calls.map((one) => one.arguments[1]), [mine], "the console has it, once");
  });
}

for (const [name, bearerToken, cause] of [
  ["throws", () => { throw mine; }, mine],
  ["rejects", () => Promise.reject(mine), mine],
  ["rejects with nothing", () => Promise.reject(), undefined],
  ["gives ''", () => "", undefined],
  ["gives nothing", () => undefined, undefined],
  ["gives a header of its own", async () => "a\r\nX-Evil: 1", undefined],
]) {
  test(`a bearerToken that ${name} is invalid_request`, async (t) => {
    const { url, lines } = await serve(t, () => [200, {}]);
    const connector = createSignerConnector({ apiBaseUrl: url, bearerToken });
    for (const ask of [() => connector.sign(cloud()), () => connector.getDownloadUrl({ signatureId: "sig-1" })]) {
      assert.equal((await rejects(ask(), "invalid_request", { field: "bearerToken" })).cause, cause);
    }
    assert.deepEqual(lines(), [], "nothing was asked of the API");
  });
}

test("a bearerToken that fails while the session is open deletes it", async (t) => {
  const { url, lines } = await serve(t, ({ method }) => (method === "POST" ? [201, { id: "ses-1", signature_id: "sig-1" }] : [204]));
  let asked = 0;
  const bearerToken = () => ((asked += 1) === 1 ? "token" : Promise.reject(mine));
  await rejects(createSignerConnector({ apiBaseUrl: url, bearerToken }).sign(cloud()), "invalid_request", { field: "bearerToken" });
  await pause(100);
  assert.equal(lines().at(-1), "DELETE /v1/connector/v1/sessions/ses-1");
});

test("a bearerToken is asked again after a 401, once", async (t) => {
  const { url, seen } = await serve(t, () => [401, {}]);
  let asked = 0;
  const connector = createSignerConnector({ apiBaseUrl: url, bearerToken: () => `token-${(asked += 1)}` });
  await rejects(connector.sign(cloud()), "api_unauthorized");
  await rejects(connector.getDownloadUrl({ signatureId: "sig-1" }), "api_unauthorized");
  assert.deepEqual(seen.map(({ headers }) => headers.authorization), [1, 2, 3, 4].map((one) => `Bearer token-${one}`));
});

const found = ["ANA", "BIA"].map((name) => ({ tokenLabel: "token", identity: { name, issuer: "AC", serialNumber: "01", notAfter: 1_800_000_000 } }));

/** The wasm's answer, and the end of the call, when the page chooses like this. */
function choose(selectCertificate) {
  const ending = new Ending(undefined);
  const request = { ...a1(), selectCertificate };
  return { chosen: call({}, request, {}, ending).selectCertificate(found), over: ending.over, signal: ending.signal };
}

test("the one that the page chooses is taken, whatever it does with its list", async () => {
  const last = (list) => list.sort((one, other) => (one.name < other.name ? 1 : -1))[0];
  assert.equal(await choose(last).chosen, 1);
  assert.equal(await choose(async ([first]) => first).chosen, 0);
});

test("without a function the first is taken; with nothing chosen the call is cancelled", async () => {
  assert.equal(await choose(undefined).chosen, 0);
  for (const nothing of [undefined, null]) assert.equal(await choose(() => nothing).chosen, undefined);
});

for (const [name, select, cause] of [
  ["throws", () => { throw mine; }, mine],
  ["rejects", () => Promise.reject(mine), mine],
  ["gives a copy", (list) => ({ ...list[0] })],
  ["gives an index", () => 1],
]) {
  test(`a selectCertificate that ${name} is invalid_request, and the call cleans up`, async () => {
    const { chosen, over, signal } = choose(select);
    const both = await Promise.all([over, chosen].map((promise) => rejects(promise, "invalid_request", { field: "selectCertificate" })));
    assert.equal(both[0].cause, cause);
    assert.ok(signal.aborted);
  });
}

test("what cannot be drawn is said before a session opens or an agent is asked", async (t) => {
  const { url, lines } = await serve(t, () => [500, {}]);
  for (const [appearance, field] of [
    [{ image: new Blob(["no picture"]) }, "appearance.image"],
    [{ text: "漢字" }, "appearance.text"],
    [{ qr: "x".repeat(5000) }, "appearance.qr"],
    [{ rect: { x: 0, y: 0, width: 60, height: 12 }, qr: "https://example.com/v/8Q2M" }, "appearance.qr"],
    [{ field: "Sig", font: new Blob(["no font"]) }, "appearance.font"],
  ]) {
    await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud({ appearance })), "invalid_request", { field });
    const local = { ...cloud({ appearance }), certificateMode: "local", providerHint: undefined };
    await rejects(createSignerConnector({ agentPorts: [1] }).sign(local), "invalid_request", { field });
  }
  assert.deepEqual(lines(), []);
});

test("what can be drawn for most people and not for this one ends the call when it is known who signs", async () => {
  const ending = new Ending(undefined);
  const drawing = { draw: () => Promise.reject(Object.assign(new Error("the font has no glyph for it"), { name: "SignerError", code: "invalid_request", field: "appearance.text", retryable: false })) };
  const { drawAppearance } = call({}, { ...a1() }, {}, ending, undefined, Promise.resolve(drawing));
  await Promise.all([ending.over, drawAppearance({})].map((promise) => rejects(promise, "invalid_request", { field: "appearance.text" })));
  assert.ok(ending.signal.aborted);
});
