import { readFile } from "node:fs/promises";
import { createSignerConnector } from "signer-connector";

export async function signs() {
  const { signedDocument, signer } = await createSignerConnector().sign({
    documentId: "contract-001",
    documentFile: new File([await readFile("contract.pdf")], "contract.pdf"),
    certificateMode: "a1",
    certificateFile: new File([await readFile("a1.pfx")], "a1.pfx"),
    certificatePassword: "segredo",
  });
  expect(signer.name).toMatch(/ANA TESTE OLIVEIRA/);
  expect(signedDocument.size).toBeGreaterThan(5000);
}
