import { asSignerError, signerError } from "../errors.js";
import { type Module, once, type Sources, started } from "../module.js";
import { type CheckedContent, SIZE } from "../options/appearance.js";
import type { ReadyBlob } from "../options/checks.js";
import type { CheckedRequest } from "../options/request.js";
import type { AppearanceObject, WantedAppearance, WasmPlacement } from "../shapes/index.js";
import initialise, { render } from "../signer_appearance.js";
import type { SignerError, SignerFailure } from "../types.js";
import { lines } from "./lines.js";

/** The drawing of one call's signature, ready to be made. */
export interface Drawing {
  draw(wanted: WantedAppearance): Promise<AppearanceObject[]>;
}

/** Loads the module, and reads picture and font. Where people will be asked it draws once before: nobody approves in vain. */
export async function openDrawing(
  request: CheckedRequest,
  content: CheckedContent,
  sources: Sources,
): Promise<Drawing> {
  const [image, ownFont, builtInFont] = await Promise.all([
    read(content.image, "image"),
    read(content.font, "font"),
    load(sources),
  ]);
  const { qr, border } = content;
  const said = request.requestOptions?.metadata ?? {};
  const options = {
    font: ownFont ?? builtInFont,
    ...(image && { image }),
    ...(qr && { qr }),
    ...(border && { border }),
  };
  const drawing: Drawing = {
    async draw(wanted) {
      const { width, height, opaque } = wanted;
      try {
        return render({ ...options, width, height, opaque, lines: lines(content, wanted, said) });
      } catch (thrown) {
        throw refused(thrown);
      }
    },
  };
  if (request.certificateMode !== "a1") await drawing.draw(rehearsal(request.appearance?.placement));
  return drawing;
}

const load = once("what draws visible signatures", async ({ appearance, font }) => {
  const [bytes] = await Promise.all([font().then(fontBytes), started(appearance, initialise)]);
  return bytes;
});

async function fontBytes(found: Module): Promise<Uint8Array> {
  const file = found instanceof URL ? await fetch(found) : found;
  if (!(file instanceof Response)) return new Uint8Array(file as ArrayBuffer);
  if (!file.ok) throw new Error(`the font answered ${file.status}`);
  return new Uint8Array(await file.arrayBuffer());
}

async function read(given: ReadyBlob | undefined, name: string): Promise<Uint8Array | undefined> {
  try {
    const file = await given;
    return file && new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw signerError("invalid_request", `appearance.${name} cannot be read`, { field: `appearance.${name}` }, cause);
  }
}

/** The module throws a plain `{ code, field, reason }`; its box is the rectangle or the size, whichever was given. */
function refused(thrown: unknown): SignerError {
  const { code, field, reason } = thrown as Partial<SignerFailure>;
  if (code === undefined || field === undefined || reason === undefined) return asSignerError(thrown);
  const option = field === "appearance.box" ? "appearance" : field;
  return signerError(code, `${option} ${reason}`, { field: option, reason });
}

/** Only the wasm knows how large a field of the document is. */
function rehearsal(placement: WasmPlacement | undefined): WantedAppearance {
  const [width = SIZE.width, height = SIZE.height] = placement?.rect?.subarray(2) ?? placement?.size ?? [];
  const signer = { name: "Nome", cpf: "00000000000", issuer: "AC", serialNumber: "00", notAfter: 0 };
  return { width, height, opaque: false, signer, signedAt: 0 };
}
