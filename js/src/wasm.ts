import type { AgentSocket } from "./agent.js";
import { isSignerError, signerError } from "./errors.js";
import initialise from "./signer_connector.js";
import type { ProgressEvent } from "./types.js";

export { Connector } from "./signer_connector.js";

/** Where the wasm module comes from: compiled already, its bytes, or an address to fetch. */
export type ModuleSource = () => Promise<WebAssembly.Module | BufferSource | URL>;

/** The plain part of a call, as `sdk-wasm/src/interop.rs` reads it. */
export interface PlainRequest {
  documentId: string;
  documentType: string | undefined;
  certificateMode: string;
  documentName: string | undefined;
  providerHint: string | undefined;
  /** Names and values. */
  metadata: [string, string][];
  apiBaseUrl: string | undefined;
  agentPorts: Uint16Array | undefined;
}

/**
 * What crosses into the wasm: see `sdk-wasm/src/interop.rs`. Nothing here throws, and no promise outlasts `signal`:
 * the wasm only waits, and then looks whether the signal fired.
 */
export interface Call {
  request: PlainRequest;
  document: Blob;
  certificateFile: Blob | undefined;
  certificatePassword: string | undefined;
  signal: AbortSignal;
  connectAgent(port: number, subprotocol: string): Promise<AgentSocket>;
  sleep(milliseconds: number): Promise<void>;
  progress(event: ProgressEvent): void;
  bearerToken(): Promise<string | undefined>;
  selectCertificate(candidates: WasmCandidate[]): Promise<number | undefined>;
}

/** A certificate as the wasm describes it: `notAfter` in seconds since 1970. */
export interface WasmIdentity {
  name: string;
  cpf?: string;
  cnpj?: string;
  certificateType?: string;
  issuer: string;
  serialNumber: string;
  notAfter: number;
}

export interface WasmCandidate {
  identity: WasmIdentity;
  tokenLabel: string;
}

/** What comes back. */
export interface Outcome {
  update: Uint8Array<ArrayBuffer>;
  signature_id: string;
  signer: WasmIdentity;
}

let loading: Promise<unknown> | undefined;

/** Loads the module once for all connectors; a failure is forgotten, so that the next call tries again. */
export function load(source: ModuleSource): Promise<unknown> {
  return (loading ??= start(source).catch((cause: unknown) => {
    loading = undefined;
    if (isSignerError(cause)) throw cause;
    throw signerError("network", "the WebAssembly module could not be loaded", { reason: String(cause) }, cause);
  }));
}

async function start(source: ModuleSource): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) {
    throw signerError("internal", "crypto.subtle is missing: the page is not a secure context (https or localhost)");
  }
  await initialise({ module_or_path: await source() });
}
