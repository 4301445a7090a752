import type { AppearanceInput, AppearanceObject } from "./shapes/index.js";

/** The one function of the module, as wasm-bindgen declares it. */
export function render(input: AppearanceInput): AppearanceObject[];
export default function initialise(input: { module_or_path: WebAssembly.Module | BufferSource | Response }): Promise<unknown>;
