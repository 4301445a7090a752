import { bearerToken } from "./bearer-token.js";
import type { Connection } from "./connection.js";
import { invalid, signerError } from "./errors.js";
import { known } from "./options/checks.js";
import type { ConnectorOptions, Download, SignerError } from "./types.js";

/** The address of a document that was signed here, else of one that the API holds. */
export async function getDownloadUrl(
  { documents, settings }: Connection,
  request: { signatureId: string },
): Promise<Download> {
  known(request, { signatureId: true }, "request");
  const { signatureId } = request;
  if (typeof signatureId !== "string" || signatureId === "") {
    throw invalid("signatureId", "must be a string that is not empty");
  }
  const address = documents.address(signatureId);
  return address === undefined ? fromApi(settings, signatureId) : { url: address, source: "memory" };
}

async function fromApi(options: ConnectorOptions, signatureId: string): Promise<Download> {
  const { apiBaseUrl } = options;
  if (apiBaseUrl === undefined) {
    throw invalid("signatureId", "names no document that was signed here, and there is no apiBaseUrl");
  }
  const path = `/v1/signatures/${encodeURIComponent(signatureId)}/download-url`;
  const address = apiBaseUrl.replace(/\/+$/, "") + path;
  let reply = await ask(options, address);
  // Asked again, a function may give a token that is still good.
  if (reply.status === 401 && typeof options.bearerToken === "function") reply = await ask(options, address);
  const { url, expires_at, error } = reply.body;
  if (reply.status >= 300) throw refused(reply, error?.code ?? "");
  if (typeof url !== "string") throw refused(reply, "unexpected_answer");
  return { url, source: "api", ...(typeof expires_at === "string" && { expiresAt: expires_at }) };
}

/** An answer of the API: `retryAfter` in seconds, `body` empty where it is no JSON. */
interface Reply {
  status: number;
  retryAfter: number | undefined;
  body: { url?: unknown; expires_at?: unknown; error?: { code?: string } };
}

async function ask(options: ConnectorOptions, address: string): Promise<Reply> {
  const token = await bearerToken(options);
  const headers = { accept: "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  try {
    const response = await fetch(address, { headers });
    const body = json(await response.text()) ?? {};
    // Not Number(): an HTTP date, or no header at all, is no number of seconds.
    const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
    return { status: response.status, retryAfter: Number.isNaN(seconds) ? undefined : seconds, body };
  } catch (cause) {
    throw signerError("network", "the API could not be reached", { reason: String(cause) }, cause);
  }
}

function json(text: string): Reply["body"] | null | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As `Error::of_api` in signer-flow. */
function refused({ status, retryAfter }: Reply, apiCode: string): SignerError {
  if (status === 401) return signerError("api_unauthorized", "the API did not accept the bearer token");
  if (status === 429 || status === 503) {
    return signerError("rate_limited", "too many requests", retryAfter === undefined ? {} : { retryAfter });
  }
  return signerError("api_rejected", `the API answered ${status} ${apiCode}`, { status, apiCode });
}
