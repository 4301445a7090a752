import type { Call, Page } from "./shapes/index.js";

/** The one class of the module, as wasm-bindgen declares it. */
export class Connector {
  sign(call: Call): Promise<any>;
  downloadUrl(page: Page, apiBaseUrl: string, signatureId: string): Promise<any>;
  close(): void;
}
export default function initialise(input: { module_or_path: WebAssembly.Module | BufferSource | URL }): Promise<unknown>;
