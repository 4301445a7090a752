import { invalid } from "./errors.js";
import type { SignResult } from "./types.js";

/** Signed documents that are kept for whoever asks where they are. */
const KEPT = 20;

/** Documents that one connector signed. A `Blob` refers to the input and the update; keeping it keeps no copy. */
export class Documents {
  /** By signature, in the order of signing. */
  readonly #kept = new Map<string, Blob>();
  readonly #forgotten = new Set<string>();
  /** An address holds its document until it is revoked. */
  readonly #addresses = new Map<string, string>();

  keep({ signature_id, signedDocument }: SignResult): void {
    this.#kept.delete(signature_id);
    this.#kept.set(signature_id, signedDocument);
    const [oldest] = this.#kept.keys();
    if (oldest === undefined || this.#kept.size <= KEPT) return;
    this.#kept.delete(oldest);
    this.#forgotten.add(oldest);
  }

  /** The `blob:` address of a document, the same each time; none for one that was not signed here. */
  address(signatureId: string): string | undefined {
    const given = this.#addresses.get(signatureId);
    if (given !== undefined) return given;
    const document = this.#kept.get(signatureId);
    if (document !== undefined) return this.#giveOut(signatureId, document);
    if (!this.#forgotten.has(signatureId)) return undefined;
    throw invalid("signatureId", `names a document that is gone: only the last ${KEPT} signed documents are kept`);
  }

  /** Revokes the addresses too. */
  clear(): void {
    for (const address of this.#addresses.values()) URL.revokeObjectURL(address);
    this.#addresses.clear();
    this.#kept.clear();
    this.#forgotten.clear();
  }

  #giveOut(signatureId: string, document: Blob): string {
    const address = URL.createObjectURL(document);
    this.#addresses.set(signatureId, address);
    return address;
  }
}
