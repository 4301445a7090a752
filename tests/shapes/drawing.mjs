// The shapes of the module that draws, which reads and writes them member by member.

/** Shapes, and the variables that hold them in `sdk-wasm/appearance`. */
export const DRAWN = { AppearanceInput: "input", AppearanceLine: "of", AppearanceObject: "&to" };
/** Members of the failure that it throws. */
const FAILURE = ["code", "field", "reason"];
const READ = { as_f64: "number", as_string: "string", is_truthy: "boolean" };

/** Assertions that these shapes have the members that Rust reads or writes, of the types that it takes them for. */
export function drawingAssertions(rust) {
  return Object.entries(DRAWN).flatMap(([shape, variable]) => {
    const call = new RegExp(String.raw`\b(member|bytes|put)\(${variable}, "(\w+)"[^).]*\)?(?:\.(\w+))?`, "g");
    const members = [...rust.matchAll(call)].filter(([, , name]) => !FAILURE.includes(name));
    const keys = members.map(([, , name]) => JSON.stringify(name)).join(" | ");
    return [
      `export const drawn_${shape}: Same<keyof ${shape}, ${keys}> = true;`,
      ...members.map(([, how, name, read]) => {
        const type = how === "member" ? (READ[read] ?? "AppearanceLine[]") : "Uint8Array";
        return `export const drawn_${shape}_${name}: Same<Widened<NonNullable<${shape}["${name}"]>>, ${type}> = true;`;
      }),
    ];
  });
}
