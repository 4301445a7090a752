// A page with nothing in it, beside modules that a test imports there.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { root } from "./harness.mjs";

const TYPES = { js: "text/javascript", wasm: "application/wasm" };

/** Serves the page at `url`, and each folder, named from the root, under its name. */
export async function serveBare(folders) {
  const server = createServer((request, response) => {
    const [, folder, ...path] = request.url.split("/");
    if (path.length === 0) return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    const type = TYPES[request.url.split(".").at(-1)];
    response.writeHead(200, { "content-type": type }).end(readFileSync(join(root, folders[folder], ...path)));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
