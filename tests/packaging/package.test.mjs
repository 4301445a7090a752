// The package as a user gets it: packed, installed into an empty folder, imported by its name.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { here, install, judge, outFile, root, run, shown, VALID } from "./installed.mjs";

let project;
before(async () => {
  project = await install();
});
after(() => project?.remove());

test("it has no dependencies of any kind", () => {
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies"]) {
    assert.equal(project.manifest[kind], undefined, kind);
  }
});

test("it runs no script when it is installed", () => {
  for (const name of ["preinstall", "install", "postinstall", "prepare"]) assert.equal(project.manifest.scripts?.[name], undefined, name);
});

test("the tarball holds every file that the exports name, the licences and the README", () => {
  const held = new Set(project.files);
  for (const target of targets(project.manifest.exports)) assert.ok(held.has(target.replace("./", "")), `${target} is not in the tarball`);
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) assert.ok(held.has(name), `${name} is not in the tarball`);
});

test("the tarball holds nothing else", () => {
  const strange = project.files.filter((path) => !/^(dist\/((?:[\w-]+\/)?[\w.-]+\.(js|d\.ts|wasm|js\.map|d\.ts\.map)|NotoSans-(Regular\.ttf|LICENSE\.txt))|docs\/[\w/.-]+\.md|package\.json|README\.md|LICENSE-(MIT|APACHE))$/.test(path));
  assert.deepEqual(strange, []);
});

test("publint finds nothing", async () => {
  await run(bin("publint"), ["--strict", project.tarball]);
});

test("its types are found by every resolution that has ES modules, and by node10", async () => {
  await run(bin("attw"), ["--profile", "esm-only", project.tarball]);
  await run(bin("attw"), ["--ignore-rules", "cjs-resolves-to-esm", "--", project.tarball]);
});

test("importing it touches no global", async () => {
  const script = `
    const before = Reflect.ownKeys(globalThis).length;
    await import("signer-connector");
    if (Reflect.ownKeys(globalThis).length !== before) throw new Error("a global was added");`;
  await run("node", ["--input-type=module", "--eval", script], { cwd: project.folder });
});

test("it signs in Node, imported by its name", async () => {
  const signed = await outFile("node.pdf");
  const { stdout } = await run("node", ["node.js", signed], { cwd: project.folder, timeout: 60_000 });
  assert.match(JSON.parse(stdout).name, /ANA TESTE OLIVEIRA/);
  assert.deepEqual(await judge(signed), VALID);
});

test("it signs visibly in Node, with the module and the font that were installed", async () => {
  const signed = await outFile("node-visible.pdf");
  await run("node", ["node.js", signed, "visibly"], { cwd: project.folder, timeout: 60_000 });
  assert.deepEqual(await judge(signed), VALID);
  assert.match(await shown(signed), /ANA TESTE OLIVEIRA[^]*Motivo: Aprovação/);
});

for (const [moduleResolution, module] of [["bundler", "esnext"], ["nodenext", "nodenext"]]) {
  test(`its types resolve under moduleResolution ${moduleResolution}`, async () => {
    const config = join(project.folder, `tsconfig.${moduleResolution}.json`);
    const compilerOptions = { strict: true, noEmit: true, target: "es2022", lib: ["es2023", "dom"], module, moduleResolution, types: [] };
    await writeFile(config, JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    const tsc = join(here, "../node_modules/.bin/tsc");
    const { stdout } = await run(tsc, ["-p", config]).catch((error) => error);
    assert.equal(stdout, "");
  });
}

test("npm knows of no advisory against what builds it", async (t) => {
  const { stdout } = await run("npm", ["audit", "--json"], { cwd: join(root, "js") }).catch((error) => error);
  const report = JSON.parse(stdout);
  if (report.error ?? report.message) return t.skip(`the registry did not answer: ${report.message ?? report.error.summary}`);
  assert.equal(report.metadata.vulnerabilities.total, 0, JSON.stringify(report.vulnerabilities, null, 1));
});

const bin = (name) => join(here, "../node_modules/.bin", name);

/** All files in an `exports` map. */
function targets(exports) {
  return typeof exports === "string" ? [exports] : Object.values(exports).flatMap(targets);
}
