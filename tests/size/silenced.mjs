// Functions that js/panics.mjs took out of the modules: those of the snapshot and no others.
import { readFileSync, writeFileSync } from "node:fs";

const SNAPSHOT = new URL("silenced.json", import.meta.url);
const MODULES = ["signer_connector", "signer_a1", "signer_appearance"];

const json = (address) => JSON.parse(readFileSync(address, "utf8"));
const built = (name) => json(new URL(`../../js/generated/${name}_silenced.json`, import.meta.url));

/** Lines on each function that is in one list only; `update` writes the snapshot instead. */
export function differences(update) {
  const now = Object.fromEntries(MODULES.map((name) => [name, built(name)]));
  if (update) writeFileSync(SNAPSHOT, `${JSON.stringify(now, null, 2)}\n`);
  const before = json(SNAPSHOT);
  return MODULES.flatMap((name) => [
    ...now[name].filter((one) => !before[name].includes(one)).map((one) => `${name}: ${one} was silenced too`),
    ...before[name].filter((one) => !now[name].includes(one)).map((one) => `${name}: ${one} was not silenced`),
  ]);
}
