import type { WasmPlacement } from "./appearance.js";
import type { Page } from "./page.js";

/** One `sign()`: a request, its files, and the page that it is made in. */
export interface Call extends Page {
  request: PlainRequest;
  document: Blob;
  certificateFile: Blob | undefined;
  certificatePassword: string | undefined;
}

/** The plain part of a request. */
export interface PlainRequest {
  documentId: string;
  documentType: string | undefined;
  certificateMode: string;
  documentName: string | undefined;
  providerHint: string | undefined;
  /** Names and values. */
  metadata: [string, string][];
  /** Of the document. */
  password: string | undefined;
  repair: boolean;
  /** The one word that there is, `icp-brasil`. */
  trust: string | undefined;
  /** `/P` of DocMDP: 1, 2, 3. */
  certify: number | undefined;
  /** Names and values for the Info dictionary. */
  information: [string, string][];
  placement: WasmPlacement | undefined;
  apiBaseUrl: string | undefined;
  agentPorts: Uint16Array | undefined;
}
