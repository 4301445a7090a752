// The package as built by `make build`, or the one that SIGNER_PACKAGE points at.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const built = fileURLToPath(new URL("../../../js/dist/node.js", import.meta.url));

export async function openSigner() {
  const { createSignerConnector } = await import(pathToFileURL(resolve(process.env.SIGNER_PACKAGE ?? built)).href);
  const connector = createSignerConnector({});
  const files = new Map(); // the same Blob for the same file, so that its key is opened once

  return async (document, { pfx, pfxPassword, password, metadata, options }) => {
    const image = options?.appearance?.image;
    if (!files.has(pfx)) files.set(pfx, new Blob([readFileSync(pfx)]));
    const result = await connector.sign({
      documentId: "conformance",
      documentType: "pdf",
      documentFile: new Blob([document]),
      certificateMode: "a1",
      certificateFile: files.get(pfx),
      certificatePassword: pfxPassword,
      ...(password && { password }),
      ...options,
      ...(image && { appearance: { ...options.appearance, image: new Blob([readFileSync(image)]) } }),
      requestOptions: { metadata },
    });
    return new Uint8Array(await result.signedDocument.arrayBuffer());
  };
}
