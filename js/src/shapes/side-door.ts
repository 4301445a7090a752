/** A format in another wasm module, opened for one document. */
export interface SideDoor {
  /** Gives the answer or throws `{ code, reason?, field?, offset? }`: signer-flow's `format/hosted.rs` has the calls. */
  ask(call: string, question: unknown): unknown;
}
