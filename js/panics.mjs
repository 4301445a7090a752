// Takes out of a module what only messages of panics need. A panic of wasm32-unknown-unknown ends in a trap, with
// its message or without: the standard library has nowhere to write it.
import binaryen from "binaryen";

/** Functions of the toolchain that never return, and what only they call. */
const PANICS =
  /^<?(core|alloc|std|__rustc)::.*(panic|_fail\b|_failed|handle_error|capacity_overflow|handle_alloc_error|rust_oom)/;
const DATA_SECTION = 11;

/** The module with panics that trap at once, and no places in source code. */
export function withoutMessages(bytes) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(withoutLocations(Uint8Array.from(bytes)));
  let silenced = 0;
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const reference = module.getFunctionByIndex(index);
    const { module: imported, name } = binaryen.getFunctionInfo(reference);
    if (!imported && PANICS.test(name.replaceAll(/\[[0-9a-f]+\]/g, ""))) {
      binaryen.Function.setBody(reference, module.unreachable());
      silenced += 1;
    }
  }
  if (silenced === 0) throw new Error("the toolchain has other names for what panics");
  return module.emitBinary();
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

/** Where in the file the bytes are that have this address in memory. */
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
