/** Phases of a call in the wasm; `loading` comes before them. */
export type WasmPhase =
  | "reading"
  | "hashing"
  | "waiting_for_approval"
  | "preparing"
  | "signing"
  | "finishing"
  | "registering";

/** Progress of a call. */
export interface WasmProgress {
  phase: WasmPhase;
  /** Bytes done. */
  loaded?: number;
  /** Bytes in all. */
  total?: number;
  authorization?: WasmAuthorization;
}

/** The way in which a person approves, and the page for it. */
export interface WasmAuthorization {
  kind: "redirect" | "push" | "otp";
  url?: string;
  /** ISO 8601. */
  expiresAt?: string;
}
