// The codes stand in four places, each of which has to know all of them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./support.mjs";

const read = (path) => readFileSync(root + path, "utf8");
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);
const between = (text, start, end) => text.slice(text.indexOf(start), text.indexOf(end, text.indexOf(start)));

const rust = read("sdk-wasm/crates/signer-flow/src/error.rs");
const seam = read("sdk-wasm/crates/signer-flow/src/format/seam.rs");
const types = read("js/src/types.ts");
const LANGUAGES = ["en", "pt"];
const demo = read("demo/page/src/i18n-failures.ts");

/** A module cannot say that it is not there. */
const WITHOUT_WASM = ["wasm_blocked"];
const codes = [...all(between(rust, "fn code(", "fn retryable("), /=> "(\w+)"/g), ...WITHOUT_WASM].sort();
const warnings = all(between(seam, "impl Warning", "of_code"), /Self::\w+ => "(\w+)"/g).sort();
const pascal = (code) => code.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());

test("the codes of signer-flow are distinct", () => {
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.length > 20);
});

test("ErrorCode in types.ts has the same", () => {
  assert.deepEqual(all(between(types, "export type ErrorCode", ";"), /"(\w+)"/g).sort(), codes);
});

test("the warnings of signer-flow are those of types.ts", () => {
  assert.ok(warnings.length > 1);
  assert.deepEqual(all(between(types, "export interface Warning", ";"), /"(\w+)"/g).sort(), warnings);
});

for (const language of LANGUAGES) {
  const docs = read(`docs/${language}/errors.md`);

  test(`docs/${language}/options.md explains the warnings`, () => {
    const last = read(`docs/${language}/options.md`).split("\n## ").at(-1);
    for (const code of warnings) assert.ok(last.includes(`\`${code}\``), code);
  });

  test(`docs/${language}/errors.md explains the codes`, () => {
    assert.deepEqual(all(docs, /^\| `(\w+)`/gm).sort(), codes);
  });

  test(`docs/${language}/errors.md says of each code what happened, who acts, and what to do`, () => {
    for (const row of docs.match(/^\| `\w+`.*$/gm)) {
      const [code, , ...said] = row.split("|").slice(1, -1).map((cell) => cell.trim());
      assert.equal(said.length, 3, row);
      assert.ok(said.every((cell) => cell !== ""), code);
    }
  });

  test(`docs/${language}/errors.md marks with † what is retryable`, () => {
    const retryable = all(between(rust, "fn retryable(", "fn facts("), /Self::(\w+)/g).sort();
    assert.deepEqual(all(docs, /^\| `(\w+)` †/gm).map(pascal).sort(), retryable);
  });

  test(`the fields in docs/${language}/errors.md are those of SignerFailure and of signer-flow`, () => {
    const documented = new Set(all(docs, /^\| `\w+`[^|]*\| ([^|]*) \|/gm).flatMap((cell) => all(cell, /`(\w+)`/g)));
    const fields = all(between(types, "export interface SignerFailure", "\n}"), /^ {2}(\w+)\??:/gm).filter((name) => !["name", "code", "retryable"].includes(name));
    const told = new Set(all(between(rust, "fn facts(", "fn message("), /(?:number|text)?\("(\w+)"/g));
    assert.deepEqual([...documented].sort(), fields.sort());
    assert.deepEqual([...told].sort(), fields);
  });
}

for (const [language, start, end] of [["Portuguese", "const portuguese", "const english"], ["English", "const english", "export const"]]) {
  test(`the demo page has ${language} words for the same`, () => {
    // Some codes have other words by their reason.
    const reasons = ["closed_by_page", "declined_at_agent", "declined_at_provider", "untrusted_root"];
    const worded = all(between(demo, start, end), /^ {2}(\w+): /gm);
    assert.deepEqual(worded.sort(), [...codes, ...reasons].sort());
  });
}
