import type { Call, Page, WasmRegistration } from "./shapes/index.js";

/** The one class of the module, as wasm-bindgen declares it. */
export class Connector {
  sign(call: Call): Promise<any>;
  downloadUrl(page: Page, apiBaseUrl: string, signatureId: string): Promise<any>;
  register(page: Page, apiBaseUrl: string, registration: WasmRegistration): Promise<any>;
  close(): void;
}
export default function initialise(input: { module_or_path: WebAssembly.Module | BufferSource | Response }): Promise<unknown>;
