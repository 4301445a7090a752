// node sign.mjs NODE.JS CERTIFICATES OUT CLOCK: signs the documents on stdin in each way; results.json says what became of them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stop } from "./world.mjs";

const [build, certificates, out, clock] = process.argv.slice(2);
const again = stop(Number(clock));
const { createSignerConnector } = await import(pathToFileURL(build).href);
const connector = createSignerConnector({});
const certificateFile = new Blob([readFileSync(join(certificates, "a1.pfx"))]);
const image = new Blob([readFileSync(new URL("../conformance/pictures/code.png", import.meta.url))]);
const appearance = { page: 1, position: "top-left", timeZone: "America/Sao_Paulo", image, qr: "https://example.com/v/8Q2M", border: true };
const professional = { council: "CRM", number: "123456", state: "SP", specialty: "Cardiologia" };
const WAYS = {
  plain: {},
  visible: { appearance },
  certified: { certify: "form-filling" },
  medical: { medical: { document: "prescription", professional } },
};

const results = {};
let number = 0;
for (const { name, path, password } of JSON.parse(readFileSync(0, "utf8"))) {
  const document = readFileSync(path);
  for (const [way, options] of Object.entries(WAYS)) await keep(`${name}, ${way}`, document, { ...options, ...(password && { password }) });
  const signed = results[`${name}, plain`].file;
  if (signed) await keep(`${name}, again`, readFileSync(join(out, signed)), { appearance: { page: "last" }, ...(password && { password }) });
}
writeFileSync(join(out, "results.json"), JSON.stringify(results, null, 1));

async function keep(name, document, options) {
  again();
  try {
    const { signedDocument, ...facts } = await sign(document, options);
    const file = `${String((number += 1)).padStart(4, "0")}.pdf`;
    writeFileSync(join(out, file), new Uint8Array(await signedDocument.arrayBuffer()));
    results[name] = { file, facts };
  } catch (error) {
    // The words are for people and may change; the code and its fields may not.
    results[name] = { facts: { ...error } };
  }
}

/** As an integrator does: a damaged file is signed with `repair` where it can be. */
async function sign(document, options) {
  const request = {
    documentId: "same", documentType: "pdf", documentFile: new Blob([document]), certificateMode: "a1", certificateFile, certificatePassword: "segredo",
    requestOptions: { metadata: { reason: "Aprovação", location: "São Paulo", contact: "ana@example.com" } }, ...options,
  };
  try {
    return await connector.sign(request);
  } catch (error) {
    if (error.code !== "document_malformed") throw error;
    return connector.sign({ ...request, repair: true });
  }
}
