// Builds the package into dist/: the wasm module, optimised, and the TypeScript around it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const packed = join(root, "target", "wasm-pack");
const generated = join(here, "generated");
const dist = join(here, "dist");
const WASM = "signer_connector_bg.wasm";
const GLUE = ["signer_connector.js", "signer_connector.d.ts"];
const INLINE = ["signer_connector_inline.js", "signer_connector_inline.d.ts"];

function run(command, ...args) {
  execFileSync(command, args, { cwd: here, stdio: "inherit" });
}

/** `mode no-install`: wasm-bindgen is the one that Cargo.lock asks for, put there by setup.sh. */
function buildWasm() {
  run("wasm-pack", "build", join(root, "sdk-wasm"), "--target", "web", "--no-pack", "--mode", "no-install",
    "--out-dir", packed, "--out-name", "signer_connector", "--profile", "wasm", "--", "--locked");
}

function optimise(from, to) {
  run(join(here, "node_modules", ".bin", "wasm-opt"), "-Oz", "--converge", "--strip-debug", "--strip-producers", from, "-o", to);
}

/** The same module inside a script, for `signer-connector/inline`. */
function inline(wasm) {
  const base64 = readFileSync(wasm).toString("base64");
  writeFileSync(join(generated, "signer_connector_inline.js"),
    `const base64 = "${base64}";\nexport const bytes = () => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));\n`);
  writeFileSync(join(generated, "signer_connector_inline.d.ts"), "export declare function bytes(): Uint8Array<ArrayBuffer>;\n");
}

for (const folder of [generated, dist]) mkdirSync(folder, { recursive: true });
buildWasm();
optimise(join(packed, WASM), join(dist, WASM));
for (const name of GLUE) copyFileSync(join(packed, name), join(generated, name));
inline(join(dist, WASM));
run(join(here, "node_modules", ".bin", "tsc"));
for (const name of [...GLUE, ...INLINE]) copyFileSync(join(generated, name), join(dist, name));
