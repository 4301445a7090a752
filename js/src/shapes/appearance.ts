import type { WasmIdentity } from "./identity.js";

/** Place of a signature that is seen: a field, a rectangle, or an anchor. */
export interface WasmPlacement {
  field: string | undefined;
  /** Counted from 1; 0 is the last one. */
  page: number;
  /** x, y, width, height in points. */
  rect: Float64Array | undefined;
  /** An index into `POSITIONS`. */
  anchor: number | undefined;
  /** Width, height, margin in points. */
  size: Float64Array | undefined;
  /** Else the field keeps the appearance it has. */
  drawn: boolean;
}

/** An appearance to be drawn, once it is known who signs, when, and how large. */
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
