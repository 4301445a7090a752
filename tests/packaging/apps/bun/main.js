import { readFile, writeFile } from "node:fs/promises";
import { createSignerConnector } from "signer-connector";

const { signedDocument, signer } = await createSignerConnector().sign({
  documentId: "contract-001",
  documentFile: new Blob([await readFile("contract.pdf")]),
  certificateMode: "a1",
  certificateFile: new Blob([await readFile("a1.pfx")]),
  certificatePassword: "segredo",
  appearance: {},
});
await writeFile("signed.pdf", new Uint8Array(await signedDocument.arrayBuffer()));
console.log(signer.name);
