import { isToken, TOKEN } from "../bearer-token.js";
import type { Certification, ConnectorOptions, SignRequest } from "../types.js";
import { type CheckedAppearance, checkAppearance } from "./appearance.js";
import {
  blob,
  check,
  type Fields,
  isFunction,
  isObject,
  known,
  optional,
  optionalBlob,
  optionalType,
  optionalWord,
  type ReadyBlob,
  text,
  word,
} from "./checks.js";
import { checkMedical } from "./medical.js";

/** A request whose files are `Blob`s, and which nobody else changes. */
export type CheckedRequest = Omit<SignRequest, "documentFile" | "certificateFile" | "appearance"> & {
  documentFile: ReadyBlob;
  documentName: string | undefined;
  certificateFile: ReadyBlob | undefined;
  appearance: CheckedAppearance | undefined;
};

const REQUEST: Fields<SignRequest> = {
  documentId: true,
  documentType: true,
  certificateMode: true,
  documentFile: true,
  providerHint: true,
  certificateFile: true,
  certificatePassword: true,
  password: true,
  repair: true,
  trust: true,
  appearance: true,
  certify: true,
  medical: true,
  selectCertificate: true,
  requestOptions: true,
  onProgress: true,
  signal: true,
  timeout: true,
};
const OPTIONS: Fields<ConnectorOptions> = { apiBaseUrl: true, bearerToken: true, agentPorts: true, assets: true };
const REQUEST_OPTIONS: Fields<NonNullable<SignRequest["requestOptions"]>> = { metadata: true };
const MODES: readonly string[] = ["cloud", "local", "a1"] satisfies SignRequest["certificateMode"][];
const PROVIDERS: readonly string[] = [
  "birdid",
  "vidaas",
  "serproid",
  "certisign",
  "csc",
] satisfies SignRequest["providerHint"][];
const ROOTS: readonly string[] = ["icp-brasil"] satisfies SignRequest["trust"][];
/** In the order of `/P` (ISO 32000-2, table 257), from 1. */
export const CERTIFICATIONS: readonly Certification[] = ["no-changes", "form-filling", "annotations"];
/** `xml` and `cms` are documented; the wasm says that they are not supported. */
const TYPES: readonly string[] = ["pdf", "xml", "cms"];

/** Unknown options are errors: a typo must not silently change what is signed. */
export function checkOptions(given: ConnectorOptions): ConnectorOptions {
  const options = known(given, OPTIONS, "options");
  const { apiBaseUrl, bearerToken, agentPorts } = options;
  check(bearerToken === undefined || typeof bearerToken === "function" || isToken(bearerToken), "bearerToken", TOKEN);
  check(agentPorts === undefined || isPorts(agentPorts), "agentPorts", "must be a list of ports that is not empty");
  return {
    ...options,
    ...(apiBaseUrl !== undefined && { apiBaseUrl: base(apiBaseUrl) }),
    ...(agentPorts && { agentPorts: [...agentPorts] }),
  };
}

/** A request that was checked like the options: unknown fields are errors. */
export function checkRequest(given: SignRequest, settings: ConnectorOptions): CheckedRequest {
  const request = known(given, REQUEST, "request");
  const { certificateMode, documentFile, appearance, medical } = request;
  text(request.documentId, "documentId");
  word(certificateMode, MODES, "certificateMode");
  optionalWord(request.documentType, TYPES, "documentType");
  optionalWord(request.providerHint, PROVIDERS, "providerHint");
  optionalWord(request.trust, ROOTS, "trust");
  optionalWord(request.certify, CERTIFICATIONS, "certify");
  for (const name of ["certificatePassword", "password"] as const) optionalType(request[name], "string", name);
  for (const name of ["onProgress", "selectCertificate"] as const) optionalType(request[name], "function", name);
  optionalType(request.repair, "boolean", "repair");
  optional(request.signal, isSignal, "signal", "must be an AbortSignal");
  optional(request.timeout, isDuration, "timeout", "must be a number of seconds above 0");
  check(
    certificateMode !== "a1" || request.certificateFile !== undefined,
    "certificateFile",
    "is needed for certificateMode a1",
  );
  check(
    certificateMode !== "cloud" || settings.apiBaseUrl !== undefined,
    "apiBaseUrl",
    "is needed for certificateMode cloud",
  );
  return {
    ...request,
    requestOptions: checkRequestOptions(request.requestOptions),
    documentFile: blob(documentFile, "documentFile"),
    documentName: nameOf(documentFile as Partial<File>),
    certificateFile: optionalBlob(request.certificateFile, "certificateFile"),
    appearance: appearance === undefined ? undefined : checkAppearance(appearance),
    ...(medical !== undefined && { medical: checkMedical(medical) }),
  };
}

/** Only a `File` has one. */
function nameOf({ name }: { name?: unknown }): string | undefined {
  return typeof name === "string" && name !== "" ? name : undefined;
}

function checkRequestOptions(given: SignRequest["requestOptions"] = {}): NonNullable<SignRequest["requestOptions"]> {
  const { metadata } = known(given, REQUEST_OPTIONS, "requestOptions", "requestOptions.");
  if (metadata === undefined) return {};
  check(isObject(metadata), "requestOptions.metadata", "must be an object");
  const copy = { ...metadata };
  for (const [name, value] of Object.entries(copy)) optionalType(value, "string", `requestOptions.metadata.${name}`);
  return { metadata: copy };
}

/** The API's address; a relative one is of the page's own host. What is signed for whom goes over no wire in the clear. */
function base(given: unknown): string {
  const url = typeof given === "string" && !/[?#]/.test(given) ? parsed(given) : undefined;
  check(
    url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === "",
    "apiBaseUrl",
    "must be an http(s) address without query, fragment and password, or a path",
  );
  const isSafe = url.protocol === "https:" || /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  check(isSafe, "apiBaseUrl", "must be https, but on this machine");
  return url.href;
}

function parsed(address: string): URL | undefined {
  try {
    return new URL(address, /^\/(?!\/)/.test(address) ? globalThis.location?.href : undefined);
  } catch {
    return undefined;
  }
}

function isDuration(seconds: unknown): boolean {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0;
}

/** A signal of another realm is of another class. */
function isSignal(signal: AbortSignal): boolean {
  return isObject(signal) && typeof signal.aborted === "boolean" && isFunction(signal.addEventListener);
}

function isPorts(ports: unknown): boolean {
  return (
    Array.isArray(ports) &&
    ports.length > 0 &&
    ports.every((port) => Number.isInteger(port) && port > 0 && port < 65536)
  );
}
