// TypeScript that compiles when the shapes in it are those that Rust spells.
import { split } from "./rust.mjs";

/** Names in Rust → names in TypeScript. */
export const NAMES = {
  AgentSocket: "AgentSocket",
  Authorization: "WasmAuthorization",
  Call: "Call",
  Candidate: "WasmCandidate",
  DownloadUrl: "WasmDownload",
  Outcome: "Outcome",
  Page: "Page",
  Phase: "WasmPhase",
  PlainObject: "AppearanceObject",
  PlainPlacement: "WasmPlacement",
  Picture: "WantedAppearance",
  PlainRegistration: "WasmRegistration",
  PlainRequest: "PlainRequest",
  Progress: "WasmProgress",
  Registration: "WasmRegistration",
  SideDoor: "SideDoor",
  SignerIdentity: "WasmIdentity",
};

const BUFFERS = { u8: "Uint8Array", u16: "Uint16Array", f64: "Float64Array" };
const SAME_NAME = ["AbortSignal", "Blob", "BlobPart"];
const TEXTS = /^(?:String|JsString|str)$/;
const NUMBERS = /^(?:u8|u16|u32|u64|i64|f64|usize)$/;

/** Types that the assertions are made of. */
export const PRELUDE = `
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Rust has no type for a text that is one of a few. */
type Widened<T> = T extends string ? string : T extends string[] ? string[] : T extends Uint8Array ? Uint8Array : T;
type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
`;

/** The assertions on all shapes, each a line that names what it holds. */
export function assertions(shapes) {
  const lines = Object.entries(NAMES).flatMap(([rust, name]) => {
    const shape = shapes.get(rust);
    if (shape === undefined) throw new Error(`Rust has no shape ${rust}`);
    if (shape.kind === "words") return [same(rust, name, literals(shape.words))];
    const inherited = shapes.get(shape.parent)?.members ?? [];
    const keys = literals([...shape.members, ...inherited].map((member) => member.name));
    const optional = literals(shape.members.filter((member) => member.optional).map((member) => member.name));
    return [
      same(`${rust}_keys`, `keyof ${name}`, keys),
      ...(shape.kind === "serialised" ? [same(`${rust}_optional`, `Optional<${name}>`, optional)] : []),
      ...shape.members.map((member) => sameMember(rust, member, shape.kind)),
    ];
  });
  return PRELUDE + lines.join("\n");
}

function sameMember(rust, { name, type, parameters, optional }, kind) {
  const typed = typescript(type);
  const expected = parameters === undefined ? typed : `(${parameters.map(argument).join(", ")}) => ${typed}`;
  const found = `${NAMES[rust]}[${JSON.stringify(name)}]`;
  const narrowed = parameters === undefined && /\b(?:String|JsString|str|Vec<u8>)/.test(type);
  const held = optional && kind === "serialised" ? `NonNullable<${found}>` : found;
  return same(`${rust}_${name}`, narrowed ? `Widened<${held}>` : held, expected);
}

function same(name, found, expected) {
  return `export const ${name}: Same<${found}, ${expected}> = true;`;
}

function argument(type, index) {
  return `argument${index}: ${typescript(type)}`;
}

function literals(words) {
  if (words === undefined) throw new Error("an enum of plain words was expected");
  return words.length === 0 ? "never" : words.map((word) => JSON.stringify(word)).join(" | ");
}

/** A Rust type as TypeScript has it; one that is not known here is an error. */
function typescript(rust) {
  const type = rust.replace(/&(?:'\w+ )?/g, "").replace(/<'\w+>/g, "");
  if (TEXTS.test(type)) return "string";
  if (NUMBERS.test(type)) return "number";
  if (type === "bool") return "boolean";
  if (type === "()") return "void";
  if (type === "JsValue") return "unknown";
  if (SAME_NAME.includes(type)) return type;
  if (Object.hasOwn(NAMES, type)) return NAMES[type];
  const [, outer, inner] = /^(\w*)[<(](.*)[>)]$/.exec(type) ?? [];
  const parts = split(inner ?? "");
  return composed(outer, parts) ?? unknown(type);
}

function composed(outer, parts) {
  const [first, second] = parts;
  if (outer === "Vec" && Object.hasOwn(BUFFERS, first)) return BUFFERS[first];
  if (outer === "Vec" || outer === "List") return `${typescript(first)}[]`;
  if (outer === "Option") return `${typescript(first)} | undefined`;
  if (outer === "Result") return `${typescript(first)} | ${typescript(second)}`;
  if (outer === "Promised") return `Promise<${typescript(first)}>`;
  if (outer === "Plain") return typescript(first);
  return outer === "" ? `[${parts.map(typescript).join(", ")}]` : undefined;
}

function unknown(type) {
  throw new Error(`no TypeScript is known for ${type}`);
}
