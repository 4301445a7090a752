#!/usr/bin/env node
// Signs the corpus with two builds of the package under one clock, one entropy and one key, and compares what they give byte for byte:
//   BASE=/other/checkout node run.mjs [REGEX]        or BASE=/some/js/dist; the other build is ../../js/dist, or NEW
// The corpus is $SIGNER_SHARED/corpus/pdf, else ../shared/corpus/pdf beside the repository. Differing files stay in out/.
import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { compare, summary } from "./compare.mjs";
import { corpus } from "./corpus.mjs";

const here = import.meta.dirname;
const root = resolve(here, "../..");
const out = join(here, "out");
const certificates = join(out, "certificates");

const documents = corpus(join(process.env.SIGNER_SHARED ?? resolve(root, "../shared"), "corpus/pdf"), process.argv[2]);
if (!process.env.BASE) stop(2, "which build is the old one? BASE=/path/of/a/checkout/or/js/dist");
if (!documents) stop(0, "skipped: no corpus, neither in $SIGNER_SHARED nor beside the repository");
if (!documents.length) stop(2, `no file of the corpus matches ${process.argv[2]}`);
execFileSync(join(root, "demo/certificates/make.sh"), [certificates], { stdio: "inherit" });

const clock = Date.now();
const [before, after] = await Promise.all([sign("base", process.env.BASE), sign("new", process.env.NEW ?? root)]);
const differences = compare(before, after);
for (const { name, what } of differences) console.log(`DIFFERS ${name}: ${what}`);
console.log(summary(before, differences));
process.exitCode = differences.length ? 1 : 0;

/** A process each: the clock and the entropy are those of the whole process. */
async function sign(name, build) {
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dist = existsSync(join(build, "node.js")) ? build : join(build, "js/dist");
  const child = spawn(process.execPath, [join(here, "sign.mjs"), resolve(dist, "node.js"), certificates, folder, String(clock)], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin.end(JSON.stringify(documents));
  const status = await new Promise((ended) => child.on("close", ended));
  if (status !== 0) stop(1, `signing with ${dist} ended with ${status}`);
  return { folder, results: JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) };
}

function stop(status, why) {
  console.log(why);
  process.exit(status);
}
