// The kinds of bytes that a document and a key may come in.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { a1, contract, createSignerConnector, PASSWORD, pause, pfx, rejects } from "./support.mjs";

const run = promisify(execFile);
const connector = createSignerConnector({});

/** The bytes in the middle of a larger buffer. */
function within(buffer, bytes) {
  const view = new Uint8Array(buffer, 7, bytes.length);
  view.set(bytes);
  return view;
}

/** A subclass, as a framework may make one. */
class Broken extends Blob {
  arrayBuffer = this.slice = this.stream = () => {
    throw new Error("mine");
  };
}

const kinds = {
  Blob: (bytes) => new Blob([bytes]),
  File: (bytes) => new File([bytes], "contrato.pdf"),
  ArrayBuffer: (bytes) => new Uint8Array(bytes).buffer,
  Uint8Array: (bytes) => new Uint8Array(bytes),
  Buffer: (bytes) => Buffer.from(bytes),
  "Blob whose own methods fail": (bytes) => new Broken([bytes]),
  "Uint8Array with an offset": (bytes) => within(new ArrayBuffer(bytes.length + 20), bytes),
  "Uint8Array of shared memory": (bytes) => within(new SharedArrayBuffer(bytes.length + 20), bytes),
  "Uint8Array of another realm": (bytes) => runInNewContext("new Uint8Array(bytes)", { bytes }),
  "ArrayBuffer of another realm": (bytes) => runInNewContext("new Uint8Array(bytes).buffer", { bytes }),
};

for (const [kind, make] of Object.entries(kinds)) {
  test(`a ${kind} is signed with a ${kind}`, async () => {
    const { signedDocument, signer } = await connector.sign(a1({ documentFile: make(contract), certificateFile: make(pfx) }));
    const signed = Buffer.from(await signedDocument.arrayBuffer());
    assert.ok(signed.subarray(0, contract.length).equals(contract), "the document's bytes come first");
    assert.match(signed.subarray(contract.length).toString("latin1"), /\/ETSI\.CAdES\.detached/);
    assert.equal(signedDocument.type, "application/pdf");
    assert.equal(signer.name, "MARIA DE TESTE:12345678909");
    assert.equal(signer.notAfter, new Date(signer.notAfter).toISOString());
  });
}

for (const byteStreams of [true, false]) {
  test(`a document of several pieces is digested whole, ${byteStreams ? "with" : "without"} byte streams`, async (t) => {
    if (!byteStreams) withoutByteStreams(t);
    const documentFile = new Blob([contract, "\n%", "x".repeat(9 << 20), `\n${contract.subarray(contract.lastIndexOf("startxref"))}`]);
    const { signedDocument } = await connector.sign(a1({ documentFile }));
    const file = join(await mkdtemp(join(tmpdir(), "signer-api-")), "signed.pdf");
    t.after(() => rm(dirname(file), { recursive: true }));
    await writeFile(file, Buffer.from(await signedDocument.arrayBuffer()));
    assert.match((await run("pdfsig", ["-nocert", file])).stdout, /Signature is Valid/);
  });
}

/** As Safari, whose `Blob.stream()` gives no byte stream. */
function withoutByteStreams(t) {
  const { ReadableStreamBYOBReader } = globalThis;
  t.after(() => (globalThis.ReadableStreamBYOBReader = ReadableStreamBYOBReader));
  globalThis.ReadableStreamBYOBReader = class {
    constructor() {
      throw new TypeError("not a byte stream");
    }
  };
}

for (const [name, documentFile, code] of [
  ["an empty Blob", new Blob(), "document_unsupported"],
  ["an empty Uint8Array", new Uint8Array(), "document_unsupported"],
  ["text", new Blob(["hello"]), "document_unsupported"],
]) {
  test(`${name} that claims to be a PDF is ${code}`, () => rejects(connector.sign(a1({ documentFile })), code));
}

test("what is no PDF is recognised by its bytes", async () => {
  for (const bytes of ["", "hello", "<xml/>"]) {
    const request = a1({ documentType: undefined, documentFile: new Blob([bytes]) });
    await rejects(connector.sign(request), "document_unsupported");
  }
});

test("a detached ArrayBuffer is no document", async () => {
  const documentFile = new Uint8Array(contract).buffer;
  structuredClone(documentFile, { transfer: [documentFile] });
  const error = await connector.sign(a1({ documentFile })).catch((thrown) => thrown);
  assert.ok(["invalid_request", "document_malformed"].includes(error.code), error.stack);
});

test("a file that is no PFX, an empty one, and a wrong password", async () => {
  await rejects(connector.sign(a1({ certificateFile: new Blob(["hello"]) })), "certificate_unsuitable");
  await rejects(connector.sign(a1({ certificateFile: new Blob() })), "certificate_unsuitable");
  await rejects(connector.sign(a1({ certificatePassword: "senha" })), "password_incorrect");
  await rejects(connector.sign(a1({ certificatePassword: undefined })), "password_incorrect");
});

test("a key that was opened once still needs its password", async () => {
  const certificateFile = new Blob([pfx]);
  await connector.sign(a1({ certificateFile }));
  await rejects(connector.sign(a1({ certificateFile, certificatePassword: `${PASSWORD} ` })), "password_incorrect");
});

test("a file that changes or goes away while it is open is document_malformed, with no unhandled rejection", async (t) => {
  const unhandled = [];
  const listen = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", listen);
  t.after(() => process.off("unhandledRejection", listen));
  const folder = await mkdtemp(join(tmpdir(), "signer-api-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "contract.pdf");
  await writeFile(file, Buffer.concat([contract, Buffer.alloc(9 << 20, 32)]));
  const documentFile = await openAsBlob(file);
  await writeFile(file, "changed");
  await rejects(connector.sign(a1({ documentFile })), "document_malformed");
  await pause(20);
  assert.deepEqual(unhandled, []);
});
