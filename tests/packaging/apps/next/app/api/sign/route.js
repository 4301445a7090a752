import { readFile } from "node:fs/promises";
import { createSignerConnector } from "signer-connector";

export const dynamic = "force-dynamic";

/** Signs on the server. */
export async function GET() {
  const { signedDocument } = await createSignerConnector().sign({
    documentId: "contract-001",
    documentFile: new Blob([await readFile("public/contract.pdf")]),
    certificateMode: "a1",
    certificateFile: new Blob([await readFile("public/a1.pfx")]),
    certificatePassword: "segredo",
    appearance: {},
  });
  return new Response(signedDocument);
}
