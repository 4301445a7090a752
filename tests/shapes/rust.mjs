// The shapes as Rust spells them: types that wasm-bindgen imports, and structs that serde writes.

/** `#[…]` with at most one pair of brackets inside. */
const ATTRIBUTES = String.raw`((?:#\[(?:[^\[\]]|\[[^\]]*\])*\]\s*)*)`;
const VISIBLE = String.raw`(?:pub(?:\(\w+\))? )?`;
const TYPE = new RegExp(String.raw`${ATTRIBUTES}${VISIBLE}type (\w+);`, "g");
const FUNCTION = new RegExp(
  String.raw`${ATTRIBUTES}${VISIBLE}fn (\w+)\(\s*this: &(\w+),?\s*([^)]*)\)(?: -> ([^;]+))?;`,
  "g",
);
const STRUCT = new RegExp(String.raw`${ATTRIBUTES}${VISIBLE}struct (\w+)(?:<[^>]*>)? \{([^}]*)\}`, "g");
const FIELD = new RegExp(String.raw`${ATTRIBUTES}${VISIBLE}(\w+): ([^\n]+),\n`, "g");
const ENUM = new RegExp(String.raw`${ATTRIBUTES}${VISIBLE}enum (\w+) \{([^}]*)\}`, "g");
/** All that a shape says to serde; a word that is not here would change it unseen. */
const SERDE =
  /^(?:rename_all = "(?:camelCase|snake_case)"|skip_serializing_if = "Option::is_none"|with = "(?:bytes|serde_wasm_bindgen::preserve)")$/;

/** Imported types of some sources, and the structs and enums among `names`; each has members, an enum has words. */
export function rustShapes(sources, names) {
  const shapes = new Map();
  for (const source of sources.map(withoutComments)) {
    for (const shape of [...imported(source), ...structs(source, names), ...enums(source, names)]) {
      if (shapes.has(shape.name)) throw new Error(`two shapes are called ${shape.name}`);
      shapes.set(shape.name, shape);
    }
  }
  return shapes;
}

function imported(source) {
  const blocks = [...source.matchAll(/extern "C" \{\n([\s\S]*?)\n\}/g)].map(([, block]) => block).join("\n");
  const members = [...blocks.matchAll(FUNCTION)].map(([, attributes, name, owner, parameters, result = "()"]) => ({
    owner,
    name: /js_name = (\w+)/.exec(attributes)?.[1] ?? name,
    type: /\bcatch\b/.test(attributes) ? /^Result<(.*), JsValue>$/.exec(result)[1] : result,
    parameters: /\bgetter\b/.test(attributes) ? undefined : split(parameters).map((one) => one.replace(/^\w+: /, "")),
  }));
  return [...blocks.matchAll(TYPE)].map(([, attributes, name]) => ({
    name,
    kind: "imported",
    parent: /extends = (\w+)/.exec(attributes)?.[1],
    members: members.filter(({ owner }) => owner === name),
  }));
}

function structs(source, names) {
  return [...source.matchAll(STRUCT)]
    .filter((shape) => serialised(shape, names))
    .map(([, attributes, name, body]) => {
      const spell = spelling(attributes);
      const fields = [...body.matchAll(FIELD)].map(([, said, field, type]) => {
        const words = serde(said);
        const optional = words.some((word) => word.startsWith("skip"));
        if (type.startsWith("Option<") !== optional)
          throw new Error(`${name}.${field}: an Option is left out when empty`);
        if (type === "Vec<u8>" && !words.includes('with = "bytes"'))
          throw new Error(`${name}.${field}: a list of numbers`);
        return { name: spell(field), type: optional ? type.slice("Option<".length, -1) : type, optional };
      });
      return { name, kind: "serialised", members: fields };
    });
}

function enums(source, names) {
  return [...source.matchAll(ENUM)]
    .filter((shape) => serialised(shape, names))
    .map(([, attributes, name, body]) => {
      const words = split(body);
      // Variants that hold something are not plain words.
      const plain = words.every((word) => /^\w+$/.test(word));
      return { name, kind: "words", words: plain ? words.map(spelling(attributes)) : undefined };
    });
}

function serialised([, attributes, name], names) {
  return names.includes(name) && /derive\([^)]*\bSerialize\b/.test(attributes);
}

function spelling(attributes) {
  const word = /rename_all = "(\w+)"/.exec(serde(attributes).join())?.[1];
  if (word === "camelCase") return (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  if (word === "snake_case") return (name) => name.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
  return (name) => name;
}

function serde(attributes) {
  const words = [...attributes.matchAll(/#\[serde\(([^)]*)\)\]/g)].flatMap(([, said]) => split(said));
  const strange = words.find((word) => !SERDE.test(word));
  if (strange !== undefined) throw new Error(`serde(${strange}) is not known here`);
  return words;
}

/** Parts between commas that are in no brackets. */
export function split(text) {
  const parts = [""];
  let depth = 0;
  for (const letter of text) {
    if ("<([".includes(letter)) depth += 1;
    if (">)]".includes(letter)) depth -= 1;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

export function withoutComments(source) {
  return source.replace(/^\s*\/\/.*\n/gm, "");
}
