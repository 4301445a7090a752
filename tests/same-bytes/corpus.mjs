// The corpus's manifest: which files there are, and the passwords that open them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Name, path and password of each file whose name matches; nothing where there is no corpus. */
export function corpus(folder, only = "") {
  const manifest = join(folder, "manifest.csv");
  if (!existsSync(manifest)) return undefined;
  const [header, ...rows] = rowsOf(readFileSync(manifest, "utf8"));
  const [file, password] = ["file", "password"].map((column) => header.indexOf(column));
  return rows.map((row) => ({ name: row[file], path: join(folder, row[file]), password: row[password] })).filter(({ name }) => new RegExp(only).test(name));
}

/** RFC 4180. */
function rowsOf(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
