// The shapes that cross between TypeScript and wasm are spelled once in each language, and both say the same.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertions, NAMES } from "./assertions.mjs";
import { compile } from "./compiler.mjs";
import { DRAWN, drawingAssertions } from "./drawing.mjs";
import { spoiltRust, spoiltTypeScript } from "./mutants.mjs";
import { rustShapes, withoutComments } from "./rust.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path) => readFileSync(root + path, "utf8");
const found = (folder) =>
  readdirSync(root + folder, { recursive: true })
    .filter((name) => /\.(?:rs|ts)$/.test(name))
    .sort()
    .map((name) => read(`${folder}/${name}`));

const names = Object.keys(NAMES);
const typescript = found("js/src/shapes").map(alone).join("\n");
const imported = found("sdk-wasm/src/shapes").map(withoutComments);
const flow = found("sdk-wasm/crates/signer-flow/src").map(withoutComments).filter(writes);

/** A module whose neighbours stand in the same text. */
function alone(source) {
  return source.replace(/^(?:import|export) [^;]*"\.\/[^"]*";\n/gm, "");
}

/** Only shapes are looked at: the rest of signer-flow is not for JavaScript to see. */
function writes(source) {
  return names.some((name) => new RegExp(`(?:struct|enum) ${name}\\b`).test(source));
}

const drawing = drawingAssertions(found("sdk-wasm/appearance/src").map(withoutComments).join("\n"));

/** Assertions on everything that crosses, from these sources. */
function expected(sources) {
  return [assertions(rustShapes(sources, names)), ...drawing].join("\n");
}

test("TypeScript and Rust have the same shapes", async () => {
  const [errors] = await compile("same", [typescript + expected([...imported, ...flow])]);
  assert.deepEqual(errors, []);
});

test("each shape of either language is one of them", () => {
  const exported = [...typescript.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
  const known = [...Object.values(NAMES), ...Object.keys(DRAWN)];
  assert.deepEqual(exported.sort(), [...new Set(known)].sort());
  for (const { name, members } of rustShapes(imported, names).values()) {
    assert.ok(Object.hasOwn(NAMES, name) && members.length > 0, `${name} is not looked at`);
  }
});

test("whatever is renamed, added, missing or of another type is seen, in TypeScript", async () => {
  const held = expected([...imported, ...flow]);
  // The module that draws reads what is missing as undefined.
  const spoilt = spoiltTypeScript(typescript).filter(({ what }) => !/^Appearance(?:Input|Line).* optional/.test(what));
  const texts = spoilt.map(({ text }) => text + held);
  assert.deepEqual(await unseen("typescript", spoilt, texts), []);
});

test("whatever is renamed, added, missing or of another type is seen, in Rust", async () => {
  const sources = [...imported, ...flow];
  const shapes = rustShapes(sources, names);
  const spoilt = sources.flatMap((source, at) =>
    spoiltRust(source, shapes).map(({ what, text }) => ({ what, sources: sources.with(at, text) })),
  );
  // A source that cannot be read any more was seen.
  const texts = spoilt.map(({ sources }) => attempt(() => typescript + expected(sources)));
  assert.deepEqual(await unseen("rust", spoilt, texts), []);
});

/** Names of those whose text compiles, as the text without any fault does. */
async function unseen(name, spoilt, texts) {
  assert.ok(spoilt.length > 200, `${spoilt.length} texts`);
  const [faultless, ...errors] = await compile(name, [typescript + expected([...imported, ...flow]), ...texts]);
  assert.deepEqual(faultless, []);
  return spoilt.filter((_, index) => errors[index].length === 0).map(({ what }) => what);
}

function attempt(make) {
  try {
    return make();
  } catch (error) {
    return `export const seen: never = ${JSON.stringify(error.message)};`;
  }
}

const kebab = (name) => name.replace(/(?<!^)[A-Z]/g, "-$&").toLowerCase();
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, word]) => word);
const between = (text, start, end) => text.slice(text.indexOf(start), text.indexOf(end, text.indexOf(start)));

test("an anchor is the same number in both", () => {
  const rust = all(between(imported.join("\n"), "const ANCHORS", "];"), /Anchor::(\w+),/g).map(kebab);
  const options = between(read("js/src/options/appearance.ts"), "export const POSITIONS", "];");
  assert.equal(rust.length, 9);
  assert.deepEqual(all(options, /"([\w-]+)"/g), rust);
});

test("a certification is the same number in both", () => {
  const rust = all(between(imported.join("\n"), "fn certification(", "\n}"), /\d => Ok\(Certification::(\w+)\)/g);
  const options = between(read("js/src/options/request.ts"), "export const CERTIFICATIONS", "];");
  assert.equal(rust.length, 3);
  assert.deepEqual(all(options, /"([\w-]+)"/g), rust.map(kebab));
});
