// The outcomes of two runs, side by side: files byte for byte, results and failures field by field.
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";

/** Name and kind of each difference; files that are equal are removed. */
export function compare(before, after) {
  const names = new Set([...Object.keys(before.results), ...Object.keys(after.results)]);
  return [...names].flatMap((name) => difference(name, before, after) ?? []);
}

function difference(name, before, after) {
  const [old, now] = [before.results[name], after.results[name]];
  if (!old || !now) return { name, what: `only ${old ? "the old" : "the new"} build signed it` };
  if (!old.file !== !now.file) return { name, what: `${said(old)} before, ${said(now)} now` };
  if (!isDeepStrictEqual(old.facts, now.facts)) return { name, what: `${JSON.stringify(old.facts)} before, ${JSON.stringify(now.facts)} now` };
  const files = [join(before.folder, old.file ?? ""), join(after.folder, now.file ?? "")];
  return old.file ? bytes(name, files) : undefined;
}

function bytes(name, files) {
  const [old, now] = files.map((file) => readFileSync(file));
  if (!old.equals(now)) {
    const at = old.findIndex((byte, index) => byte !== now[index]);
    return { name, what: `byte ${at < 0 ? old.length : at} of ${old.length} (${now.length} now): ${files.map((file) => relative("", file)).join(" ")}` };
  }
  for (const file of files) rmSync(file);
  return undefined;
}

const said = ({ file, facts }) => (file ? "signed" : (facts.code ?? "failed without a code"));

/** `N equal (M signed, K refused), N different`. */
export function summary({ results }, differences) {
  const all = Object.values(results);
  const signed = all.filter(({ file }) => file).length;
  const equal = Math.max(all.length - differences.length, 0);
  return `${equal} of ${all.length} equal, ${differences.length} different; the old build signed ${signed} and refused ${all.length - signed}`;
}
