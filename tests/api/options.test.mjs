// Options that an integrator may pass, and the words on each mistake.
import assert from "node:assert/strict";
import { test } from "node:test";
import { a1, cloud, createSignerConnector, rejects, throws } from "./support.mjs";

const sign = (request, options) => createSignerConnector(options).sign(request);
const metadata = (value) => ({ requestOptions: { metadata: value } });

test("a connector needs no options", () => {
  createSignerConnector();
  createSignerConnector({});
  createSignerConnector({ apiBaseUrl: "https://api.example/api/", bearerToken: undefined, agentPorts: [1, 65535] });
});

for (const [options, field] of [
  [null, "options"],
  ["https://api.example", "options"],
  [[], "options"],
  [{ apiBaseURL: "https://api.example" }, "apiBaseURL"],
  ...["", "/api", "api.example", "ftp://api.example", "https://api.example/?a=1", "https://api.example/?", "https://a:b@api.example", "http://api.example", "//api.example/x", "https://api.example/#x", 5, null, new URL("https://api.example")].map((apiBaseUrl) => [{ apiBaseUrl }, "apiBaseUrl"]),
  ...["", 5, null, "Bearer abc", "a\nb", {}].map((bearerToken) => [{ bearerToken }, "bearerToken"]),
  ...[[], [0], [65536], ["17340"], 17340, null].map((agentPorts) => [{ agentPorts }, "agentPorts"]),
]) {
  test(`createSignerConnector(${show(options)}) names ${field}`, () => {
    throws(() => createSignerConnector(options), "invalid_request", { field, retryable: false });
  });
}

for (const [changes, field] of [
  ...[undefined, "", 5, null].map((documentId) => [{ documentId }, "documentId"]),
  ...["PDF", "", 5, null].map((documentType) => [{ documentType }, "documentType"]),
  ...[undefined, "a7", null].map((certificateMode) => [{ certificateMode }, "certificateMode"]),
  ...[undefined, null, "contract.pdf", 5, {}, [1, 2], new DataView(new ArrayBuffer(4)), new Uint16Array(4), new SharedArrayBuffer(4), { [Symbol.toStringTag]: "Blob" }, { size: 9, [Symbol.toStringTag]: "File" }].map((documentFile) => [{ documentFile }, "documentFile"]),
  ...[undefined, null, "", "a1.pfx"].map((certificateFile) => [{ certificateFile }, "certificateFile"]),
  ...[5, null].map((certificatePassword) => [{ certificatePassword }, "certificatePassword"]),
  ...["birdID", null, 5].map((providerHint) => [{ providerHint }, "providerHint"]),
  ...[null, {}, "now", new AbortController()].map((signal) => [{ signal }, "signal"]),
  ...[null, "log"].map((onProgress) => [{ onProgress }, "onProgress"]),
  ...[null, 0].map((selectCertificate) => [{ selectCertificate }, "selectCertificate"]),
  ...[null, "fast", []].map((requestOptions) => [{ requestOptions }, "requestOptions"]),
  ...[null, "Contrato", ["Contrato"]].map((value) => [metadata(value), "requestOptions.metadata"]),
  ...[null, 5, {}].map((reason) => [metadata({ reason }), "requestOptions.metadata.reason"]),
  ...[5, null].map((password) => [{ password }, "password"]),
  ...["true", 1, null].map((repair) => [{ repair }, "repair"]),
  ...["ICP-Brasil", "", true, null].map((trust) => [{ trust }, "trust"]),
  ...["no_changes", 1, "", null].map((certify) => [{ certify }, "certify"]),
  ...["level", "policy", "processing", "xmlProfile", "documentID", "Password"].map((name) => [{ [name]: "x" }, name]),
  ...["timestamp", "delivery"].map((name) => [{ requestOptions: { [name]: {} } }, `requestOptions.${name}`]),
]) {
  test(`sign(${show(changes)}) names ${field}`, async () => {
    const error = await rejects(sign(a1(changes)), "invalid_request", { field });
    assert.ok(error.message.startsWith(`${field} `), error.message);
  });
}

for (const request of [undefined, null, "contract", 5, []]) {
  test(`sign(${show(request)}) is refused`, () => rejects(sign(request), "invalid_request", { field: "request" }));
}

test("what a request's getter throws is its cause", async () => {
  const mine = new Error("mine");
  const request = Object.defineProperty(a1(), "documentId", { get: () => { throw mine; }, enumerable: true });
  assert.equal((await rejects(sign(request), "invalid_request", { field: "documentId" })).cause, mine);
});

test("the cloud needs a listener, or a window to lead the person", async () => {
  const request = cloud({ onProgress: undefined });
  const error = await rejects(sign(request, { apiBaseUrl: "https://api.example" }), "invalid_request", { field: "onProgress" });
  assert.match(error.message, /address at which the person approves/);
});

test("an API on this machine may be http", () => {
  for (const host of ["localhost:8080", "127.0.0.1:1", "[::1]"]) createSignerConnector({ apiBaseUrl: `http://${host}/api` });
});

test("the cloud needs an API before anything is read", async () => {
  const error = await rejects(sign(cloud()), "invalid_request", { field: "apiBaseUrl" });
  assert.match(error.message, /cloud/);
});

for (const documentType of ["xml", "cms"]) {
  test(`${documentType} is documented, and not supported`, () => rejects(sign(a1({ documentType })), "document_unsupported"));
}

test("what is changed after the call has no effect on it", async () => {
  const request = a1(metadata({ reason: "Contrato" }));
  const signing = sign(request);
  Object.assign(request, { documentId: 5, certificateFile: undefined, certificatePassword: "senha" });
  request.requestOptions.metadata.reason = "Outro";
  const { signedDocument } = await signing;
  assert.match(Buffer.from(await signedDocument.arrayBuffer()).toString("latin1"), /\(Contrato\)/);
});

test("whoever comes from another root is named in a warning, or refused", async () => {
  const { warnings } = await sign(a1());
  assert.deepEqual(warnings.map(({ code }) => code), ["untrusted_root"]);
  assert.match(warnings[0].message, /ICP-Brasil/);
  await rejects(sign(a1({ trust: "icp-brasil" })), "certificate_unsuitable", { reason: "untrusted_root" });
});

test("options that are inherited count like own ones", async () => {
  const request = Object.assign(Object.create(a1({ trust: "icp-brasil" })), { documentId: "2" });
  await rejects(sign(request), "certificate_unsuitable", { reason: "untrusted_root" });
  class Request {
    constructor(fields) {
      Object.assign(this, fields);
    }
    get repair() {
      return "yes";
    }
  }
  await rejects(sign(new Request(a1())), "invalid_request", { field: "repair" });
  throws(() => createSignerConnector(Object.create({ agentPorts: [] })), "invalid_request", { field: "agentPorts" });
});

test("an option that changes between two readings is read once", async () => {
  let readings = 0;
  const request = a1();
  Object.defineProperty(request, "documentId", { enumerable: true, get: () => ((readings += 1) === 1 ? "contract-001" : 7) });
  assert.equal((await sign(request)).level, "B-B");
  assert.equal(readings, 1);
});

test("a file that cannot be read, beside another mistake, is no unhandled rejection", async (t) => {
  const unhandled = t.mock.fn();
  process.on("unhandledRejection", unhandled);
  t.after(() => process.off("unhandledRejection", unhandled));
  const broken = () => ({ size: 9, arrayBuffer: () => Promise.reject(new Error("gone")) });
  await rejects(sign(a1({ documentFile: broken(), appearance: { page: 0 } })), "invalid_request", { field: "appearance.page" });
  await rejects(sign(a1({ documentFile: broken(), certificateFile: broken() })), "invalid_request");
  await rejects(sign(a1({ documentFile: broken(), signal: AbortSignal.abort() })), "user_cancelled");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(unhandled.mock.callCount(), 0);
});

test("undefined counts as left out", async () => {
  const nothing = { providerHint: undefined, signal: undefined, onProgress: undefined, selectCertificate: undefined, documentType: undefined, trust: undefined };
  await sign(a1({ ...nothing, ...metadata({ reason: undefined }) }));
});

function show(value) {
  const text = JSON.stringify(value, (_, inner) => (typeof inner === "function" ? "function" : inner)) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
