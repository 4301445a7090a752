// Slow: a document of 1 GB is signed in the page, in memory that does not grow with it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, closeSync, createReadStream, mkdtempSync, openSync, readFileSync, readSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, choosePfx, download, failure, open, pdfsig, picture, start } from "./harness.mjs";
import { writePdf } from "./pdf.mjs";

const GIGABYTE = 2 ** 30;
const ALLOWED = 256 * 2 ** 20;
let demo, browser, folder;
before(async () => {
  [demo, browser] = await Promise.all([start("large", { agent: false }), browse()]);
  folder = mkdtempSync(join(tmpdir(), "signer-large-"));
});
after(async () => {
  await Promise.all([browser?.close(), demo?.stop()]);
  for (const path of [folder, demo?.dir].filter(Boolean)) rmSync(path, { recursive: true, force: true });
});

test("a document of 1 GB signs in bounded memory", { timeout: 600_000 }, async () => {
  const path = writePdf(join(folder, "grande.pdf"), GIGABYTE);
  const { page } = await open(browser, demo);
  await page.locator("#document").setInputFiles(path);
  await choosePfx(page, demo);
  const memory = watchMemory();
  const began = Date.now();
  await page.locator("#sign").click();
  await page.locator(".share", { hasText: "%" }).first().waitFor();
  await picture(page, "progress");
  await page.locator("#done").waitFor({ timeout: 300_000 });
  const grown = memory.stop();
  console.log(
    `1 GB signed in ${((Date.now() - began) / 1000).toFixed(1)} s, largest growth of a process ${(grown / 2 ** 20).toFixed(0)} MB`,
  );
  assert.ok(grown < ALLOWED, `a process of the browser grew by ${grown} bytes`);

  const signed = await download(page, demo);
  assert.ok(statSync(signed.path).size > statSync(path).size);
  assert.deepEqual(ends(signed.path, statSync(path).size), ends(path, statSync(path).size));
  const verdict = pdfsig(signed.path);
  assert.match(verdict, /Signature is Valid/);
  assert.match(verdict, /Total document signed/);
});

test("a document of 5 GB, beyond what 32 bits count, signs in the same memory", { timeout: 600_000 }, async () => {
  const path = writePdf(join(folder, "enorme.pdf"), 5 * GIGABYTE);
  const length = statSync(path).size;
  const { page } = await open(browser, demo);
  // The page's policy lets nobody fetch a blob: the result is taken where the page makes a link of it.
  await page.evaluate(() => {
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => ((globalThis.linked = blob), make(blob));
  });
  await page.locator("#document").setInputFiles(path);
  await choosePfx(page, demo);
  const memory = watchMemory();
  const began = Date.now();
  await page.locator("#sign").click();
  await page.locator("#done").waitFor({ timeout: 500_000 });
  const grown = memory.stop();
  console.log(
    `5 GB signed in ${((Date.now() - began) / 1000).toFixed(1)} s, largest growth of a process ${(grown / 2 ** 20).toFixed(0)} MB`,
  );
  assert.ok(grown < ALLOWED, `a process of the browser grew by ${grown} bytes`);

  // Only what was appended is taken: the file on disk stays sparse, and becomes the signed one.
  const appended = Buffer.from(
    await page.evaluate(async (from) => [...new Uint8Array(await globalThis.linked.slice(from).arrayBuffer())], length),
  );
  appendFileSync(path, appended);
  const [, start, end, rest] = byteRange(appended.toString("latin1"));
  assert.equal(end + rest, length + appended.length);
  const digest = createHash("sha256");
  for (const [from, to] of [[0, start], [end, end + rest]]) {
    for await (const piece of createReadStream(path, { start: from, end: to - 1, highWaterMark: 1 << 20 })) digest.update(piece);
  }
  const contents = appended.subarray(start - length + 1, end - length - 1).toString("latin1");
  assert.ok(contents.toLowerCase().includes(digest.digest("hex")), "the message digest is that of the covered bytes");
});

test("cancelled while 1 GB is hashed, the call ends at once and registers nothing", async () => {
  const path = writePdf(join(folder, "cancelado.pdf"), GIGABYTE);
  const { page } = await open(browser, demo);
  await page.locator("#document").setInputFiles(path);
  await choosePfx(page, demo);
  const registered = () => demo.journal().filter(({ path }) => path.endsWith("/complete")).length;
  const before = registered();
  await page.locator("#sign").click();
  await page.locator(".share", { hasText: "%" }).first().waitFor();
  await page.locator("#cancel").click();
  const began = Date.now();
  assert.equal(await failure(page), "user_cancelled");
  assert.ok(Date.now() - began < 3000, "the call went on");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Assinatura cancelada");
  assert.equal(registered(), before);
});

/** The beginning of a file and what stands before `length`: enough to see that nothing moved; pdfsig hashes all of it. */
function ends(path, length) {
  const file = openSync(path, "r");
  const read = (at) => {
    const bytes = Buffer.alloc(400);
    readSync(file, bytes, 0, 400, at);
    return bytes.toString("latin1");
  };
  const both = [read(0), read(length - 400)];
  closeSync(file);
  return both;
}

function byteRange(update) {
  return /\/ByteRange\s*\[(\d+) (\d+) (\d+) (\d+)\]/.exec(update).slice(1).map(Number);
}

/** The largest growth of resident memory of any process below this one. */
function watchMemory() {
  const first = new Map(residents());
  let grown = 0;
  const look = () => {
    for (const [pid, bytes] of residents()) grown = Math.max(grown, bytes - (first.get(pid) ?? 0));
  };
  const timer = setInterval(look, 100);
  return { stop: () => (look(), clearInterval(timer), grown) };
}

function residents() {
  const parents = new Map();
  const sizes = new Map();
  for (const pid of readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      parents.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      // Not the pages of files that the system may drop at any time.
      sizes.set(pid, 1024 * Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0));
    } catch {
      // The process has ended.
    }
  }
  const below = (pid) => pid === process.pid || (parents.has(pid) && parents.get(pid) > 1 && below(parents.get(pid)));
  return [...sizes].filter(([pid]) => pid !== process.pid && below(pid));
}
