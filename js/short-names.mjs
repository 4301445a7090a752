// Gives what a module imports and exports names of one or two letters, in it and in its glue: the hashes in them are 2 kB to load.
import { execFileSync } from "node:child_process";

/**
 * Renames in the file `wasm`, and in `glue` and its `types`, which are returned. Throws where the glue is not of the form that
 * wasm-bindgen gives it today: one object of imports, a function a line, and exports that are members of `wasm`.
 */
export function shortNames(wasmOpt, wasm, { glue, types }) {
  const passes = ["--minify-imports-and-exports-and-modules", wasm, "-o", wasm];
  const { imports, exports } = JSON.parse(execFileSync(wasmOpt, passes, { encoding: "utf8" }));
  const [[module]] = imports;
  let renamed = once(glue, `"${module}": import0`, '"a": import0');
  for (const [, name, short] of imports)
    renamed = once(renamed, `        ${name}: function(`, `        ${short}: function(`);
  const members = new Map(exports);
  return {
    glue: renamed.replaceAll(/\bwasm\.(\w+)/g, (_, name) => `wasm.${known(members, name)}`),
    types: types.replaceAll(/^( {4}readonly )(\w+)(?=:)/gm, (_, before, name) => before + known(members, name)),
  };
}

function once(text, from, to) {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the glue has ${from} ${parts.length - 1} times`);
  return parts.join(to);
}

function known(members, name) {
  const short = members.get(name);
  if (short === undefined) throw new Error(`the glue names ${name}, which the module does not export`);
  return short;
}
