import type { ErrorCode, SignerError, SignerFailure } from "./types.js";

/** A `SignerError` of the TypeScript side; the wasm side makes its own in the same shape. */
export function signerError(
  code: ErrorCode,
  message: string,
  facts: Partial<SignerFailure> = {},
  cause?: unknown,
): SignerError {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  const retryable = code === "network" || code === "rate_limited";
  return Object.assign(error, { retryable, ...facts, name: "SignerError" as const, code });
}

/** A field that is not what it has to be. */
export function invalid(field: string, wanted: string, cause?: unknown): SignerError {
  return signerError("invalid_request", `${field} ${wanted}`, { field }, cause);
}

/** A file of this package that did not come. */
export function notLoaded(what: string, cause: unknown): SignerError {
  return signerError("network", `${what} could not be loaded`, { reason: String(cause) }, cause);
}

/** Whether something that was thrown is a `SignerError`. */
export function isSignerError(thrown: unknown): thrown is SignerError {
  return thrown instanceof Error && thrown.name === "SignerError" && "code" in thrown;
}

/** What a promise of this package rejects with: anything that is not a `SignerError` is a defect of ours. */
export function asSignerError(thrown: unknown): SignerError {
  return isSignerError(thrown) ? thrown : signerError("internal", `${String(thrown)}, please report`, {}, thrown);
}
