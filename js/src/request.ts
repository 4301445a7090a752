import { invalid } from "./errors.js";
import type { ConnectorOptions, SignRequest } from "./types.js";

type Fields<T> = Record<keyof T, true>;

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

/** Unknown options are errors: a typo must not silently change what is signed. */
export function checkOptions(options: ConnectorOptions): ConnectorOptions {
  known(options, OPTIONS, "options");
  const { apiBaseUrl, bearerToken, agentPorts } = options;
  check(apiBaseUrl === undefined || URL.canParse(apiBaseUrl), "apiBaseUrl");
  check(bearerToken === undefined || typeof bearerToken === "string" || typeof bearerToken === "function", "bearerToken");
  check(agentPorts === undefined || (agentPorts.length > 0 && agentPorts.every(isPort)), "agentPorts");
  return { ...options };
}

/** The same for one call. */
export function checkRequest(request: SignRequest): SignRequest {
  known(request, REQUEST, "request");
  check(typeof request.documentId === "string" && request.documentId !== "", "documentId");
  check(MODES.includes(request.certificateMode), "certificateMode");
  check(request.providerHint === undefined || PROVIDERS.includes(request.providerHint), "providerHint");
  check(request.certificatePassword === undefined || typeof request.certificatePassword === "string", "certificatePassword");
  check(request.certificateMode !== "a1" || request.certificateFile !== undefined, "certificateFile");
  check(request.signal === undefined || request.signal instanceof AbortSignal, "signal");
  checkFunction(request.onProgress, "onProgress");
  checkFunction(request.selectCertificate, "selectCertificate");
  if (request.requestOptions !== undefined) checkRequestOptions(request.requestOptions);
  return request;
}

function checkRequestOptions(options: NonNullable<SignRequest["requestOptions"]>): void {
  known(options, REQUEST_OPTIONS, "requestOptions");
  const metadata = options.metadata ?? {};
  check(typeof metadata === "object", "requestOptions.metadata");
  for (const [name, value] of Object.entries(metadata)) {
    check(value === undefined || typeof value === "string", `requestOptions.metadata.${name}`);
  }
}

/** What the caller gave, as a `Blob`; a `Blob` stays the object that it is. */
export function blob(file: SignRequest["documentFile"] | undefined, field: string): Blob {
  if (file instanceof Blob) return file;
  if (file instanceof ArrayBuffer) return new Blob([file]);
  if (file instanceof Uint8Array) return new Blob([file as Uint8Array<ArrayBuffer>]);
  throw invalid(field);
}

function known(given: object, fields: Record<string, true>, name: string): void {
  check(typeof given === "object" && given !== null, name);
  for (const key of Object.keys(given)) check(Object.hasOwn(fields, key), name === "request" || name === "options" ? key : `${name}.${key}`);
}

function checkFunction(value: unknown, field: string): void {
  check(value === undefined || typeof value === "function", field);
}

function isPort(port: unknown): boolean {
  return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65536;
}

function check(condition: boolean, field: string): asserts condition {
  if (!condition) throw invalid(field);
}
