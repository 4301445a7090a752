import type { Drawing } from "./appearance/drawing.js";
import { call, Ending, identity, tell } from "./call.js";
import { Downloads } from "./downloads.js";
import { asSignerError, notLoaded } from "./errors.js";
import { Connector, load, type Outcome, type Sources } from "./module.js";
import { type CheckedRequest, checkOptions, checkRequest } from "./options/request.js";
import type { ConnectorOptions, SignerConnector, SignRequest, SignResult, Warning } from "./types.js";

/** One connection; the wasm loads on the first `sign()`, what draws with the first signature that is seen. */
export function connect(options: ConnectorOptions, sources: Sources): SignerConnector {
  const settings = checkOptions(options);
  const downloads = new Downloads(settings);
  const running = new Set<Ending>();
  let wasm: Connector | undefined;

  async function sign(given: SignRequest): Promise<SignResult> {
    const request = checkRequest(given, settings);
    const ending = new Ending(request.signal);
    running.add(ending);
    try {
      const result = await Promise.race([ending.over, signed(request, ending)]);
      downloads.keep(result);
      return result;
    } finally {
      running.delete(ending);
      ending.detach();
    }
  }

  async function signed(request: CheckedRequest, ending: Ending): Promise<SignResult> {
    if (ending.signal.aborted) return ending.over;
    const drawing = opened(request);
    const crossing = call(settings, request, ending, drawing);
    tell(request, { phase: "loading" });
    await Promise.all([load(sources), drawing]);
    if (ending.signal.aborted) return ending.over;
    wasm ??= new Connector();
    return signResult(request.documentFile, (await wasm.sign(crossing)) as Outcome);
  }

  async function opened(request: CheckedRequest): Promise<Drawing | undefined> {
    const content = request.appearance?.content;
    if (content === undefined) return undefined;
    const { openDrawing } = await import("./appearance/drawing.js").catch((cause: unknown) => {
      throw notLoaded("what draws visible signatures", cause);
    });
    return openDrawing(request, content, sources);
  }

  return {
    sign: (request) => sign(request).catch(rethrow),
    getDownloadUrl: (request) => downloads.url(request).catch(rethrow),
    close() {
      for (const ending of running) ending.cancel();
      downloads.revoke();
      wasm?.close();
      wasm = undefined;
    },
  };
}

function signResult(document: Blob, { update, signature_id, signer, warnings }: Outcome): SignResult {
  return {
    signature_id,
    signedDocument: new Blob([document, update], { type: "application/pdf" }),
    documentType: "pdf",
    level: "B-B",
    signer: identity(signer),
    warnings: warnings.map((code) => ({ code, message: WARNINGS[code] })),
  };
}

const WARNINGS: Record<Warning["code"], string> = {
  repaired: "the damaged cross-reference was replaced by a new one",
  xfa_present: "the form has an XFA part, which some viewers show instead of the signed pages",
};

function rethrow(thrown: unknown): never {
  throw asSignerError(thrown);
}
