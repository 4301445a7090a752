// Programs that sit on a port of the agent's and are none.
import { createHash } from "node:crypto";
import { createServer } from "node:net";

/** Each gets the connection and the request's head. */
const MANNERS = {
  "is silent": () => undefined,
  "hangs up": (socket) => socket.destroy(),
  "speaks another protocol": (socket) => socket.end("220 mail.example ESMTP\r\n"),
  "answers with a page": (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\nhello"),
  "drips a head": (socket) => drip(socket, "HTTP/1.1 101 Switching Protocols\r\n"),
  "is silent after the handshake": (socket, head) => accept(socket, head),
  "talks nonsense": (socket, head) => accept(socket, head, frame(0x81, "nonsense")),
  "sends octets": (socket, head) => accept(socket, head, frame(0x82, "\x00\x01\x02")),
  "answers another question": (socket, head) => accept(socket, head, frame(0x81, '{"id":"99","result":{"hello":{}}}')),
  "answers with a list": (socket, head) => accept(socket, head, frame(0x81, "[]")),
  "closes after the handshake": (socket, head) => accept(socket, head, Buffer.from([0x88, 2, 0x03, 0xe8])),
  "chooses no subprotocol": (socket, head) => accept(socket, head.replace(/^sec-websocket-protocol:.*\r\n/im, "")),
};

export const manners = Object.keys(MANNERS);

/** Sits on a free port; `asked()` tells how many connections came. */
export async function squat(manner) {
  let count = 0;
  const sockets = new Set();
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", (head) => MANNERS[manner](socket, head.toString("latin1")));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: server.address().port, asked: () => count, close };
}

/** The handshake of RFC 6455, 4.2.2, and what follows it. */
function accept(socket, head, then) {
  const key = /^sec-websocket-key:\s*(\S+)/im.exec(head)?.[1] ?? "";
  const accepted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const protocol = /^sec-websocket-protocol:\s*([^\r\n]+)/im.exec(head)?.[1];
  const chosen = protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accepted}\r\n${chosen}\r\n`);
  if (then !== undefined) socket.write(then);
}

/** An unmasked frame (RFC 6455, 5.2) of less than 126 octets. */
function frame(first, text) {
  const payload = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from([first, payload.length]), payload]);
}

function drip(socket, text) {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length]), 500);
  socket.on("close", () => clearInterval(timer));
}
