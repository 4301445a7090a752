/** Shapes that cross into the wasm and back. `sdk-wasm/src/shapes` spells them in Rust; `tests/shapes` holds the two equal. */
export type * from "./agent-socket.js";
export type * from "./appearance.js";
export type * from "./call.js";
export type * from "./identity.js";
export type * from "./outcome.js";
export type * from "./page.js";
export type * from "./progress.js";
export type * from "./registration.js";
export type * from "./side-door.js";
