// Builds the package into dist/: the wasm modules, optimised, the TypeScript around them, and the font of appearances.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { withoutMessages } from "./panics.mjs";
import { shortNames } from "./short-names.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const packed = join(root, "target", "wasm-pack");
const generated = join(here, "generated");
const dist = join(here, "dist");
/** Each is loaded only where it is needed: the first alone can do all, A1 keys without an API do with less. */
const MODULES = [
  ["signer_connector", "sdk-wasm"],
  ["signer_a1", "sdk-wasm", "--no-default-features"],
  ["signer_appearance", "sdk-wasm/appearance"],
];
const GLUE = MODULES.flatMap(([name]) => [`${name}.js`, `${name}.d.ts`]);
const FONT = "NotoSans-Regular.ttf";
const FONTS = [FONT, "NotoSans-LICENSE.txt"];
/** `signer-connector/inline` is one script, and has the module that can do all. */
const INLINED = ["signer_connector", "signer_appearance"];
const INLINE = [...INLINED, "signer_font"].flatMap((name) => [`${name}_inline.js`, `${name}_inline.d.ts`]);

const bin = (name) => join(here, "node_modules", ".bin", name);

function run(command, args = [], env = process.env) {
  execFileSync(command, args, { cwd: here, env, stdio: "inherit" });
}

/** `mode no-install`: wasm-bindgen is the one that Cargo.lock asks for, put there by setup.sh. */
function buildWasm(name, folder, features) {
  const cargo = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const sysroot = execFileSync("rustc", ["--print", "sysroot"], { encoding: "utf8" }).trim();
  // The builder's own paths are nobody's business, and 3 kB. This replaces the flags of .cargo/config.toml.
  // The threshold was tried from 0 to 100: below 10 the calls weigh more than what they save, 50 is 2.5 kB more.
  const flags = [
    "-Ctarget-feature=+simd128",
    "-Cllvm-args=--inline-threshold=15",
    `--remap-path-prefix=${cargo}=cargo`,
    `--remap-path-prefix=${sysroot}=rust`,
  ];
  const env = { ...process.env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: flags.join(" ") };
  const args = [
    "--target",
    "web",
    "--no-pack",
    "--mode",
    "no-install",
    "--profile",
    "wasm",
    "--out-dir",
    join(packed, name),
  ];
  run("wasm-pack", ["build", join(root, folder), ...args, "--out-name", name, "--", "--locked", ...features], env);
}

/**
 * The passes were chosen by what brotli makes of the result, one by one: 4 % less than `-O1`, 5 % less than `-Oz`, which saves
 * bytes by making functions that were alike different. `dealign` is half a per cent: the alignments are hints that engines for
 * 64-bit processors do not read.
 */
function optimise(from, to, told) {
  const silent = `${from}.silent`;
  const { wasm, silenced } = withoutMessages(readFileSync(from));
  writeFileSync(silent, wasm);
  writeFileSync(told, `${JSON.stringify(silenced, null, 2)}\n`);
  const passes = [
    "dae-optimizing",
    "dce",
    "remove-unused-module-elements",
    "duplicate-function-elimination",
    "remove-unused-brs",
    "duplicate-function-elimination",
    "simplify-locals-nostructure",
    "coalesce-locals",
    "reorder-functions-by-name",
    "remove-unused-names",
    "merge-locals",
    "merge-locals",
    "simplify-locals-notee-nostructure",
    "reorder-locals",
    "optimize-instructions",
    "precompute",
    "rse",
    "code-folding",
    "dealign",
    "dae-optimizing",
    "vacuum",
    "simplify-locals-notee-nostructure",
    "optimize-instructions",
    "vacuum",
    "remove-unused-brs",
    "strip-debug",
    "strip-producers",
  ];
  run(bin("wasm-opt"), [...passes.map((pass) => `--${pass}`), silent, "-o", to]);
}

/** The same file inside a script, for `signer-connector/inline`. */
function inline(name, file) {
  const base64 = readFileSync(file).toString("base64");
  writeFileSync(
    join(generated, `${name}_inline.js`),
    `const base64 = "${base64}";\nexport const bytes = () => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));\n`,
  );
  writeFileSync(join(generated, `${name}_inline.d.ts`), "export declare function bytes(): Uint8Array<ArrayBuffer>;\n");
}

for (const folder of [generated, dist]) {
  // Modules that are gone or renamed would be packed too.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
for (const [name, folder, ...features] of MODULES) {
  const wasm = `${name}_bg.wasm`;
  buildWasm(name, folder, features);
  optimise(join(packed, name, wasm), join(dist, wasm), join(generated, `${name}_silenced.json`));
  const text = (ending) => readFileSync(join(packed, name, name + ending), "utf8");
  const { glue, types } = shortNames(bin("wasm-opt"), join(dist, wasm), { glue: text(".js"), types: text(".d.ts") });
  writeFileSync(join(generated, `${name}.js`), glue);
  writeFileSync(join(generated, `${name}.d.ts`), types);
  if (INLINED.includes(name)) inline(name, join(dist, wasm));
}
inline("signer_font", join(here, "fonts", FONT));
run(bin("tsc"));
for (const name of [...GLUE, ...INLINE]) copyFileSync(join(generated, name), join(dist, name));
copyFileSync(join(here, "file.d.ts"), join(dist, "file.d.ts"));
for (const name of FONTS) copyFileSync(join(here, "fonts", name), join(dist, name));
