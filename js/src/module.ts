import type { AgentSocket } from "./agent-socket.js";
import { isSignerError, notLoaded, signerError } from "./errors.js";
import initialise from "./signer_connector.js";
import type { ProgressEvent, Warning } from "./types.js";

export { Connector } from "./signer_connector.js";

/** A wasm module: compiled already, its bytes, or an address to fetch. */
export type Module = WebAssembly.Module | BufferSource | URL;

/** Where the two modules and the font come from: a page, a single script and Node each have them elsewhere. */
export interface Sources {
  connector(): Promise<Module>;
  /** What draws visible signatures. */
  appearance(): Promise<Module>;
  font(): Promise<Uint8Array>;
}

/** The plain part of a call, as `sdk-wasm/src/interop.rs` reads it. */
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
  /** `/P` of DocMDP: 1, 2, 3. */
  certify: number | undefined;
  /** Names and values for the Info dictionary. */
  information: [string, string][];
  placement: WasmPlacement | undefined;
  apiBaseUrl: string | undefined;
  agentPorts: Uint16Array | undefined;
}

/** Where a signature is seen: in a field, in a rectangle, or at an anchor. */
export interface WasmPlacement {
  field: string | undefined;
  /** Counted from 1; 0 is the last one. */
  page: number;
  /** x, y, width, height. */
  rect: Float64Array | undefined;
  /** An index into `POSITIONS`. */
  anchor: number | undefined;
  /** Width, height, margin. */
  size: Float64Array | undefined;
  /** Else the field keeps the appearance it has. */
  drawn: boolean;
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
  pause(): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  progress(event: ProgressEvent): void;
  bearerToken(): Promise<string | undefined>;
  selectCertificate(candidates: WasmCandidate[]): Promise<number | undefined>;
  drawAppearance(wanted: WantedAppearance): Promise<AppearanceObject[]>;
}

/** What is to be drawn, once it is known who signs, when, and how large. */
export interface WantedAppearance {
  /** Points. */
  width: number;
  height: number;
  /** PDF/A-1 forbids transparency. */
  opaque: boolean;
  signer: WasmIdentity;
  /** Seconds since 1970. */
  signedAt: number;
}

/** An object of an appearance in the syntax of PDF; `data` is that of a stream. */
export interface AppearanceObject {
  value: Uint8Array;
  data?: Uint8Array;
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
  warnings: Warning["code"][];
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
