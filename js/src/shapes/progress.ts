/** Phases of a call in the wasm; `loading` comes before them. */
export type WasmPhase =
  | "reading"
  | "hashing"
  | "waiting_for_approval"
  | "preparing"
  | "signing"
  | "finishing"
  | "registering";

/** How far a call is. */
export interface WasmProgress {
  phase: WasmPhase;
  /** Bytes done. */
  loaded?: number;
  /** Bytes in all. */
  total?: number;
  authorization?: WasmAuthorization;
}

/** Where the person approves. */
export interface WasmAuthorization {
  kind: "redirect" | "push" | "otp";
  url?: string;
  /** ISO 8601. */
  expiresAt?: string;
}
