// LibPDF, the peer that the benchmark installs: shows what the judges make of somebody else's signatures.
import { readFileSync } from "node:fs";

const installed = new URL("../../bench/node_modules/@libpdf/core/dist/index.mjs", import.meta.url);

export async function openSigner() {
  const { PDF, P12Signer } = await import(installed.href);
  const signers = new Map();

  return async (document, { pfx, pfxPassword, password, metadata = {} }) => {
    const key = `${pfx} ${pfxPassword}`;
    if (!signers.has(key)) signers.set(key, await P12Signer.create(new Uint8Array(readFileSync(pfx)), pfxPassword));
    const pdf = await PDF.load(new Uint8Array(document), password ? { credentials: password } : {});
    const { reason, location, contact } = metadata;
    const { bytes } = await pdf.sign({ signer: signers.get(key), reason, location, contactInfo: contact });
    return bytes;
  };
}
