import type { Drawing } from "./appearance/drawing.js";
import { call } from "./call.js";
import type { Connection } from "./connection.js";
import type { Ending } from "./ending.js";
import { notLoaded } from "./errors.js";
import { identity } from "./identity.js";
import type { Sources } from "./module.js";
import { type CheckedRequest, checkRequest } from "./options/request.js";
import { tell } from "./page.js";
import type { Outcome } from "./shapes/index.js";
import type { SignRequest, SignResult, Warning } from "./types.js";

/** Signs one document, and keeps it for whoever asks where it is. */
export async function sign(connection: Connection, given: SignRequest): Promise<SignResult> {
  const request = checkRequest(given, connection.settings);
  const result = await connection.run(request.signal, (ending) => signed(connection, request, ending));
  connection.documents.keep(result);
  return result;
}

async function signed(connection: Connection, request: CheckedRequest, ending: Ending): Promise<SignResult> {
  if (ending.signal.aborted) return ending.over;
  const drawing = opened(request, connection.sources);
  const crossing = call(connection.settings, request, ending, drawing);
  tell(request, { phase: "loading" });
  const [wasm] = await Promise.all([connection.wasm(), drawing]);
  if (ending.signal.aborted) return ending.over;
  return signResult(await wasm.sign(crossing));
}

/** The code that draws loads with the first signature that is seen. */
async function opened(request: CheckedRequest, sources: Sources): Promise<Drawing | undefined> {
  const content = request.appearance?.content;
  if (content === undefined) return undefined;
  const { openDrawing } = await import("./appearance/drawing.js").catch((cause: unknown) => {
    throw notLoaded("what draws visible signatures", cause);
  });
  return openDrawing(request, content, sources);
}

function signResult({ document, document_type, level, signature_id, signer, warnings }: Outcome): SignResult {
  return {
    signature_id,
    signedDocument: new Blob(document, { type: MEDIA_TYPES[document_type] }),
    documentType: document_type,
    // Every level of a PDF is known; a format without levels is none that a page can ask for yet.
    level: level ?? "B-B",
    signer: identity(signer),
    warnings: warnings.map((code) => ({ code, message: WARNINGS[code] })),
  };
}

const MEDIA_TYPES: Record<SignResult["documentType"], string> = { pdf: "application/pdf" };

const WARNINGS: Record<Warning["code"], string> = {
  repaired: "the damaged cross-reference was replaced by a new one",
  xfa_present: "the form has an XFA part, which some viewers show instead of the signed pages",
};
