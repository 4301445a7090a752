// An API that lies, redirects or asks for patience, over real HTTP. What needs no network is in signer-flow's tests/tired.rs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { a1, cloud, createSignerConnector, rejects, serve } from "./support.mjs";

const SESSION = { id: "ses-1", signature_id: "sig-1", status: "authorized" };
const busy = (t, retryAfter) => serve(t, () => [429, {}, { "retry-after": retryAfter() }]);

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} is not followed`, async (t) => {
    const other = await serve(t, () => [201, SESSION]);
    const { url } = await serve(t, () => [status, undefined, { location: `${other.url}/` }]);
    const signing = createSignerConnector({ apiBaseUrl: url, bearerToken: "token" }).sign(cloud());
    await rejects(signing, "network");
    assert.deepEqual(other.lines(), [], "no digest, no name and no token went there");
  });
}

for (const [name, said, seconds] of [
  ["seconds", () => "120", 120],
  ["a date", () => new Date(Date.now() + 90_000).toUTCString(), 90],
]) {
  test(`Retry-After as ${name} is told in seconds`, async (t) => {
    const { url, lines } = await busy(t, said);
    const { retryAfter } = await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud()), "rate_limited");
    assert.ok(Math.abs(retryAfter - seconds) <= 2, String(retryAfter));
    assert.equal(lines().length, 1, "a pause that long is not waited for");
  });
}

for (const said of ["-5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Infinity"]) {
  test(`Retry-After: ${said} holds nobody for ever, and is told as no time or a long one`, async (t) => {
    const { url } = await busy(t, () => said);
    const { retryAfter } = await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud({ timeout: 20 })), "rate_limited");
    assert.ok(retryAfter === undefined || retryAfter > 30, String(retryAfter));
  });
}

test("a document that the API does not hear of is there, and is registered later", async (t) => {
  let listens = false;
  const { url, seen } = await serve(t, ({ method, url: path }) => {
    if (path.endsWith("/complete")) return listens ? [200, { ...SESSION, status: "signed" }] : [500, {}];
    return method === "POST" ? [201, SESSION] : [204];
  });
  const connector = createSignerConnector({ apiBaseUrl: url });
  const result = await connector.sign(a1());
  assert.deepEqual(result.warnings.map(({ code }) => code), ["untrusted_root", "not_registered"]);
  assert.ok(result.signedDocument.size > 1000);
  await rejects(connector.register(result), "api_rejected", { status: 500, retryable: true });
  listens = true;
  const kept = JSON.parse(JSON.stringify(result));
  await createSignerConnector({ apiBaseUrl: url }).register(kept);
  const [first, last] = [seen.find(({ line }) => line.endsWith("/complete")), seen.at(-1)];
  assert.equal(last.line, "POST /v1/connector/v1/sessions/ses-1/complete");
  assert.equal(last.body, first.body);
});

test("what cannot be registered is refused before the API is asked", async (t) => {
  const { url, lines } = await serve(t, () => [200, {}]);
  const connector = createSignerConnector({ apiBaseUrl: url });
  const good = { sessionId: "ses-1", signedDocumentDigest: "AA==", size: 5 };
  await rejects(connector.register(), "invalid_request", { field: "result" });
  await rejects(connector.register({}), "invalid_request", { field: "registration" });
  for (const [changes, field] of [[{ sessionId: "" }, "registration.sessionId"], [{ sessionId: ".." }, "registration"], [{ size: 0.5 }, "registration"], [{ signatureId: 5 }, "registration"]]) {
    await rejects(connector.register({ registration: { ...good, ...changes } }), "invalid_request", { field });
  }
  await rejects(createSignerConnector().register({ registration: good }), "invalid_request", { field: "apiBaseUrl" });
  assert.deepEqual(lines(), []);
});

test("a signature's name is one segment of the address, whatever is in it", async (t) => {
  const { url, lines } = await serve(t, () => [200, { url: "https://files.example/1" }]);
  const connector = createSignerConnector({ apiBaseUrl: url });
  for (const signatureId of ["../../a?b#c", "\ud800x", "ç"]) await connector.getDownloadUrl({ signatureId });
  assert.deepEqual(lines(), ["..%2F..%2Fa%3Fb%23c", "%EF%BF%BDx", "%C3%A7"].map((name) => `GET /v1/signatures/${name}/download-url`));
  await rejects(connector.getDownloadUrl({ signatureId: ".." }), "invalid_request", { field: "signatureId" });
});
