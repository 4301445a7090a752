import type { ErrorCode, SignerError, SignerFailure } from "./types.js";

/** A `SignerError` of the TypeScript side; the wasm side makes its own in the same shape. */
export function signerError(
  code: ErrorCode,
  message: string,
  facts: Partial<SignerFailure> = {},
  cause?: unknown,
): SignerError {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  const retryable = code === "network" || code === "rate_limited" || code === "timeout";
  return Object.assign(error, { retryable, ...facts, name: "SignerError" as const, code });
}

/** The failure of a field that is not as it has to be. */
export function invalid(field: string, wanted: string, cause?: unknown): SignerError {
  return signerError("invalid_request", `${field} ${wanted}`, { field, reason: wanted }, cause);
}

/** The failure of a file of this package that did not come. */
export function notLoaded(what: string, cause: unknown): SignerError {
  if (isSignerError(cause)) return cause;
  return signerError("network", `${what} could not be loaded`, { reason: String(cause) }, cause);
}

/** A part of this package that only some calls need. */
export function loaded<T>(what: string, module: Promise<T>): Promise<T> {
  return module.catch((cause: unknown) => {
    throw notLoaded(what, cause);
  });
}

/** True for a `SignerError`, and only for that. */
export function isSignerError(thrown: unknown): thrown is SignerError {
  return thrown instanceof Error && thrown.name === "SignerError" && "code" in thrown;
}

/** The reason that a promise of this package rejects with: anything but a `SignerError` is a defect of ours. */
export function asSignerError(thrown: unknown): SignerError {
  return isSignerError(thrown) ? thrown : signerError("internal", `${String(thrown)}, please report`, {}, thrown);
}
