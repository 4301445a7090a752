// The promise of the product: the document's bytes stay in the browser, whichever way is taken.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, choosePfx, open, start } from "./harness.mjs";
import { writePdf } from "./pdf.mjs";

const SIZE = 3_000_000;
let demo, browser, path, document;
before(async () => {
  [demo, browser] = await Promise.all([start("privacy"), browse()]);
  path = writePdf(join(demo.dir, "segredo.pdf"), SIZE, (file, at) => writeSync(file, randomBytes(SIZE), 0, SIZE, at));
  document = readFileSync(path);
});
after(() => Promise.all([browser?.close(), demo?.stop()]));

/** The forms in which windows of 64 bytes could travel: as they are, in hex, and in base64 at its three alignments. */
function traces() {
  const places = [0, 20, 1000, SIZE / 3, SIZE / 2, SIZE - 5000, document.length - 120].map(Math.floor);
  return places.flatMap((place) => {
    const window = document.subarray(place, place + 64);
    const encoded = [0, 1, 2].map((shift) => window.subarray(shift, shift + 60).toString("base64"));
    const url = encoded.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
    return [window, ...[window.toString("hex"), ...encoded, ...url].map((text) => Buffer.from(text))];
  });
}

const found = (bytes) => traces().filter((trace) => bytes.includes(trace)).length;

test("the search finds a document that is sent, in each of its forms", () => {
  assert.ok(found(document) >= 7);
  assert.ok(found(Buffer.from(document.toString("hex"))) >= 7);
  for (const before of ["", "x", "xx"]) {
    const sent = Buffer.concat([Buffer.from(before), document]);
    assert.ok(found(Buffer.from(sent.toString("base64"))) >= 7, `base64 after ${before.length} bytes`);
    assert.ok(found(Buffer.from(sent.toString("base64url"))) >= 7, `base64url after ${before.length} bytes`);
  }
  assert.equal(found(randomBytes(100_000)), 0);
});

const WAYS = {
  a1: async ({ page }) => {
    await choosePfx(page, demo);
    await page.locator("#sign").click();
  },
  local: async ({ page }) => {
    demo.person.will("allow", "pin 1234");
    await page.locator("#way-local").check();
    await page.locator("#sign").click();
  },
  cloud: async ({ page, context }) => {
    await page.locator("#way-cloud").check();
    await page.locator("#sign").click();
    const [provider] = await Promise.all([context.waitForEvent("page"), page.locator("#approve").click()]);
    await provider.locator("button[value=authorize]").click();
  },
};

for (const [way, sign] of Object.entries(WAYS)) {
  test(`${way}: none of the document's bytes leave the browser`, async () => {
    const { page, context } = await open(browser, demo);
    const sent = [];
    const requests = [];
    context.on("request", (request) => {
      requests.push(request.url());
      sent.push(
        request.postDataBuffer() ?? Buffer.alloc(0),
        Buffer.from(request.url()),
        Buffer.from(JSON.stringify(request.headers())),
      );
    });
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
    const arrivedBefore = demo.journal().length;
    await page.locator("#document").setInputFiles(path);
    await sign({ page, context });
    await page.locator("#done").waitFor();

    const arrived = demo.journal().slice(arrivedBefore);
    assert.ok(
      arrived.some(({ method, path }) => method === "POST" && path.endsWith("/complete")),
      "the journal does not show the signature",
    );
    // Of who has no token (a preflight, the person at the provider's page) no body is kept, nor taken beyond a form's.
    const small = ({ headers }) => headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) < 4096;
    assert.ok(
      arrived.every((request) => request.body !== null || small(request)),
      "a body was too large to be kept",
    );
    const all = Buffer.concat([...arrived.map(({ bytes }) => bytes), ...sent]);
    assert.equal(found(all), 0, "the document's bytes crossed");
    assert.ok(all.length < 64_000, `${all.length} bytes were sent for a document of ${document.length}`);
    const hosts = new Set(requests.filter((url) => url.startsWith("http")).map((url) => new URL(url).origin));
    const expected = new Set([demo.pageUrl, demo.apiUrl].map((url) => new URL(url).origin));
    assert.deepEqual(
      [...hosts].filter((host) => !expected.has(host)),
      [],
    );
    await context.close();
  });
}
