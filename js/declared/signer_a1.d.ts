import type { Call } from "./shapes/index.js";

/** The one class of the module, as wasm-bindgen declares it. */
export class Connector {
  sign(call: Call): Promise<any>;
  close(): void;
}
export default function initialise(input: { module_or_path: WebAssembly.Module | BufferSource | Response }): Promise<unknown>;
