import { AgentSocket } from "./agent-socket.js";
import { bearerToken } from "./api.js";
import type { Drawing } from "./appearance/drawing.js";
import { asSignerError, invalid, signerError } from "./errors.js";
import type { Call, PlainRequest, WasmCandidate, WasmIdentity } from "./module.js";
import { medicalEntries } from "./options/medical.js";
import { CERTIFICATIONS, type CheckedRequest } from "./options/request.js";
import type {
  CertificateCandidate,
  ConnectorOptions,
  ProgressEvent,
  SignerError,
  SignerIdentity,
  SignRequest,
} from "./types.js";

/**
 * What may end a call before the wasm does: the caller's signal, `close()`, or a callback that fails.
 * `over` rejects at once; `signal` then has the wasm clean up, which the caller does not wait for.
 */
export class Ending {
  readonly #controller = new AbortController();
  readonly #given: AbortSignal | undefined;
  #reject: (why: SignerError) => void = () => undefined;
  readonly over: Promise<never> = new Promise((_, reject) => (this.#reject = reject));

  constructor(given: AbortSignal | undefined) {
    this.#given = given;
    given?.addEventListener("abort", this.cancel);
    if (given?.aborted) this.cancel();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(why: SignerError): void {
    this.#reject(why);
    this.#controller.abort();
  }

  readonly cancel = (): void => this.end(signerError("user_cancelled", "the call was cancelled"));

  /** A signal may outlive many calls. */
  detach(): void {
    this.#given?.removeEventListener("abort", this.cancel);
  }

  /** What the page was asked for, unless the call ends first; a failure of the page's callback ends it. */
  async asked<T>(callback: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const answer = callback().catch((thrown: unknown) => {
      this.end(asSignerError(thrown));
      throw thrown;
    });
    return Promise.race([answer, this.over]);
  }
}

/** What crosses into the wasm. */
export function call(
  settings: ConnectorOptions,
  request: CheckedRequest,
  ending: Ending,
  drawing?: Promise<Drawing | undefined>,
): Call {
  const { documentFile, certificateFile, certificatePassword } = request;
  const { signal } = ending;
  return {
    request: plain(settings, request),
    document: documentFile,
    certificateFile,
    certificatePassword,
    signal,
    connectAgent: (port, subprotocol) => AgentSocket.open(port, subprotocol, signal),
    pause,
    sleep: (milliseconds) => sleep(milliseconds, signal),
    progress: (event) => void (signal.aborted || tell(request, event)),
    bearerToken: () => ending.asked(() => bearerToken(settings)),
    selectCertificate: (found) => ending.asked(() => select(request.selectCertificate, found)),
    drawAppearance: (wanted) => ending.asked(async () => (await drawing)?.draw(wanted) ?? []),
  };
}

/** What a listener throws is the page's; the signature goes on. */
export function tell({ onProgress }: Pick<SignRequest, "onProgress">, event: ProgressEvent): void {
  try {
    onProgress?.(event);
  } catch {
    return;
  }
}

export function identity({ notAfter, ...rest }: WasmIdentity): SignerIdentity {
  return { ...rest, notAfter: new Date(notAfter * 1000).toISOString() };
}

function plain(settings: ConnectorOptions, request: CheckedRequest): PlainRequest {
  const {
    documentFile: { name },
    requestOptions,
  } = request as CheckedRequest & { documentFile: { name?: unknown } };
  const metadata = Object.entries(requestOptions?.metadata ?? {});
  return {
    documentId: request.documentId,
    documentType: request.documentType,
    certificateMode: request.certificateMode,
    documentName: typeof name === "string" && name !== "" ? name : undefined,
    providerHint: request.providerHint,
    metadata: metadata.filter((entry): entry is [string, string] => entry[1] !== undefined),
    password: request.password,
    repair: request.repair ?? false,
    certify: request.certify && CERTIFICATIONS.indexOf(request.certify) + 1,
    information: request.medical === undefined ? [] : medicalEntries(request.medical),
    placement: request.appearance?.placement,
    apiBaseUrl: settings.apiBaseUrl,
    agentPorts: settings.agentPorts && Uint16Array.from(settings.agentPorts),
  };
}

/** The index of the chosen one, or nothing. */
async function select(choose: SignRequest["selectCertificate"], found: WasmCandidate[]): Promise<number | undefined> {
  if (choose === undefined) return 0;
  const candidates: CertificateCandidate[] = found.map((one) => ({
    ...identity(one.identity),
    tokenLabel: one.tokenLabel,
  }));
  const chosen = await Promise.resolve([...candidates])
    .then(choose)
    .catch((cause: unknown) => {
      throw invalid("selectCertificate", "threw instead of choosing", cause);
    });
  // A dialog that is closed gives null as often as undefined.
  if (chosen === undefined || chosen === null) return undefined;
  const index = candidates.indexOf(chosen);
  if (index < 0) throw invalid("selectCertificate", "must give one of the objects in the list");
  return index;
}

const turns: (() => void)[] = [];
let channel: MessageChannel | undefined;

/** The next turn of the event loop: timers that nest are made to wait for 4 ms, messages are not, nor is what Node has for it. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") return void setImmediate(resolve);
    channel ??= opened(new MessageChannel());
    turns.push(resolve);
    channel.port2.postMessage(undefined);
  });
}

function opened(fresh: MessageChannel): MessageChannel {
  fresh.port1.onmessage = () => turns.shift()?.();
  return fresh;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
