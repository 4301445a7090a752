import type { Connection } from "./connection.js";
import { invalid } from "./errors.js";
import { known } from "./options/checks.js";
import { page } from "./page.js";
import type { WasmDownload } from "./shapes/index.js";
import type { Download } from "./types.js";

/** The address of a document that was signed here, else of one that the API holds. */
export async function getDownloadUrl(connection: Connection, request: { signatureId: string }): Promise<Download> {
  const { signatureId } = known(request, { signatureId: true }, "request");
  if (typeof signatureId !== "string" || signatureId === "") {
    throw invalid("signatureId", "must be a string that is not empty");
  }
  const address = connection.documents.address(signatureId);
  return address === undefined ? fromApi(connection, signatureId) : { url: address, source: "memory" };
}

async function fromApi(connection: Connection, signatureId: string): Promise<Download> {
  const { settings } = connection;
  const { apiBaseUrl } = settings;
  if (apiBaseUrl === undefined) {
    throw invalid("signatureId", "names no document that was signed here, and there is no apiBaseUrl");
  }
  return connection.run(undefined, async (ending) => {
    const wasm = await connection.wasm();
    const asked = wasm.downloadUrl(page(settings, ending, {}), apiBaseUrl, signatureId);
    const download: WasmDownload = await asked;
    return { ...download, source: "api" };
  });
}
