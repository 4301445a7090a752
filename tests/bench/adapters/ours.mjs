/* bench: {"assets":["../../../js/dist/signer_connector_bg.wasm"],"pfx":true} */
// The built package. The same Blob at every call: the connector opens its key once and keeps it.
import { createSignerConnector } from '../../../js/dist/index.js';
import initialise from '../../../js/dist/signer_connector.js';
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

/** From the call to the moment when all that a signature touches is read; the call ends there. */
export async function readPdf(blob, creds) {
  const memory = Object.values(await initialise()).find((exported) => exported instanceof WebAssembly.Memory);
  const before = memory.buffer.byteLength;
  const controller = new AbortController();
  const start = performance.now();
  let done;
  const onProgress = ({ phase }) => {
    if (phase !== 'preparing' || done) return;
    done = { ms: performance.now() - start, wasmBytes: memory.buffer.byteLength, wasmGrown: memory.buffer.byteLength - before };
    controller.abort();
  };
  const request = { documentId: 'bench', documentType: 'pdf', documentFile: blob, certificateMode: 'a1', certificateFile, certificatePassword: creds.pfxPassword };
  await connector.sign({ ...request, onProgress, signal: controller.signal }).catch((error) => {
    if (!done) throw error;
  });
  return done;
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
