// Nothing of a password or a key stays in the wasm's memory, in an error or on the console.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import initialise from "../../js/dist/signer_a1.js";
import { qpdf } from "./pdf.mjs";
import { a1, contract, createSignerConnector, PASSWORD, pfx, rejects, root } from "./support.mjs";

/** The wasm's memory, once it was loaded. */
const memory = async () =>
  Buffer.from(Object.values(await initialise()).find((exported) => exported instanceof WebAssembly.Memory).buffer);

/** The key in the PFX, as PKCS#8. */
function privateKey() {
  const pem = execFileSync("openssl", ["pkcs12", "-in", `${root}sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx`, "-passin", `pass:${PASSWORD}`, "-nodes", "-nocerts"]);
  return execFileSync("openssl", ["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], { input: pem });
}

test("an opened key leaves none of its bytes in the wasm's memory", async () => {
  const key = privateKey();
  assert.ok(key.length > 1000);
  await createSignerConnector().sign(a1());
  const held = await memory();
  assert.ok(held.includes("MARIA DE TESTE"), "what is not secret is found");
  for (let at = 400; at + 32 <= key.length; at += 32) assert.equal(held.indexOf(key.subarray(at, at + 32)), -1, `bytes ${at} to ${at + 32}`);
});

for (const password of ["a-password-that-stands-nowhere-else", "uma-sênha-que-não-está-em-nenhum-outro-lugar"]) {
  test(`the password ${password} is gone from the wasm's memory`, async () => {
    await rejects(createSignerConnector().sign(a1({ certificatePassword: password })), "password_incorrect");
    const held = await memory();
    const utf16 = Buffer.from(password, "utf16le").swap16();
    for (const [form, bytes] of [["UTF-8", Buffer.from(password)], ["BMPString", utf16]]) {
      assert.equal(held.indexOf(bytes.subarray(12)), -1, form);
    }
  });
}

for (const [kind, ...options] of [["AES-256", "256"], ["RC4", "128", "--use-aes=n"]]) {
  test(`the password of a document under ${kind} is gone from the wasm's memory, right or wrong`, async () => {
    const passwords = [`the-right-one-of-${kind}-stands-nowhere`, `a-wrong-one-of-${kind}-stands-nowhere-either`];
    const documentFile = await qpdf(contract, "--allow-weak-crypto", "--encrypt", passwords[0].slice(0, 32), "dono", ...options, "--");
    await createSignerConnector().sign(a1({ documentFile, password: passwords[0].slice(0, 32) }));
    await rejects(createSignerConnector().sign(a1({ documentFile, password: passwords[1] })), "password_incorrect");
    const held = await memory();
    for (const password of passwords) assert.equal(held.indexOf(password.slice(0, 28)), -1, password);
  });
}

test("nothing is written to the console", async (t) => {
  const written = ["log", "info", "warn", "error", "debug"].map((method) => t.mock.method(console, method));
  const connector = createSignerConnector({ apiBaseUrl: "http://127.0.0.1:1", bearerToken: "TOKEN" });
  await rejects(connector.sign(a1({ certificatePassword: "senha" })), "password_incorrect");
  await rejects(connector.getDownloadUrl({ signatureId: "1" }), "network");
  await createSignerConnector().sign(a1({ certificateFile: new Blob([pfx]) }));
  assert.deepEqual(written.flatMap(({ mock }) => mock.calls), []);
});
