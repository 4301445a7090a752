import type { Warning } from "../types.js";
import type { WasmIdentity } from "./identity.js";

/** The result of a call: what is to be appended to the document, and what is known of it. */
export interface Outcome {
  update: Uint8Array<ArrayBuffer>;
  signature_id: string;
  signer: WasmIdentity;
  warnings: Warning["code"][];
}
