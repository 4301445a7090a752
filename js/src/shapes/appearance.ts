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

/** An appearance as the module that draws takes it. */
export interface AppearanceInput {
  /** Of the box as it is shown, in points. */
  width: number;
  height: number;
  /** From top to bottom. */
  lines: AppearanceLine[];
  /** TrueType with glyf outlines; read when there are lines. */
  font: Uint8Array;
  /** PNG or JPEG. */
  image?: Uint8Array;
  /** Text of the QR code. */
  qr?: string;
  /** No transparency (PDF/A-1): the picture is laid on white. */
  opaque: boolean;
  /** A hairline around the box. */
  border?: boolean;
}

/** One line of an appearance, in composed form (NFC). */
export interface AppearanceLine {
  text: string;
  style?: "label" | "name" | "plain";
}

/** An object of PDF with local references; the first is `1 0 R`, the form XObject. */
export interface AppearanceObject {
  /** The value; of a stream its dictionary without /Length. */
  value: Uint8Array;
  /** The data of a stream, encoded as `value` says. */
  data?: Uint8Array;
}
