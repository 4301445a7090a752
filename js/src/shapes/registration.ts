/** What the API has to be told yet of a signed document. */
export interface WasmRegistration {
  sessionId: string;
  signatureId?: string;
  /** SHA-256, in base64. */
  signedDocumentDigest: string;
  /** Bytes. */
  size: number;
}
