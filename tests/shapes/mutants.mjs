// Sources of the shapes with one member renamed, taken out, of another type, or more than there was.

/** Each member of each shape in TypeScript, spoilt in each way: `{ what, text }`. */
export function spoiltTypeScript(text) {
  const shapes = [...text.matchAll(/export interface (\w+)[^{]*\{\n([^}]*)\}/g)];
  return [
    ...shapes.flatMap(({ 0: whole, 1: shape, 2: body, index }) => {
      const start = index + whole.indexOf(body);
      const members = [...body.matchAll(/^ {2}(\w+)(\??)(\(.*\))?: (.*);\n/gm)];
      return [
        ...members.flatMap((member) => spoiltMember(text, shape, start, member)),
        { what: `${shape} and one more`, text: `${text.slice(0, start)}  more: string;\n${text.slice(start)}` },
      ];
    }),
    ...[...text.matchAll(/^ {2}\| "(\w+)"/gm)].map((word) => replaced(text, word, `${word[1]} renamed`, '  | "other"')),
  ];
}

function spoiltMember(text, shape, start, member) {
  const [, name, optional, parameters = "", type] = member;
  const put = (what, line) => replaced(text, member, `${shape}.${name} ${what}`, line, start);
  const other = /boolean/.test(type) ? "number" : "boolean";
  const spoilt = [
    put("renamed", `  ${name}X${optional}${parameters}: ${type};\n`),
    put("taken out", ""),
    put("of another type", `  ${name}${optional}${parameters}: ${other};\n`),
  ];
  // A member that may be undefined may be missing as well: both are read alike.
  if (type.includes("undefined")) return spoilt;
  return [...spoilt, put("optional or not", `  ${name}${optional ? "" : "?"}${parameters}: ${type};\n`)];
}

/** The same of types that wasm-bindgen imports and of structs that serde writes, in Rust. */
export function spoiltRust(text, shapes) {
  const kind = (name) => shapes.get(name)?.kind;
  const functions = text.matchAll(
    /^ {4}#\[wasm_bindgen\((.*)\)\]\n {4}((?:pub(?:\(\w+\))? )?fn )(\w+)(\(\s*this: &(\w+)[^)]*\))(?: -> ([^;]+))?;\n/gm,
  );
  const structs = text.matchAll(/struct (\w+)(?:<[^>]*>)? \{\n([^}]*)\}/g);
  const enums = text.matchAll(/enum (\w+) \{\n([^}]*)\}/g);
  return [
    ...[...functions].filter((one) => kind(one[5]) === "imported").flatMap((one) => spoiltFunction(text, one)),
    ...[...structs].filter((one) => kind(one[1]) === "serialised").flatMap((one) => spoiltFields(text, one)),
    ...[...enums].filter((one) => kind(one[1]) === "words").flatMap((one) => spoiltWords(text, one)),
  ];
}

function spoiltFunction(text, found) {
  const [whole, said, start, name, parameters, owner, result = "()"] = found;
  const js = /js_name = (\w+)/.exec(said)?.[1] ?? name;
  const put = (what, lines) => replaced(text, found, `${owner}.${js} ${what}`, lines);
  const spelled = (attribute, type) =>
    `    #[wasm_bindgen(${attribute})]\n    ${start}${name}${parameters} -> ${type};\n`;
  return [
    put("renamed", spelled(`${said.replace(/, js_name = \w+/, "")}, js_name = ${js}X`, result)),
    put("taken out", ""),
    put("of another type", spelled(said.replace(", catch", ""), result === "bool" ? "u32" : "bool")),
    put("and one more", `${whole}    #[wasm_bindgen(method, getter)]\n    fn more(this: &${owner}) -> String;\n`),
  ];
}

function spoiltFields(text, { 0: whole, 1: shape, 2: body, index }) {
  const start = index + whole.indexOf(body);
  const fields = [...body.matchAll(/((?:^ *#\[.*\]\n)*)^( *(?:pub )?)(\w+): (.*),\n/gm)];
  return fields.flatMap((field) => {
    const [lines, attributes, before, name, type] = field;
    const put = (what, spoilt) => replaced(text, field, `${shape}.${name} ${what}`, spoilt, start);
    const [, optional] = /^Option<(.*)>$/.exec(type) ?? [];
    const other = (optional ?? type) === "bool" ? "u32" : "bool";
    return [
      put("renamed", `${attributes}${before}${name}_x: ${type},\n`),
      put("taken out", ""),
      put("of another type", `${attributes}${before}${name}: ${optional ? `Option<${other}>` : other},\n`),
      put("and one more", `${lines}${before}more: String,\n`),
    ];
  });
}

function spoiltWords(text, { 0: whole, 1: shape, 2: body, index }) {
  const start = index + whole.indexOf(body);
  const words = [...body.matchAll(/^ *(\w+),\n/gm)];
  return words.map((word) => replaced(text, word, `${shape}::${word[1]} renamed`, "    Other,\n", start));
}

function replaced(text, found, what, by, start = 0) {
  const at = start + found.index;
  return { what, text: text.slice(0, at) + by + text.slice(at + found[0].length) };
}
