import { isSignerError, notLoaded, signerError } from "./errors.js";
import initialise from "./signer_connector.js";

export { Connector } from "./signer_connector.js";

/** A wasm module: compiled already, its bytes, or an address to fetch. */
export type Module = WebAssembly.Module | BufferSource | URL;

/** Places of the two modules and the font: a page, a single script and Node each have them elsewhere. */
export interface Sources {
  connector(): Promise<Module>;
  /** The module that draws visible signatures. */
  appearance(): Promise<Module>;
  font(): Promise<Uint8Array>;
}

let loading: Promise<unknown> | undefined;

/** Loads the module once for all connectors; a failure is forgotten, so that the next call tries again. */
export function load(sources: Sources): Promise<unknown> {
  loading ??= start(sources).catch((cause: unknown) => {
    loading = undefined;
    if (isSignerError(cause)) throw cause;
    throw notLoaded("the WebAssembly module", cause);
  });
  return loading;
}

async function start({ connector }: Sources): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) {
    throw signerError("internal", "crypto.subtle is missing: the page is not a secure context (https or localhost)");
  }
  await initialise({ module_or_path: await connector() });
}
