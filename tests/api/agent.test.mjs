// The socket to the agent, against a server that answers by hand. Node 20 has WebSocket behind a flag.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { until } from "./support.mjs";

const PAGE = `
  import { a1, createSignerConnector } from ${JSON.stringify(new URL("support.mjs", import.meta.url).href)};
  const port = Number(process.argv.at(-1));
  const controller = new AbortController();
  process.once("message", () => controller.abort());
  createSignerConnector({ agentPorts: [port] })
    .sign({ ...a1(), certificateMode: "local", signal: controller.signal })
    .catch((error) => process.send(error.code));`;

/** A page in a process of its own; `said` gives the code that its call ended with. */
function page(t, port) {
  const flags = ["--experimental-websocket", "--no-warnings", "--input-type=module", "--eval", PAGE];
  const child = spawn(process.execPath, [...flags, String(port)], { cwd: fileURLToPath(new URL(".", import.meta.url)), stdio: ["ignore", "inherit", "inherit", "ipc"] });
  t.after(() => child.kill());
  const said = new Promise((resolve) => child.once("message", resolve));
  return { abort: () => child.send("abort"), said };
}

/** First byte of a close frame (RFC 6455, section 5.2). */
const CLOSE = 0x88;

/** An agent that opens the connection when `accepts`, and then says nothing, or closes with a code. */
async function agent(t, { accepts = true, closes } = {}) {
  const state = { asked: false, message: false, closed: false };
  const server = createServer().on("upgrade", (request, socket) => {
    state.asked = true;
    socket.on("error", () => undefined).on("data", ([first]) => (state[first === CLOSE ? "closed" : "message"] = true));
    if (!accepts) return;
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const subprotocol = request.headers["sec-websocket-protocol"];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`);
    if (closes) socket.end(Buffer.from([CLOSE, 2, closes >> 8, closes & 0xff]));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  return { port: server.address().port, state };
}

test("an abort while the agent is asked closes the socket", async (t) => {
  const { port, state } = await agent(t);
  const { abort, said } = page(t, port);
  await until(() => state.message, "the hello");
  abort();
  assert.equal(await said, "user_cancelled");
  await until(() => state.closed, "the end of the connection");
});

test("an abort while the socket opens is told at once", async (t) => {
  const { port, state } = await agent(t, { accepts: false });
  const { abort, said } = page(t, port);
  await until(() => state.asked, "the handshake");
  abort();
  assert.equal(await said, "user_cancelled");
});

for (const [closes, code] of [[1000, "agent_unavailable"], [4403, "origin_not_allowed"], [4429, "rate_limited"]]) {
  test(`an agent that closes with ${closes} is ${code}`, async (t) => {
    const { port } = await agent(t, { closes });
    assert.equal(await page(t, port).said, code);
  });
}
