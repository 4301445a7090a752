import { signerError } from "./errors.js";
import type { ConnectorOptions, Download, SignResult } from "./types.js";

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

  async url(signatureId: string): Promise<Download> {
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
    const { apiBaseUrl, bearerToken } = this.#options;
    if (apiBaseUrl === undefined) throw unknownSignature(signatureId);
    const token = typeof bearerToken === "function" ? await bearerToken() : bearerToken;
    const address = `${apiBaseUrl.replace(/\/+$/, "")}/v1/signatures/${encodeURIComponent(signatureId)}/download-url`;
    const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(address, { headers }).catch((cause: unknown) => {
      throw signerError("network", "the API could not be reached", { reason: String(cause) }, cause);
    });
    if (response.status === 401) throw signerError("api_unauthorized", "the API did not accept the bearer token");
    if (!response.ok) throw await rejected(response);
    const { url, expires_at } = (await response.json()) as { url: string; expires_at?: string };
    return { url, source: "api", ...(expires_at !== undefined && { expiresAt: expires_at }) };
  }
}

async function rejected(response: Response) {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: string } } | undefined;
  const apiCode = body?.error?.code ?? "";
  return signerError("api_rejected", `the API answered ${response.status} ${apiCode}`, { status: response.status, apiCode });
}

function unknownSignature(signatureId: string) {
  return signerError("invalid_request", `no document was signed here as ${signatureId}`, { field: "signatureId" });
}
