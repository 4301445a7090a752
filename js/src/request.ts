import { isToken, TOKEN } from "./api.js";
import { invalid } from "./errors.js";
import type { ConnectorOptions, SignRequest } from "./types.js";

type Fields<T> = Record<keyof T, true>;

/** A request whose files are `Blob`s. */
export type CheckedRequest = Omit<SignRequest, "documentFile" | "certificateFile"> & {
  documentFile: Blob;
  certificateFile: Blob | undefined;
};

const REQUEST: Fields<SignRequest> = {
  documentId: true,
  documentType: true,
  certificateMode: true,
  documentFile: true,
  providerHint: true,
  certificateFile: true,
  certificatePassword: true,
  selectCertificate: true,
  requestOptions: true,
  onProgress: true,
  signal: true,
};
const OPTIONS: Fields<ConnectorOptions> = { apiBaseUrl: true, bearerToken: true, agentPorts: true };
const REQUEST_OPTIONS: Fields<NonNullable<SignRequest["requestOptions"]>> = { metadata: true };
const MODES: readonly string[] = ["cloud", "local", "a1"] satisfies SignRequest["certificateMode"][];
const PROVIDERS: readonly string[] = ["birdid", "vidaas", "serproid", "certisign", "csc"] satisfies SignRequest["providerHint"][];
/** `xml` and `cms` are documented; that they are not supported is for the wasm to say. */
const TYPES: readonly string[] = ["pdf", "xml", "cms"];

/** Unknown options are errors: a typo must not silently change what is signed. */
export function checkOptions(options: ConnectorOptions): ConnectorOptions {
  known(options, OPTIONS, "options");
  const { apiBaseUrl, bearerToken, agentPorts } = options;
  check(apiBaseUrl === undefined || isBase(apiBaseUrl), "apiBaseUrl", "must be an absolute http(s) address without query, fragment and password");
  check(bearerToken === undefined || typeof bearerToken === "function" || isToken(bearerToken), "bearerToken", TOKEN);
  check(agentPorts === undefined || isPorts(agentPorts), "agentPorts", "must be a list of ports that is not empty");
  return { ...options, ...(agentPorts && { agentPorts: [...agentPorts] }) };
}

/** The same for one call. */
export function checkRequest(request: SignRequest, settings: ConnectorOptions): CheckedRequest {
  known(request, REQUEST, "request");
  const { certificateMode, certificateFile, certificatePassword, signal } = request;
  check(isText(request.documentId), "documentId", "must be a string that is not empty");
  check(MODES.includes(certificateMode), "certificateMode", oneOf(MODES));
  optional(request.documentType, (type) => TYPES.includes(type), "documentType", oneOf(TYPES));
  optional(request.providerHint, (provider) => PROVIDERS.includes(provider), "providerHint", oneOf(PROVIDERS));
  optional(certificatePassword, (password) => typeof password === "string", "certificatePassword", "must be a string");
  optional(signal, isSignal, "signal", "must be an AbortSignal");
  optional(request.onProgress, isFunction, "onProgress", "must be a function");
  optional(request.selectCertificate, isFunction, "selectCertificate", "must be a function");
  if (request.requestOptions !== undefined) checkRequestOptions(request.requestOptions);
  check(certificateMode !== "a1" || certificateFile !== undefined, "certificateFile", "is needed for certificateMode a1");
  check(certificateMode !== "cloud" || settings.apiBaseUrl !== undefined, "apiBaseUrl", "is needed for certificateMode cloud");
  return {
    ...request,
    documentFile: blob(request.documentFile, "documentFile"),
    certificateFile: certificateFile === undefined ? undefined : blob(certificateFile, "certificateFile"),
  };
}

/** Every own field has to be a known one. */
export function known(given: object, fields: Record<string, true>, name: string, prefix = ""): void {
  check(isObject(given), name, "must be an object");
  for (const key of Object.keys(given)) check(Object.hasOwn(fields, key), prefix + key, "is not an option that this version knows");
}

function checkRequestOptions(options: NonNullable<SignRequest["requestOptions"]>): void {
  known(options, REQUEST_OPTIONS, "requestOptions", "requestOptions.");
  const { metadata } = options;
  if (metadata === undefined) return;
  check(isObject(metadata), "requestOptions.metadata", "must be an object");
  for (const [name, value] of Object.entries(metadata)) {
    optional(value, (text) => typeof text === "string", `requestOptions.metadata.${name}`, "must be a string");
  }
}

/** What the caller gave, as a `Blob`; a `Blob` stays the object that it is. Told by their tags: another realm has other classes. */
function blob(file: unknown, field: string): Blob {
  const tag = tagOf(file);
  if (tag === "Blob" || tag === "File") {
    // A Blob of another implementation would become the text "[object Blob]" in the result.
    check(new Blob([file as Blob]).size === (file as Blob).size, field, "is not a Blob of this engine");
    return file as Blob;
  }
  check(tag === "ArrayBuffer" || tag === "Uint8Array", field, "must be a Blob, File, ArrayBuffer or Uint8Array");
  try {
    // A Blob takes no view of shared memory: the copy is ours alone, and nobody changes it while it is signed.
    const shared = ArrayBuffer.isView(file) && tagOf(file.buffer) !== "ArrayBuffer";
    return new Blob([shared ? new Uint8Array(file as Uint8Array) : (file as ArrayBuffer)]);
  } catch (cause) {
    throw invalid(field, "cannot be read", cause);
  }
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isBase(address: unknown): boolean {
  if (typeof address !== "string" || /[?#]/.test(address)) return false;
  try {
    const { protocol, username, password } = new URL(address);
    return /^https?:$/.test(protocol) && username + password === "";
  } catch {
    return false;
  }
}

/** Also one of another realm. */
function isSignal(signal: AbortSignal): boolean {
  return isObject(signal) && typeof signal.aborted === "boolean" && isFunction(signal.addEventListener);
}

function isPorts(ports: unknown): boolean {
  return Array.isArray(ports) && ports.length > 0 && ports.every((port) => Number.isInteger(port) && port > 0 && port < 65536);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function oneOf(names: readonly string[]): string {
  return `must be one of ${names.join(", ")}`;
}

function optional<T>(value: T | undefined, fits: (value: T) => boolean, field: string, wanted: string): void {
  check(value === undefined || fits(value), field, wanted);
}

function check(condition: boolean, field: string, wanted: string): asserts condition {
  if (!condition) throw invalid(field, wanted);
}
