import type { ErrorCode, SignerError, SignerFailure } from "./types.js";

/** A `SignerError` of the TypeScript side; the wasm side makes its own in the same shape. */
export function signerError(
  code: ErrorCode,
  message: string,
  facts: Partial<SignerFailure> = {},
  cause?: unknown,
): SignerError {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { retryable: code === "network", ...facts, name: "SignerError" as const, code });
}

/** A field that is missing, unknown, or not of the documented form. */
export function invalid(field: string): SignerError {
  return signerError("invalid_request", `${field} is missing, unknown or not of the documented form`, { field });
}

/** Whether something that was thrown is a `SignerError`. */
export function isSignerError(thrown: unknown): thrown is SignerError {
  return thrown instanceof Error && thrown.name === "SignerError" && "code" in thrown;
}
