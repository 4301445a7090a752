// getDownloadUrl, here and at an API that misbehaves; and an API that misbehaves while it is signed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../js/dist/connection.js";
import { getDownloadUrl } from "../../js/dist/get-download-url.js";
import { a1, cloud, createSignerConnector, rejects, serve } from "./support.mjs";

const ask = (url, signatureId = "sig-1") => createSignerConnector({ apiBaseUrl: url, bearerToken: "TOKEN" }).getDownloadUrl({ signatureId });

for (const [request, field] of [
  [undefined, "request"],
  [null, "request"],
  ["sig-1", "request"],
  [{}, "signatureId"],
  [{ signatureId: "" }, "signatureId"],
  [{ signatureId: 5 }, "signatureId"],
  [{ signature_id: "sig-1" }, "signature_id"],
  [{ signatureId: "unknown" }, "signatureId"],
]) {
  test(`getDownloadUrl(${JSON.stringify(request)}) names ${field}`, () => rejects(createSignerConnector().getDownloadUrl(request), "invalid_request", { field }));
}

test("what was signed here is at one blob: address until close()", async () => {
  const connector = createSignerConnector();
  const { signature_id: signatureId, signedDocument } = await connector.sign(a1());
  const download = await connector.getDownloadUrl({ signatureId });
  assert.equal(download.source, "memory");
  assert.deepEqual(await connector.getDownloadUrl({ signatureId }), download);
  assert.equal((await (await fetch(download.url)).blob()).size, signedDocument.size);
  connector.close();
  await rejects(connector.getDownloadUrl({ signatureId }), "invalid_request", { field: "signatureId" });
  await assert.rejects(fetch(download.url));
});

test("the last 20 signed documents are kept, and those whose address was given out", async () => {
  const connector = createSignerConnector();
  const request = a1();
  const address = (signatureId) => connector.getDownloadUrl({ signatureId });
  const bytes = async ({ url }) => (await (await fetch(url)).blob()).size;
  const signed = [];
  for (let number = 0; number < 22; number += 1) {
    signed.push(await connector.sign(request));
    if (number === 0) signed[0].given = await address(signed[0].signature_id);
  }
  const [first, second, third, ...later] = signed;
  assert.deepEqual(await address(first.signature_id), first.given);
  assert.equal(await bytes(first.given), first.signedDocument.size);
  const error = await rejects(address(second.signature_id), "invalid_request", { field: "signatureId" });
  assert.match(error.message, /only the last 20 signed documents are kept/);
  for (const { signature_id, signedDocument } of [third, ...later]) assert.equal(await bytes(await address(signature_id)), signedDocument.size);
  connector.close();
  for (const { signature_id } of signed) await rejects(address(signature_id), "invalid_request", { field: "signatureId" });
  await assert.rejects(fetch(first.given.url));
});

test("an API is not asked for a document that was signed here and is gone", async (t) => {
  const { url, lines } = await serve(t, ({ url }) => [200, url.includes("download") ? { url: "https://files.example/1" } : {}]);
  const connection = new Connection({ apiBaseUrl: url }, {});
  const ids = Array.from({ length: 21 }, (_, number) => `sig-${number}`);
  for (const signature_id of ids) connection.documents.keep({ signature_id, signedDocument: new Blob(["%PDF"]) });
  await rejects(getDownloadUrl(connection, { signatureId: "sig-0" }), "invalid_request", { field: "signatureId" });
  assert.deepEqual(lines(), []);
  assert.equal((await getDownloadUrl(connection, { signatureId: "sig-1" })).source, "memory");
  assert.equal((await ask(url, "another")).source, "api");
});

test("the rest is asked of the API", async (t) => {
  const { url, seen } = await serve(t, () => [200, { url: "https://files.example/1", expires_at: "2027-01-01T00:00:00Z" }]);
  assert.deepEqual(await ask(`${url}/api//`, "a/b"), { url: "https://files.example/1", expiresAt: "2027-01-01T00:00:00Z", source: "api" });
  assert.equal(seen[0].line, "GET /api/v1/signatures/a%2Fb/download-url");
  assert.equal(seen[0].headers.authorization, "Bearer TOKEN");
});

for (const [answer, code, facts] of [
  [[404, { error: { code: "not_found" } }], "api_rejected", { status: 404, apiCode: "not_found", retryable: false }],
  [[500, "<html>"], "api_rejected", { status: 500, apiCode: "" }],
  [[200, "<html>"], "api_rejected", { status: 200, apiCode: "unexpected_answer" }],
  [[200, "null"], "api_rejected", { status: 200, apiCode: "unexpected_answer" }],
  [[200, { url: 5 }], "api_rejected", { status: 200, apiCode: "unexpected_answer" }],
  [[401, {}], "api_unauthorized", {}],
  [[429, {}, { "retry-after": "60" }], "rate_limited", { retryAfter: 60, retryable: true }],
  [[503, ""], "rate_limited", { retryAfter: undefined }],
]) {
  test(`a download that is answered ${JSON.stringify(answer)} is ${code}`, async (t) => rejects(ask((await serve(t, () => answer)).url), code, facts));
}

for (const [answer, code, facts] of [
  [[404, { error: { code: "not_found" } }], "api_rejected", { status: 404, apiCode: "not_found" }],
  [[201, "<html>"], "api_rejected", { status: 201 }],
  [[201, {}], "api_rejected", { status: 200, apiCode: "unexpected_answer" }],
  [[400, { error: { code: "invalid_request", field: "provider_hint" } }], "invalid_request", { field: "providerHint" }],
  [[429, {}, { "retry-after": "3600" }], "rate_limited", { retryAfter: 3600 }],
  [[403, { error: "no object" }], "api_rejected", { status: 403, apiCode: "" }],
]) {
  test(`a session that is answered ${JSON.stringify(answer)} is ${code}`, async (t) => {
    const { url, seen } = await serve(t, () => answer);
    await rejects(createSignerConnector({ apiBaseUrl: url, bearerToken: "TOKEN" }).sign(cloud()), code, facts);
    assert.equal(seen.length, 1);
  });
}

test("an API that is not there is network: with the reason, after three retries", async () => {
  const url = "http://127.0.0.1:1";
  const error = await rejects(ask(url), "network", { retryable: true });
  assert.ok(error.reason);
  const started = performance.now();
  assert.ok((await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud()), "network")).reason);
  assert.ok(performance.now() - started > 900, "three pauses");
});
