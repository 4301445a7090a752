/* bench: {"assets":["../../../js/dist/signer_connector_bg.wasm"],"pfx":true} */
// The built package. The same Blob at every call: the connector opens its key once and keeps it.
import { createSignerConnector } from '../../../js/dist/index.js';
export const name = 'ours';
export const label = 'Signer Connector';
export const supports = ['pdf'];
let connector, certificateFile;

/** Opening the key is preparation for every adapter: one small signature does it here. */
export async function prepare(creds) {
  connector = createSignerConnector({});
  certificateFile = new Blob([creds.pfx]);
  await signPdf(new Blob([SMALLEST]), creds);
}

export async function signPdf(blob, creds) {
  const { signedDocument } = await connector.sign({
    documentId: 'bench',
    documentType: 'pdf',
    documentFile: blob,
    certificateMode: 'a1',
    certificateFile,
    certificatePassword: creds.pfxPassword,
    requestOptions: { metadata: { reason: 'bench', location: 'BR' } },
  });
  return signedDocument;
}

const SMALLEST = smallest();

/** One empty page. */
function smallest() {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>', '<</Type/Page/Parent 2 0 R/Resources<<>>>>'];
  let file = '%PDF-1.7\n';
  let table = 'xref\n0 4\n0000000000 65535 f \n';
  objects.forEach((value, i) => {
    table += `${String(file.length).padStart(10, '0')} 00000 n \n`;
    file += `${i + 1} 0 obj\n${value}\nendobj\n`;
  });
  return `${file}${table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
}
