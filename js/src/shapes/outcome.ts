import type { SignResult, Warning } from "../types.js";
import type { WasmIdentity } from "./identity.js";
import type { WasmRegistration } from "./registration.js";

/** The result of `sign()`: the document with what was added to it, and what is known of it. */
export interface Outcome {
  /** The parts of its `Blob`. */
  document: BlobPart[];
  document_type: SignResult["documentType"];
  /** Of the first signature; none where the format has no levels. */
  level?: SignResult["level"];
  signature_id: string;
  signer: WasmIdentity;
  warnings: Warning["code"][];
  /** What the API has to be told yet. */
  registration?: WasmRegistration;
}

/** The address of a document that the API holds. */
export interface WasmDownload {
  url: string;
  /** RFC 3339. */
  expiresAt?: string;
}
