// Files that a page got from elsewhere: another window's have classes and buffers of their own.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { serveBare } from "./bare.mjs";
import { browse, pdfsig, root } from "./harness.mjs";

const pfx = [...readFileSync(join(root, "sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx"))];
const contract = readFileSync(join(root, "tests/packaging/contract.pdf"));
/** One is read at once, the other in pieces. */
const documents = [contract, Buffer.concat([contract, Buffer.from(`\n%${"x".repeat(300_000)}\n`), contract.subarray(contract.lastIndexOf("startxref"))])];

let browser, bare;
before(async () => ([bare, browser] = await Promise.all([serveBare({ sdk: "js/dist" }), browse()])));
after(async () => {
  await browser?.close();
  bare?.close();
});

/** Signs with files that `make`, a function's text, makes in another window; gives the bytes or the failure. */
async function sign(make, document) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(bare.url);
  const signed = await page.evaluate(
    async ({ bytes, pfx, make }) => {
      const { createSignerConnector } = await import("/sdk/index.js");
      const frame = window.document.body.appendChild(document.createElement("iframe"));
      const file = frame.contentWindow.eval(make);
      const request = { documentId: "c-1", documentType: "pdf", certificateMode: "a1", certificatePassword: "segredo" };
      try {
        const { signedDocument } = await createSignerConnector({}).sign({ ...request, documentFile: file(bytes), certificateFile: file(pfx) });
        return [...new Uint8Array(await signedDocument.arrayBuffer())];
      } catch (error) {
        return `${error.code}: ${error.message}`;
      }
    },
    { bytes: [...document], pfx, make },
  );
  await page.context().close();
  return signed;
}

for (const [name, make] of Object.entries({
  "a Blob": "(bytes) => new Blob([Uint8Array.from(bytes)])",
  "a File": "(bytes) => new File([Uint8Array.from(bytes)], 'contrato.pdf')",
  "an ArrayBuffer": "(bytes) => Uint8Array.from(bytes).buffer",
  "a Uint8Array": "(bytes) => Uint8Array.from(bytes)",
})) {
  test(`${name} of another window is signed`, async (t) => {
    const path = join(mkdtempSync(join(tmpdir(), "realm-")), "signed.pdf");
    t.after(() => rmSync(dirname(path), { recursive: true }));
    for (const document of documents) {
      const signed = await sign(make, document);
      assert.ok(Array.isArray(signed), signed);
      writeFileSync(path, Buffer.from(signed));
      assert.match(pdfsig(path), /Signature is Valid/);
    }
  });
}
