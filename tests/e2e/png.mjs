// A small PNG with an alpha channel: a green stroke that fades, on nothing.

import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

export function png(width, height) {
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 4) + 1 + x * 4;
      const distance = Math.abs(y - height / 2 - (height / 3) * Math.sin((x / width) * 6));
      rows.set([11, 107, 76, distance < 6 ? 255 - Math.floor((x / width) * 160) : 0], at);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]);
}

export function writePng(path, width, height) {
  writeFileSync(path, png(width, height));
  return path;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
