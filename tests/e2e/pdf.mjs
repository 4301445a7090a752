// Writes plain PDFs of a wanted size.

import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** A valid PDF 1.7 with one page and a stream of `length` bytes; `fill` writes them, else they are zeros and take no disk. */
export function writePdf(path, length, fill) {
  const file = openSync(path, "w");
  let at = 0;
  const offsets = [];
  const put = (text) => (at += writeSync(file, text, at, "latin1"));
  const object = (body) => {
    offsets.push(at);
    put(`${offsets.length} 0 obj\n${body}\nendobj\n`);
  };
  put("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
  object("<< /Type /Catalog /Pages 2 0 R >>");
  object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
  offsets.push(at);
  put(`4 0 obj\n<< /Length ${length} >>\nstream\n`);
  fill?.(file, at);
  at += length;
  ftruncateSync(file, at);
  put("\nendstream\nendobj\n");
  const start = at;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  put(`xref\n0 5\n0000000000 65535 f \n${rows}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  closeSync(file);
  return path;
}
