// A format in a wasm module of its own: the core opens its door, hands over ranges, signs, and never holds the document.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { serveBare } from "./bare.mjs";
import { browse, root } from "./harness.mjs";

const DOCUMENT = "what is signed here has two halves, and a module of its own knows how.";

let browser, bare;
before(async () => {
  [bare, browser] = await Promise.all([serveBare({ core: "js/dist", toy: "target/wasm-pack/toy_format" }), browse()]);
});
after(async () => {
  await browser?.close();
  bare?.close();
});

/** Signs in the page; gives the document's bytes and what is known of it, or the failure. */
async function sign(document) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(bare.url);
  const pfx = [...readFileSync(join(root, "sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx"))];
  return page.evaluate(
    async ({ document, pfx }) => {
      const core = await import("/core/signer_connector.js");
      const toy = await import("/toy/toy_format.js");
      await Promise.all([core.default(), toy.default()]);
      const asked = [];
      const door = (side) => ({
        ask(call, question) {
          asked.push(call);
          return side.ask(call, question);
        },
      });
      const call = {
        request: { documentId: "toy-1", documentType: "toy", certificateMode: "a1", metadata: [["reason", "Teste"]], information: [], repair: false },
        document: new Blob([document]),
        certificateFile: new Blob([Uint8Array.from(pfx)]),
        certificatePassword: "segredo",
        signal: new AbortController().signal,
        pause: async () => undefined,
        progress: () => undefined,
        openDoor: async (format) => (format === "toy" ? door(new toy.Door()) : undefined),
      };
      try {
        const outcome = await new core.Connector().sign(call);
        const bytes = [...new Uint8Array(await new Blob(outcome.document).arrayBuffer())];
        return { bytes, asked, type: outcome.document_type, level: outcome.level, signer: outcome.signer.name };
      } catch (error) {
        if (!error.code) throw error;
        return { code: error.code, reason: error.reason };
      }
    },
    { document, pfx },
  );
}

test("a format in a module of its own signs two halves of one document", async (t) => {
  const { bytes, asked, type, level, signer } = await sign(DOCUMENT);
  assert.deepEqual([type, level, signer], ["toy", "B-B", "MARIA DE TESTE:12345678909"]);
  assert.ok(asked.filter((call) => call === "insert").length > 3, "it asked for ranges");
  assert.equal(asked.at(-1), "finish");
  const signed = Buffer.from(bytes);
  const whole = Buffer.from(DOCUMENT);
  assert.deepEqual(signed.subarray(0, whole.length), whole);
  const both = signed.subarray(whole.length);
  const first = 4 + both.readUInt16BE(2);
  const half = whole.length / 2;
  assert.ok(verifies(t, both.subarray(0, first), whole.subarray(0, half)));
  assert.ok(verifies(t, both.subarray(first), whole.subarray(half)));
  assert.ok(!verifies(t, both.subarray(first), whole.subarray(0, half)));
});

test("a document that the module refuses is refused with its code and reason", async () => {
  assert.deepEqual(await sign(""), { code: "document_unsupported", reason: "there is nothing to sign" });
});

function verifies(t, cms, content) {
  const folder = mkdtempSync(join(tmpdir(), "hosted-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "cms"), cms);
  writeFileSync(join(folder, "content"), content);
  const words = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "content", "-noverify", "-out", "/dev/null"];
  try {
    execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}
