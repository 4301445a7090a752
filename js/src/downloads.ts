import { request as ask, bearerToken, type Reply } from "./api.js";
import { invalid, signerError } from "./errors.js";
import { known } from "./options/checks.js";
import type { ConnectorOptions, Download, SignerError, SignResult } from "./types.js";

/** Signed documents of this page, and those that the API holds. */
export class Downloads {
  readonly #options: ConnectorOptions;
  readonly #documents = new Map<string, Blob>();
  readonly #urls = new Map<string, string>();

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** A `Blob` refers to the input and the update; keeping it keeps no copy. */
  keep({ signature_id, signedDocument }: SignResult): void {
    this.#documents.set(signature_id, signedDocument);
  }

  async url(request: { signatureId: string }): Promise<Download> {
    known(request, { signatureId: true }, "request");
    const { signatureId } = request;
    if (typeof signatureId !== "string" || signatureId === "")
      throw invalid("signatureId", "must be a string that is not empty");
    const document = this.#documents.get(signatureId);
    if (document === undefined) return this.#fromApi(signatureId);
    const url = this.#urls.get(signatureId) ?? URL.createObjectURL(document);
    this.#urls.set(signatureId, url);
    return { url, source: "memory" };
  }

  revoke(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
    this.#documents.clear();
  }

  async #fromApi(signatureId: string): Promise<Download> {
    const { apiBaseUrl } = this.#options;
    if (apiBaseUrl === undefined)
      throw invalid("signatureId", "names no document that was signed here, and there is no apiBaseUrl");
    const address = `${apiBaseUrl.replace(/\/+$/, "")}/v1/signatures/${encodeURIComponent(signatureId)}/download-url`;
    let reply = await this.#get(address);
    // Asked again, a function may give a token that is still good.
    if (reply.status === 401 && typeof this.#options.bearerToken === "function") reply = await this.#get(address);
    const { url, expires_at, error } = (reply.body ?? {}) as {
      url?: unknown;
      expires_at?: string;
      error?: { code?: string };
    };
    if (reply.status >= 300) throw refused(reply, error?.code ?? "");
    if (typeof url !== "string") throw refused(reply, "unexpected_answer");
    return { url, source: "api", ...(typeof expires_at === "string" && { expiresAt: expires_at }) };
  }

  async #get(address: string): Promise<Reply> {
    const token = await bearerToken(this.#options);
    const headers = { accept: "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    return ask(address, { headers }).catch((cause: unknown) => {
      throw signerError("network", "the API could not be reached", { reason: String(cause) }, cause);
    });
  }
}

/** As `Error::of_api` in signer-flow. */
function refused({ status, retryAfter }: Reply, apiCode: string): SignerError {
  if (status === 401) return signerError("api_unauthorized", "the API did not accept the bearer token");
  if (status === 429 || status === 503)
    return signerError("rate_limited", "too many requests", retryAfter === undefined ? {} : { retryAfter });
  return signerError("api_rejected", `the API answered ${status} ${apiCode}`, { status, apiCode });
}
