import type { Drawing } from "./appearance/drawing.js";
import { call, type Files } from "./call.js";
import type { Connection } from "./connection.js";
import type { Ending } from "./ending.js";
import { invalid, loaded, signerError } from "./errors.js";
import { identity } from "./identity.js";
import { Limit } from "./limit.js";
import type { Sources } from "./module.js";
import { type CheckedRequest, checkRequest } from "./options/request.js";
import { type Tell, teller } from "./page.js";
import type { Outcome } from "./shapes/index.js";
import type { Connector as A1Connector } from "./signer_a1.js";
import type { Phase, SignRequest, SignResult, Warning } from "./types.js";

/** Signs one document, and keeps it for whoever asks where it is. */
export async function sign(connection: Connection, given: SignRequest): Promise<SignResult> {
  const request = checkRequest(given, connection.settings);
  // Within the click, before anything is waited for: later no browser opens a window.
  const popup = listensToNobody(request) ? emptyWindow() : undefined;
  const work = (ending: Ending) => signed(connection, request, ending, popup);
  const result = await connection.run(request.signal, work).finally(() => popup?.close());
  connection.documents.keep(result);
  return result;
}

async function signed(
  connection: Connection,
  request: CheckedRequest,
  ending: Ending,
  popup: Window | null | undefined,
): Promise<SignResult> {
  if (ending.signal.aborted) return ending.over;
  limit(request, ending);
  const tell = popup === undefined ? teller(request.onProgress) : await leading(popup, ending);
  const drawing = opened(request, connection.sources);
  tell({ phase: "loading" });
  const [wasm, files] = await Promise.all([wasmFor(request, connection), ready(request), drawing]);
  if (ending.signal.aborted) return ending.over;
  return signResult(await wasm.sign(call(connection.settings, request, files, ending, tell, drawing)));
}

function wasmFor({ certificateMode }: CheckedRequest, connection: Connection): Promise<A1Connector> {
  const { apiBaseUrl } = connection.settings;
  return certificateMode === "a1" && apiBaseUrl === undefined ? connection.a1() : connection.wasm();
}

async function ready({ documentFile, certificateFile }: CheckedRequest): Promise<Files> {
  return { document: await documentFile, certificateFile: await certificateFile };
}

async function leading(popup: Window | null, ending: Ending): Promise<Tell> {
  const approval = await loaded("what shows the approval", import("./approval.js"));
  return approval.leading(popup, ending);
}

/** A cloud signature that nobody shows the way to. */
function listensToNobody({ certificateMode, onProgress }: CheckedRequest): boolean {
  return certificateMode === "cloud" && onProgress === undefined;
}

function emptyWindow(): Window | null {
  if (typeof document !== "object" || typeof open !== "function")
    throw invalid(
      "onProgress",
      "is needed where there is no window: it is told the address at which the person approves",
    );
  return open("", "_blank", "popup,width=520,height=760");
}

/** The agent asks for consent, then for the PIN. */
function limit({ timeout, certificateMode }: CheckedRequest, ending: Ending): void {
  if (timeout === undefined) return;
  const persons: Phase[] = certificateMode === "local" ? ["waiting_for_approval", "signing"] : ["waiting_for_approval"];
  ending.limit = new Limit(timeout, persons, (step) =>
    ending.end(signerError("timeout", `the call took longer than ${timeout} s`, { step })),
  );
}

/** The code that draws loads with the first signature that is seen. */
async function opened(request: CheckedRequest, sources: Sources): Promise<Drawing | undefined> {
  const content = request.appearance?.content;
  if (content === undefined) return undefined;
  const { openDrawing } = await loaded("what draws visible signatures", import("./appearance/drawing.js"));
  return openDrawing(request, content, sources);
}

function signResult({
  document,
  document_type,
  level,
  signature_id,
  signer,
  warnings,
  registration,
}: Outcome): SignResult {
  return {
    signature_id,
    signedDocument: new Blob(document, { type: MEDIA_TYPES[document_type] }),
    documentType: document_type,
    // Every level of a PDF is known; a format without levels is none that a page can ask for yet.
    level: level ?? "B-B",
    signer: identity(signer),
    warnings: warnings.map((code) => ({ code, message: WARNINGS[code] })),
    ...(registration && { registration }),
  };
}

const MEDIA_TYPES: Record<SignResult["documentType"], string> = { pdf: "application/pdf" };

const WARNINGS: Record<Warning["code"], string> = {
  not_registered: "the API was not told of the signature; register(result) does it later",
  repaired: "the damaged cross-reference was replaced by a new one",
  untrusted_root: "the signer's certificate was not shown to come from a root of ICP-Brasil",
  xfa_present: "the form has an XFA part, which some viewers show instead of the signed pages",
};
