import type { SignResult } from "./types.js";

/** Documents that one connector signed. A `Blob` refers to the input and the update; keeping it keeps no copy. */
export class Documents {
  readonly #kept = new Map<string, Blob>();
  readonly #addresses = new Map<string, string>();

  keep({ signature_id, signedDocument }: SignResult): void {
    this.#kept.set(signature_id, signedDocument);
  }

  /** The `blob:` address of a document, the same each time; none for one that was not signed here. */
  address(signatureId: string): string | undefined {
    const document = this.#kept.get(signatureId);
    if (document === undefined) return undefined;
    const address = this.#addresses.get(signatureId) ?? URL.createObjectURL(document);
    this.#addresses.set(signatureId, address);
    return address;
  }

  /** Revokes the addresses too. */
  clear(): void {
    for (const address of this.#addresses.values()) URL.revokeObjectURL(address);
    this.#addresses.clear();
    this.#kept.clear();
  }
}
