import { Blob } from "node:buffer";
import { webcrypto } from "node:crypto";
import { TextDecoder, TextEncoder } from "node:util";

// jsdom lacks some of what every browser has; a File of its own may be signed all the same.
if (!globalThis.Blob.prototype.arrayBuffer) globalThis.Blob = Blob;
if (!globalThis.crypto?.subtle) Object.defineProperty(globalThis, "crypto", { value: webcrypto });
globalThis.TextDecoder ??= TextDecoder;
globalThis.TextEncoder ??= TextEncoder;
