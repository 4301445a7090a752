import type { Connection } from "./connection.js";
import { check, isObject, text } from "./options/checks.js";
import { page } from "./page.js";
import type { Registration } from "./types.js";

/** Tells the API of a document that was signed when it did not listen. */
export async function register(connection: Connection, result: { registration?: Registration }): Promise<void> {
  check(isObject(result), "result", "must be what sign() gave");
  const { registration } = result;
  const { settings } = connection;
  const { apiBaseUrl } = settings;
  check(isRegistration(registration), "registration", "is what sign() gives with the warning not_registered");
  check(apiBaseUrl !== undefined, "apiBaseUrl", "is needed to register");
  await connection.run(undefined, async (ending) => {
    const wasm = await connection.wasm();
    await wasm.register(page(settings, ending, {}), apiBaseUrl, registration);
  });
}

function isRegistration(given: unknown): given is Registration {
  if (!isObject(given)) return false;
  const { sessionId, signatureId, signedDocumentDigest, size } = given as Partial<Registration>;
  text(sessionId, "registration.sessionId");
  text(signedDocumentDigest, "registration.signedDocumentDigest");
  return (signatureId === undefined || typeof signatureId === "string") && Number.isSafeInteger(size);
}
