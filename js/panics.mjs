// Takes out of a module all that only messages of panics need: 3 % of it. A panic of wasm32-unknown-unknown ends in a trap,
// with its message or without: the standard library has nowhere to write it.
import binaryen from "binaryen";

/** Functions of the toolchain in which a panic begins, by their names. */
const PANICS =
  /^<?(core|alloc|std|__rustc)::.*(panic|_fail\b|_failed|handle_error|capacity_overflow|handle_alloc_error|rust_oom)/;
/** Functions among them that return: the message of a panic, the count of those that run, and their last call. */
const MESSAGE =
  /^<std::panicking::\S+ as core::(panic::PanicPayload|fmt::Display)>::|^core::ptr::drop_in_place::<std::panicking::|^std::panicking::panic_count::increase$|^__rustc::__rust_start_panic$/;
/** Functions that every module has; where one is missing the toolchain spells names in another way. */
const ALWAYS = ["core::panicking::panic_fmt", "core::panicking::panic_bounds_check", "core::result::unwrap_failed"];
const DATA_SECTION = 11;

/** The module with panics that trap at once and no places in source code, and the names of what was silenced. */
export function withoutMessages(bytes) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(withoutLocations(Uint8Array.from(bytes)));
  const silenced = new Set();
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const reference = module.getFunctionByIndex(index);
    const { module: imported, name, body } = binaryen.getFunctionInfo(reference);
    const plain = name.replaceAll(/\[[0-9a-f]+\]|::h[0-9a-f]{16}$/g, "");
    if (imported || !PANICS.test(plain)) continue;
    if (!MESSAGE.test(plain) && returns(body)) throw new Error(`${plain} returns, so that not only panics need it`);
    binaryen.Function.setBody(reference, module.unreachable());
    silenced.add(plain);
  }
  for (const name of ALWAYS) if (!silenced.has(name)) throw new Error(`the toolchain has another name for ${name}`);
  return { wasm: module.emitBinary(), silenced: [...silenced].sort() };
}

/** True where control can come to the end of a body, or leave it before. */
function returns(body) {
  return binaryen.getExpressionType(body) !== binaryen.unreachable || binaryen.emitText(body).includes("(return");
}

/** Zeroes every `core::panic::Location`, in memory the address and length of a path, line and column, and its path. */
function withoutLocations(wasm) {
  const segments = dataSegments(wasm);
  const view = new DataView(wasm.buffer);
  const paths = new Map();
  for (const { address, start, end } of segments) {
    for (let at = start + (-address & 3); at + 16 <= end; at += 4) {
      const path = place(segments, view.getUint32(at, true), view.getUint32(at + 4, true));
      if (
        !path ||
        !Buffer.from(wasm.subarray(...path))
          .toString("latin1")
          .endsWith(".rs")
      )
        continue;
      paths.set(path[0], path);
      wasm.fill(0, at, at + 16);
    }
  }
  for (const path of paths.values()) wasm.fill(0, ...path);
  return wasm;
}

/** Start and end in the file of the bytes that have this address in memory. */
function place(segments, address, length) {
  if (length > 250) return undefined;
  const segment = segments.find(
    (known) => address >= known.address && address + length <= known.address + known.end - known.start,
  );
  const start = segment && segment.start + address - segment.address;
  return segment && [start, start + length];
}

/** Address in memory, start and end in the file of each active segment (WebAssembly 1.0, 5.5.14). */
function dataSegments(wasm) {
  let at = 8;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = wasm[at];
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  for (let id = wasm[at]; at < wasm.length; id = wasm[at]) {
    at += 1;
    const end = number() + at;
    if (id === DATA_SECTION) {
      return Array.from({ length: number() }, () => {
        if (number() !== 0 || wasm[at] !== 0x41) throw new Error("a data segment of another kind");
        at += 1;
        const address = number();
        at += 1;
        const length = number();
        const start = at;
        at += length;
        return { address, start, end: at };
      });
    }
    at = end;
  }
  return [];
}
