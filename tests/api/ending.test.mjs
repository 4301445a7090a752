// A call ends when its signal fires or its connector closes: at once for the caller, and nothing stays open behind it.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { afterEach, test } from "node:test";
import { a1, cloud, contract, createSignerConnector, pause, rejects, serve, until } from "./support.mjs";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
afterEach(async () => {
  await pause(0);
  assert.deepEqual(unhandled.splice(0), []);
});

const OPEN = "POST /v1/connector/v1/sessions";
const WAIT = "GET /v1/connector/v1/sessions/ses-1?wait=25";
const DELETE = "DELETE /v1/connector/v1/sessions/ses-1";
const SESSION = { id: "ses-1", signature_id: "sig-1", status: "awaiting_authorization" };
/** Large enough to be streamed: a long comment, and the end of the file once more. */
const large = new Blob([contract, "\n%", "x".repeat(8 << 20), `\n${contract.subarray(contract.lastIndexOf("startxref"))}`]);

/** An API whose person never approves. */
const patient = (t) => serve(t, ({ method }) => ({ POST: [201, SESSION], DELETE: [204] })[method]);

test("a signal that has fired already asks nobody for anything", async () => {
  const events = [];
  const request = a1({ signal: AbortSignal.abort(), onProgress: (event) => events.push(event) });
  await rejects(createSignerConnector().sign(request), "user_cancelled", { retryable: false, reason: "aborted" });
  assert.deepEqual(events, []);
});

for (const phase of ["loading", "reading", "hashing", "preparing", "signing", "finishing"]) {
  test(`an abort while ${phase} is user_cancelled, and no event follows`, async () => {
    const controller = new AbortController();
    const phases = [];
    const onProgress = (event) => {
      phases.push(event.phase);
      if (event.phase === phase) controller.abort();
    };
    await rejects(createSignerConnector().sign(a1({ documentFile: large, signal: controller.signal, onProgress })), "user_cancelled");
    await pause(50);
    assert.equal(phases.at(-1), phase);
  });
}

test("an abort while a person is waited for deletes the session, with the token that opened it", async (t) => {
  const { url, seen, lines } = await patient(t);
  const controller = new AbortController();
  let tokens = 0;
  const connector = createSignerConnector({ apiBaseUrl: `${url}/`, bearerToken: () => `token-${(tokens += 1)}` });
  const signing = connector.sign(cloud({ signal: controller.signal }));
  setTimeout(() => until(() => lines().includes(WAIT), "the wait").then(() => controller.abort()));
  await rejects(signing, "user_cancelled");
  await until(() => lines().includes(DELETE), "the DELETE");
  assert.equal(seen.at(-1).headers.authorization, "Bearer token-2");
});

test("an abort while the session opens is told at once, and the session is deleted when its name is known", async (t) => {
  let answer;
  const { url, lines } = await serve(t, ({ method }) => (method === "POST" ? new Promise((resolve) => (answer = resolve)) : [204]));
  const controller = new AbortController();
  const signing = createSignerConnector({ apiBaseUrl: url, bearerToken: "token" }).sign(cloud({ signal: controller.signal }));
  setTimeout(() => until(() => answer, "the POST").then(() => controller.abort()));
  await rejects(signing, "user_cancelled");
  assert.deepEqual(lines(), [OPEN]);
  answer([201, SESSION]);
  await until(() => lines().length > 1, "the DELETE");
  assert.deepEqual(lines(), [OPEN, DELETE]);
});

test("a DELETE that is never answered holds nothing back", async (t) => {
  const opened = { ...SESSION, authorization: { kind: "redirect", url: "javascript:alert(1)" } };
  const { url, lines } = await serve(t, ({ method }) => (method === "POST" ? [201, opened] : undefined));
  await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud()), "api_rejected", { apiCode: "unexpected_answer" });
  await until(() => lines().includes(DELETE), "the DELETE");
});

test("a call that takes longer than its timeout says at which step", async (t) => {
  const { url } = await serve(t, () => undefined);
  const began = Date.now();
  const error = await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud({ timeout: 0.3 })), "timeout", { retryable: true });
  assert.ok(["reading", "hashing"].includes(error.step), error.step);
  assert.ok(Date.now() - began < 5000);
});

test("the time in which a person is waited for does not count", async (t) => {
  const { url, lines } = await patient(t);
  const controller = new AbortController();
  const signing = createSignerConnector({ apiBaseUrl: url }).sign(cloud({ timeout: 0.5, signal: controller.signal }));
  setTimeout(() => until(() => lines().includes(WAIT), "the wait").then(() => pause(1000)).then(() => controller.abort()));
  await rejects(signing, "user_cancelled", { reason: "aborted" });
});

test("a timeout that is not reached leaves no timer behind", async () => {
  const result = await createSignerConnector().sign(a1({ timeout: 3600 }));
  assert.equal(result.level, "B-B");
});

test("an abort between two tries ends them", async (t) => {
  const { url, lines } = await serve(t, () => [503, {}]);
  const controller = new AbortController();
  const signing = createSignerConnector({ apiBaseUrl: url }).sign(cloud({ signal: controller.signal }));
  setTimeout(() => until(() => lines().length === 1, "the POST").then(() => controller.abort()));
  await rejects(signing, "user_cancelled");
  await pause(1000);
  assert.deepEqual(lines(), [OPEN]);
});

test("close() ends what is running, and the connector may be used again", async (t) => {
  const { url, lines } = await patient(t);
  const connector = createSignerConnector({ apiBaseUrl: url });
  const signing = [connector.sign(cloud()), connector.sign(cloud())].map((call) => rejects(call, "user_cancelled", { reason: "closed" }));
  await until(() => lines().filter((line) => line === WAIT).length === 2, "both waits");
  connector.close();
  await Promise.all(signing);
  await until(() => lines().filter((line) => line === DELETE).length === 2, "both DELETEs");
  const again = createSignerConnector();
  await again.sign(a1());
  again.close();
  again.close();
  assert.equal((await again.sign(a1())).level, "B-B");
});

test("close() while the module loads", async () => {
  const connector = createSignerConnector();
  const signing = rejects(connector.sign(a1()), "user_cancelled");
  connector.close();
  await signing;
});

test("close() ends no call of another connector", async () => {
  const [one, other] = [createSignerConnector(), createSignerConnector()];
  const signing = [rejects(one.sign(a1({ documentFile: large })), "user_cancelled"), other.sign(a1({ documentFile: large }))];
  one.close();
  await Promise.all(signing);
});

test("one connector signs several documents at the same time", async () => {
  const connector = createSignerConnector();
  const results = await Promise.all([1, 2, 3].map(() => connector.sign(a1())));
  assert.equal(new Set(results.map((result) => result.signature_id)).size, 3);
});

test("a signal that outlives many calls keeps none of their listeners", async () => {
  const { signal } = new AbortController();
  const connector = createSignerConnector();
  for (let call = 0; call < 3; call += 1) await connector.sign(a1({ signal }));
  await rejects(connector.sign(a1({ signal, certificatePassword: "senha" })), "password_incorrect");
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("an abort after the end changes nothing", async () => {
  const controller = new AbortController();
  await createSignerConnector().sign(a1({ signal: controller.signal }));
  controller.abort();
});
