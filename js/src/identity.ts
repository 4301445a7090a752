import type { WasmIdentity } from "./shapes/index.js";
import type { SignerIdentity } from "./types.js";

/** A certificate as the page sees it. */
export function identity({ notAfter, ...rest }: WasmIdentity): SignerIdentity {
  return { ...rest, notAfter: new Date(notAfter * 1000).toISOString() };
}
