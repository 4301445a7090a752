import type { AgentSocket } from "./agent.js";
import { signerError } from "./errors.js";
import initialise, { Connector } from "./signer_connector.js";

/** Where the wasm module comes from: compiled already, its bytes, or an address to fetch. */
export type ModuleSource = () => Promise<WebAssembly.Module | BufferSource | URL>;

/** The plain part of a call, as `sdk-wasm/src/interop.rs` reads it. */
export interface PlainRequest {
  documentId: string;
  documentType?: string;
  certificateMode: string;
  documentName?: string;
  providerHint?: string;
  /** Names and values. */
  metadata: [string, string][];
  apiBaseUrl?: string;
  agentPorts?: Uint16Array;
}

/** What crosses into the wasm: see `sdk-wasm/src/interop.rs`. */
export interface Call {
  request: PlainRequest;
  document: Blob;
  certificateFile?: Blob | undefined;
  certificatePassword?: string | undefined;
  signal?: AbortSignal | undefined;
  aborted?: Promise<never> | undefined;
  connectAgent(port: number, subprotocol: string): Promise<AgentSocket>;
  sleep(milliseconds: number): Promise<void>;
  onProgress?: ((event: never) => void) | undefined;
  bearerToken?: ((renew: boolean) => Promise<string | undefined>) | undefined;
  selectCertificate?: ((candidates: WasmCandidate[]) => Promise<number | undefined>) | undefined;
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
export async function wasmConnector(source: ModuleSource): Promise<Connector> {
  loading ??= source().then((module_or_path) => initialise({ module_or_path }));
  try {
    await loading;
  } catch (cause) {
    loading = undefined;
    throw signerError("network", "the WebAssembly module could not be loaded", { reason: String(cause) }, cause);
  }
  return new Connector();
}
