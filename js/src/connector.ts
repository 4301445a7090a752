import { AgentSocket } from "./agent.js";
import { Downloads } from "./downloads.js";
import { signerError } from "./errors.js";
import { blob, checkOptions, checkRequest } from "./request.js";
import type {
  CertificateCandidate,
  ConnectorOptions,
  SignerConnector,
  SignerIdentity,
  SignRequest,
  SignResult,
} from "./types.js";
import { wasmConnector, type Call, type ModuleSource, type Outcome, type PlainRequest, type WasmIdentity } from "./wasm.js";

/** One connection; the wasm loads on the first `sign()`. */
export function connect(options: ConnectorOptions, source: ModuleSource): SignerConnector {
  const settings = checkOptions(options);
  const downloads = new Downloads(settings);
  let wasm: ReturnType<typeof wasmConnector> | undefined;

  async function sign(given: SignRequest): Promise<SignResult> {
    const request = checkRequest(given);
    const document = blob(request.documentFile, "documentFile");
    request.signal?.aborted && cancelled();
    request.onProgress?.({ phase: "loading" });
    const module = await (wasm ??= wasmConnector(source).catch((error) => ((wasm = undefined), Promise.reject(error))));
    const outcome = (await module.sign(call(settings, request, document))) as Outcome;
    const result = signResult(document, outcome);
    downloads.keep(result);
    return result;
  }

  return {
    sign,
    getDownloadUrl: ({ signatureId }) => downloads.url(signatureId),
    close() {
      downloads.revoke();
      void wasm?.then((module) => module.close());
      wasm = undefined;
    },
  };
}

function call(settings: ConnectorOptions, request: SignRequest, document: Blob): Call {
  const { certificateFile, onProgress, selectCertificate, signal } = request;
  return {
    request: plain(settings, request, document),
    document,
    certificateFile: certificateFile && blob(certificateFile, "certificateFile"),
    certificatePassword: request.certificatePassword,
    signal,
    aborted: signal && aborted(signal),
    connectAgent: AgentSocket.open,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    onProgress: onProgress as Call["onProgress"],
    bearerToken: bearerToken(settings),
    selectCertificate: selectCertificate && chooser(selectCertificate),
  };
}

function plain(settings: ConnectorOptions, request: SignRequest, document: Blob): PlainRequest {
  const metadata = Object.entries(request.requestOptions?.metadata ?? {});
  return {
    documentId: request.documentId,
    certificateMode: request.certificateMode,
    metadata: metadata.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ...(request.documentType !== undefined && { documentType: request.documentType }),
    ...(request.providerHint !== undefined && { providerHint: request.providerHint }),
    ...(document instanceof File && document.name !== "" && { documentName: document.name }),
    ...(settings.apiBaseUrl !== undefined && { apiBaseUrl: settings.apiBaseUrl }),
    ...(settings.agentPorts !== undefined && { agentPorts: Uint16Array.from(settings.agentPorts) }),
  };
}

function bearerToken({ bearerToken: token }: ConnectorOptions): Call["bearerToken"] {
  if (token === undefined) return undefined;
  return async () => (typeof token === "function" ? await token() : token);
}

function chooser(select: NonNullable<SignRequest["selectCertificate"]>): NonNullable<Call["selectCertificate"]> {
  return async (found) => {
    const candidates: CertificateCandidate[] = found.map((one) => ({ ...identity(one.identity), tokenLabel: one.tokenLabel }));
    const chosen = await select(candidates);
    const index = chosen === undefined ? -1 : candidates.indexOf(chosen);
    return index < 0 ? undefined : index;
  };
}

/** Rejects when the signal fires; nobody has to listen. */
function aborted(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}

function cancelled(): never {
  throw signerError("user_cancelled", "the call was cancelled");
}

function signResult(document: Blob, { update, signature_id, signer }: Outcome): SignResult {
  return {
    signature_id,
    signedDocument: new Blob([document, update], { type: "application/pdf" }),
    documentType: "pdf",
    level: "B-B",
    signer: identity(signer),
    warnings: [],
  };
}

function identity({ notAfter, ...rest }: WasmIdentity): SignerIdentity {
  return { ...rest, notAfter: new Date(notAfter * 1000).toISOString() };
}
