// The comparison bites: one byte, one field, one file more or less.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { compare, summary } from "./compare.mjs";

function run(t, results) {
  const folder = mkdtempSync(join(tmpdir(), "same-bytes-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const kept = Object.entries(results).map(([name, { bytes, facts = {} }]) => {
    if (bytes) writeFileSync(join(folder, `${name}.pdf`), bytes);
    return [name, { ...(bytes && { file: `${name}.pdf` }), facts }];
  });
  return { folder, results: Object.fromEntries(kept) };
}

const what = (t, before, after) => compare(run(t, before), run(t, after)).map(({ name, what: found }) => `${name}: ${found.split(":")[0]}`);

test("the same files and refusals are no difference", (t) => {
  const one = { a: { bytes: "%PDF", facts: { warnings: [] } }, b: { facts: { code: "document_malformed", offset: 3 } } };
  assert.deepEqual(what(t, one, one), []);
  assert.equal(summary(run(t, one), []), "2 of 2 equal, 0 different; the old build signed 1 and refused 1");
});

test("one changed byte is found, and where it is", (t) => {
  assert.deepEqual(what(t, { a: { bytes: "%PDF-1.7" } }, { a: { bytes: "%PDF-1.6" } }), ["a: byte 7 of 8 (8 now)"]);
  assert.deepEqual(what(t, { a: { bytes: "%PDF" } }, { a: { bytes: "%PDF-" } }), ["a: byte 4 of 4 (5 now)"]);
});

test("another code or field is found", (t) => {
  const refused = (facts) => ({ a: { facts } });
  assert.equal(what(t, refused({ code: "internal" }), refused({ code: "network" })).length, 1);
  assert.equal(what(t, refused({ code: "document_malformed", offset: 3 }), refused({ code: "document_malformed", offset: 4 })).length, 1);
});

test("a file that only one build signs is found", (t) => {
  const signed = { a: { bytes: "%PDF" } };
  assert.deepEqual(what(t, signed, { a: { facts: { code: "internal" } } }), ["a: signed before, internal now"]);
  assert.deepEqual(what(t, signed, {}), ["a: only the old build signed it"]);
});
