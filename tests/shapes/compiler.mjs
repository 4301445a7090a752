// Compiles texts beside js/src, all in one run.
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  target: "es2022",
  lib: ["es2022"],
  module: "nodenext",
  types: [],
};

/** All that the shapes use of the DOM, whose own types are a hundred times what is compiled here. */
const GLOBALS = `${["AbortSignal", "Blob", "BlobPart", "Response", "URL"].map((name) => `declare class ${name} { #one: 1 }`).join("\n")}
declare namespace WebAssembly { class Module { #one: 1 } }
`;

/** Lists of errors, one for each text; shapes import from `../types.js`, which is that of js/src. */
export async function compile(name, texts) {
  const folder = `${root}target/shapes/${name}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, JSON.stringify({ type: "module" }));
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: OPTIONS, include: ["*.ts"] }));
  writeFileSync(`${folder}/globals.d.ts`, GLOBALS);
  for (const [index, text] of texts.entries()) {
    writeFileSync(`${folder}/text${index}.ts`, text.replaceAll('"../types.js"', '"../../../js/src/types.js"'));
  }
  const arguments_ = ["-p", folder, "--pretty", "false"];
  const { stdout } = await run(`${root}tests/node_modules/.bin/tsc`, arguments_, { maxBuffer: 1 << 28 }).catch(
    (error) => error,
  );
  return sorted(stdout, texts.length);
}

function sorted(output, count) {
  const errors = Array.from({ length: count }, () => []);
  for (const line of output.split("\n").filter((one) => /error TS/.test(one))) {
    const [, index] = /text(\d+)\.ts\(/.exec(line) ?? [];
    if (index === undefined) throw new Error(line);
    errors[index].push(line);
  }
  return errors;
}
