// Small files after public bug reports, signed by the package as it is built.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { a1, createSignerConnector, root } from "./support.mjs";

const run = promisify(execFile);
const PDFS = `${root}sdk-wasm/crates/signer-pdf/tests/fixtures/reports/`;
const KEYS = `${root}sdk-wasm/crates/signer-pki/tests/vectors/reports/`;
const expected = JSON.parse(await readFile(new URL("reports/expected.json", import.meta.url), "utf8"));

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "signer-reports-"));
});
after(() => rm(folder, { recursive: true }));

test("there are 39 of them", () => assert.equal(new Set(expected.map(({ file }) => file)).size, 39));

for (const one of expected) {
  test(`${one.file} ${JSON.stringify(one.options ?? {})}`, async () => {
    const given = one.pfx ? {} : { documentFile: new Blob([await document(one.file)]) };
    const key = one.pfx
      ? { certificateFile: new Blob([await readFile(KEYS + one.file)]), certificatePassword: one.password }
      : { certificateFile: new Blob([await readFile(`${KEYS}ok.pfx`)]), certificatePassword: "segredo" };
    const outcome = await createSignerConnector().sign(a1({ ...key, ...given, ...one.options })).catch((error) => error);
    if (!one.expect.includes(outcome.code ?? "sign")) throw outcome;
    if (outcome.code === undefined) await check(one, outcome, given.documentFile);
    else if (one.message_has) assert.match(outcome.message, new RegExp(one.message_has));
  });
}

async function document(name) {
  const bytes = await readFile(PDFS + name);
  return name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

async function check(one, { signedDocument, signer }, documentFile) {
  const file = join(folder, `${one.file}.signed.pdf`);
  const bytes = Buffer.from(await signedDocument.arrayBuffer());
  await writeFile(file, bytes);
  if (documentFile) assert.ok(bytes.subarray(0, documentFile.size).equals(Buffer.from(await documentFile.arrayBuffer())), "what was there stays");
  const { stdout } = await run("pdfsig", ["-nocert", file]);
  const verdicts = [...stdout.matchAll(/Signature Validation: (.*)/g)].map(([, verdict]) => verdict);
  // A placeholder that nobody signed is no signature.
  const made = verdicts.filter((verdict) => verdict !== "Signature has not yet been verified.");
  assert.ok(made.length > 0 && made.every((verdict) => verdict === "Signature is Valid."), stdout);
  for (const member of ["cpf", "cnpj", "name"]) if (one[member]) assert.ok(one[member].includes(signer[member] ?? null), `${member}: ${signer[member]}`);
  if (one.name_not) assert.ok(!one.name_not.includes(signer.name));
  if (one.serial) assert.ok(one.serial.includes(signer.serialNumber), signer.serialNumber);
  if (one.one_subsection) assert.match(last(bytes, /xref\s+(?:\d+ \d+\s+(?:\d{10} \d{5} [nf]\s+)+)+trailer/g), /^xref\s+0 \d+\s+(?:\d{10} \d{5} [nf]\s+)+trailer$/);
  if (one.keeps_trailer) assert.deepEqual(await entries(file), await entries(PDFS + one.file));
  if (one.issuer_embedded) assert.equal(certificates(bytes), 2);
}

const last = (bytes, pattern) => bytes.toString("latin1").match(pattern).at(-1);

/** Names of the entries of the trailer, without those that every update has of its own. */
async function entries(file) {
  const { stdout } = await run("qpdf", ["--warning-exit-0", "--json", "--json-key=qpdf", file], { maxBuffer: 1 << 26 });
  const [, { trailer }] = JSON.parse(stdout).qpdf;
  return Object.keys(trailer.value).filter((name) => !["/Prev", "/Size"].includes(name)).sort();
}

/** How many certificates the last signature holds. */
function certificates(bytes) {
  const hex = last(bytes, /\/Contents\s*<([0-9a-fA-F]+)>/g).replace(/^.*</, "").replace(">", "");
  const told = execFileSync("openssl", ["pkcs7", "-inform", "DER", "-print_certs", "-noout"], { input: Buffer.from(hex, "hex") });
  return told.toString().match(/^subject=/gm).length;
}
