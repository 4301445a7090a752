// The public types: they compile strictly, so do their examples, and they change only on purpose.
// `node tests/api/types.test.mjs --update` writes the snapshot.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "./support.mjs";

const run = promisify(execFile);
const PUBLIC = ["types.d.ts", "index.d.ts", "inline.d.ts", "node.d.ts"];
const SNAPSHOT = join(root, "tests/api/snapshot.d.txt");
const sources = PUBLIC.map((name) => [name, readFileSync(join(root, "js/dist", name), "utf8")]);
const surface = sources.map(([name, text]) => `// ${name}\n${text}`).join("\n");

/** The code after each `@example`, with the declarations of a page around it. */
function examples() {
  const blocks = sources.flatMap(([, text]) => [...text.matchAll(/\/\*\*(?:(?!\*\/)[^])*?@example\n((?:(?!\*\/)[^])*)\*\//g)]);
  const code = blocks.map(([, block]) => block.replace(/^ *\* ?/gm, ""));
  const page = "declare const link: HTMLAnchorElement, file: File, stamp: Blob, result: SignResult;\ndeclare function show(url: string): void;\n";
  const inFunctions = code.map((lines, number) => {
    const given = lines.includes("const connector") ? "" : "connector: SignerConnector";
    return `export async function example${number}(${given}) {\n${lines}\n}\n`;
  });
  const imports = 'import { createSignerConnector, type Appearance, type Medical, type SignerConnector, type SignResult } from "signer-connector";\n';
  return { count: code.length, text: imports + page + inFunctions.join("") };
}

/** Pages for integrators, in every language. */
const PAGES = ["README.md", ...["en", "pt"].flatMap((language) => readdirSync(join(root, "docs", language)).map((name) => `docs/${language}/${name}`))];
/** Names that the pages' examples take for granted, as the page around them would have them. */
const AROUND = `import type * as Package from "signer-connector";
declare global {
  const createSignerConnector: typeof Package.createSignerConnector;
  const connector: Package.SignerConnector, request: Package.SignRequest;
  const link: HTMLAnchorElement, file: File, stamp: Blob;
  const [wasm, a1, appearance, font]: string[];
  function show(words: string): void;
  function showApprovalLink(url: string): void;
  function askForPassword(): Promise<string>;
}
`;

/** The code of a page, each block a module of its own. */
function blocks(page) {
  const found = [...readFileSync(join(root, page), "utf8").matchAll(/^```(?:js|ts)\n([^]*?)^```$/gm)];
  return found.map(([, code], number) => [`${page.replace(/\W/g, "-")}-${number}.ts`, `${code}export {};\n`]);
}

/** Compiles beside a node_modules that holds the package as it is built. */
async function compile(text, others = []) {
  const folder = join(root, "target/api-types");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(join(root, "js"), join(folder, "node_modules/signer-connector"));
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, target: "es2022", lib: ["es2023", "dom"], module: "nodenext", types: [] };
  const files = [["code.ts", text], ...others];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: files.map(([name]) => name) }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  for (const [name, code] of files) writeFileSync(join(folder, name), code);
  return (await run(join(root, "tests/node_modules/.bin/tsc"), ["-p", folder]).catch((error) => error)).stdout;
}

test("the types allow what is documented, and catch mistakes", async () => {
  assert.equal(await compile(readFileSync(join(root, "tests/api/types.ts"), "utf8")), "");
});

test("the examples compile as they stand", async () => {
  const { count, text } = examples();
  assert.ok(count >= 3, `${count} examples`);
  assert.equal(await compile(text), "");
});

test("the examples of the README and of docs compile, in every language", async () => {
  const found = PAGES.flatMap(blocks);
  assert.ok(found.length >= 15, `${found.length} examples`);
  assert.equal(await compile(AROUND, found), "");
});

test("the compiler is asked in earnest", async () => {
  assert.match(await compile('import { createSignerConnector } from "signer-connector";\ncreateSignerConnector({ apiBaseUrl: 5 });\n'), /TS2322/);
});

test("the public surface is that of the snapshot", () => {
  if (process.argv.includes("--update")) writeFileSync(SNAPSHOT, surface);
  assert.equal(surface, readFileSync(SNAPSHOT, "utf8"), "if that is meant: node tests/api/types.test.mjs --update");
});
