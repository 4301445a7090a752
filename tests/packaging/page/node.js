// A script on a server, as an integrator writes it: node node.js OUTPUT [visibly]
import { readFile, writeFile } from "node:fs/promises";
import { createSignerConnector } from "signer-connector";

const result = await createSignerConnector({}).sign({
  documentId: "contract-001",
  documentType: "pdf",
  documentFile: new Blob([await readFile("contract.pdf")]),
  certificateMode: "a1",
  certificateFile: new Blob([await readFile("certificates/a1.pfx")]),
  certificatePassword: "segredo",
  ...(process.argv[3] === "visibly" && { appearance: { identifier: "none" } }),
  requestOptions: { metadata: { reason: "Aprovação", location: "São Paulo" } },
});
await writeFile(process.argv[2], new Uint8Array(await result.signedDocument.arrayBuffer()));
console.log(JSON.stringify(result.signer));
