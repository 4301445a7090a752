// Against the real sandbox API: what an aborted call leaves there.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startDemo } from "../../demo/start.mjs";
import { a1, cloud, createSignerConnector, rejects, root, until } from "./support.mjs";

let demo;
let connector;
const journal = join(root, "target/api/journal.jsonl");
before(async () => {
  rmSync(join(root, "target/api"), { recursive: true, force: true });
  mkdirSync(join(root, "target/api"), { recursive: true });
  demo = await startDemo({ dir: join(root, "target/api"), apiPort: 0, pagePort: 0, agent: false, quiet: true, journal });
  connector = createSignerConnector({ apiBaseUrl: demo.apiUrl, bearerToken: () => demo.token });
});
after(() => demo?.stop());

/** Requests that reached the API since the test began. */
function requests() {
  const lines = () => (existsSync(journal) ? readFileSync(journal, "utf8").trim().split("\n").filter(Boolean) : []);
  const before = lines().length;
  return () => lines().slice(before).map((line) => JSON.parse(line)).map(({ method, path }) => `${method} ${path.replace(/[\w-]{16,}/, "ID")}`);
}

/** Aborts as soon as a request of that kind has left. */
function abortDuring(t, method, path) {
  const controller = new AbortController();
  const { fetch } = globalThis;
  t.after(() => (globalThis.fetch = fetch));
  globalThis.fetch = (request) => {
    const answer = fetch(request);
    if (request.method === method && path.test(request.url)) controller.abort();
    return answer;
  };
  return controller.signal;
}

test("an A1 signature is registered, and its download is the page's own", async () => {
  const result = await connector.sign(a1());
  assert.equal((await connector.getDownloadUrl({ signatureId: result.signature_id })).source, "memory");
});

test("a signature that is unknown to the API is api_rejected", () =>
  rejects(connector.getDownloadUrl({ signatureId: "unknown" }), "api_rejected", { status: 404 }));

test("a session whose caller aborts while it opens is deleted", async (t) => {
  const seen = requests();
  await rejects(connector.sign(cloud({ signal: abortDuring(t, "POST", /sessions$/) })), "user_cancelled");
  await until(() => seen().some((line) => line.startsWith("DELETE")), "the DELETE");
});

test("a session whose caller aborts while a person is waited for is deleted", async (t) => {
  const seen = requests();
  await rejects(connector.sign(cloud({ signal: abortDuring(t, "GET", /wait=/) })), "user_cancelled");
  await until(() => seen().some((line) => line.startsWith("DELETE")), "the DELETE");
});

test("a token that is not the API's is api_unauthorized", async () => {
  const stranger = createSignerConnector({ apiBaseUrl: demo.apiUrl, bearerToken: "stranger" });
  await rejects(stranger.sign(cloud()), "api_unauthorized", { retryable: false });
  await rejects(stranger.getDownloadUrl({ signatureId: "unknown" }), "api_unauthorized");
});
