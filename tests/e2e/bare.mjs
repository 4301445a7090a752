// A page with nothing in it, beside modules that a test imports there.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { root } from "./harness.mjs";

const TYPES = { js: "text/javascript", wasm: "application/wasm" };
const PAGE = "<!doctype html><title>Bare</title>";

/**
 * Serves the page at `url`, with `headers`, and each folder, named from the root, under its name. What is not there is 404, but for
 * `answers`: functions of method, path and body that give `[status, answer]`, by the first part of the path.
 */
export async function serveBare(folders, { headers = {}, answers = {} } = {}) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const [, folder, ...path] = request.url.split("?")[0].split("/");
    let body = "";
    for await (const piece of request) body += piece;
    seen.push(`${request.method} ${request.url}`);
    const [status, answer, type] = answers[folder]?.(request.method, request.url, body) ?? file(folder, path);
    response.writeHead(status, { "content-type": type ?? "application/json", ...headers });
    response.end(typeof answer === "object" && !Buffer.isBuffer(answer) ? JSON.stringify(answer) : answer);
  });
  const file = (folder, path) => {
    if (path.length === 0) return [200, PAGE, "text/html"];
    const name = join(root, folders[folder] ?? "nowhere", ...path);
    return existsSync(name) ? [200, readFileSync(name), TYPES[name.split(".").at(-1)]] : [404, "", "text/plain"];
  };
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => (server.closeAllConnections(), server.close());
  return { url: `http://127.0.0.1:${server.address().port}/`, seen, close };
}
