// Prints what a page loads, raw and brotli, and fails when something outgrows its snapshot by more than 3 %, or the limit.
// The same for the names of functions that were silenced. `node tests/size/size.mjs --update` writes both snapshots.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { differences } from "./silenced.mjs";

const root = new URL("../../", import.meta.url);
const SNAPSHOT = new URL("snapshot.json", import.meta.url);
/** Bytes in brotli. */
const LIMITS = {
  // What an A1 signature loads without an API.
  a1: 154_000,
  // What any other one loads.
  connector: 175_000,
  // All that a visible signature loads besides.
  appearance: 130_000,
};
const GROWTH = 1.03;
/** Files that only a visible signature needs, beside the scripts. */
const APPEARANCE = ["signer_appearance_bg.wasm", "NotoSans-Regular.ttf"];

const read = (name) => readFileSync(new URL(`js/dist/${name}`, root));
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
const measure = (bytes) => ({ raw: bytes.length, brotli: brotli(bytes) });

const together = (names) => measure(Buffer.concat(names.map(read)));
const scripts = imported("signer_a1.js", imported("index.js"));
const drawing = imported("appearance/drawing.js").filter((name) => !scripts.includes(name));
const sizes = {
  a1: measure(read("signer_a1_bg.wasm")),
  connector: measure(read("signer_connector_bg.wasm")),
  scripts: together(scripts),
  appearance: together([...APPEARANCE, ...drawing]),
};
console.table(sizes);

const update = process.argv.includes("--update");
if (update) {
  writeFileSync(SNAPSHOT, `${JSON.stringify(sizes, null, 2)}\n`);
} else {
  const before = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
  for (const [name, { brotli: now }] of Object.entries(sizes)) {
    const allowed = Math.floor(before[name].brotli * GROWTH);
    if (now > allowed) fail(`${name}: ${now} bytes in brotli, the snapshot allows ${allowed}`);
  }
}
for (const difference of differences(update)) fail(`${difference}; where that is right: --update`);
for (const [name, limit] of Object.entries(LIMITS)) {
  const { brotli: now } = sizes[name];
  if (now > limit) fail(`${name}: ${now} bytes in brotli, the limit is ${limit}`);
}

/** A script and those that it loads with it, which leaves out what it imports when there is need. */
function imported(entry, found = []) {
  if (found.includes(entry)) return found;
  found.push(entry);
  for (const [, to] of read(entry)
    .toString()
    .matchAll(/^(?:import|export) [^;]*?"(\.[^"]+)";$/gm)) {
    imported(new URL(to, `file:///${entry}`).pathname.slice(1), found);
  }
  return found;
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
