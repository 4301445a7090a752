// Compiled, not run: what the types have to allow, and what they have to catch.
import { createSignerConnector, isSignerError } from "signer-connector";
import type { CertificateCandidate, Download, ErrorCode, Phase, ProgressEvent, SignerConnector, SignerError, SignRequest, SignResult } from "signer-connector";
import { createSignerConnector as inline } from "signer-connector/inline";

const document = new Blob();
const connector: SignerConnector = createSignerConnector({ apiBaseUrl: "https://api.example/api", bearerToken: async () => "TOKEN", agentPorts: [17340] as const });
const minimal: SignRequest = { documentId: "1", certificateMode: "local", documentFile: document };

export async function everything(): Promise<void> {
  const result: SignResult = await inline().sign({
    ...minimal,
    documentType: "pdf",
    documentFile: new Uint8Array(1),
    certificateFile: new ArrayBuffer(1),
    certificatePassword: "",
    providerHint: "csc",
    selectCertificate: async (candidates) => candidates.find((one: CertificateCandidate) => one.tokenLabel === "x"),
    requestOptions: { metadata: { reason: "r", location: "l", name: "n", contact: "c", other: "o" } },
    onProgress: (event: ProgressEvent) => event.phase === "loading" && event.loaded,
    signal: AbortSignal.timeout(1),
  });
  const download: Download = await connector.getDownloadUrl({ signatureId: result.signature_id });
  const source: "api" | "memory" = download.source;
  void [source, result.signer.cpf?.length, result.signedDocument.size];
}

export function say(error: unknown): string | undefined {
  if (!isSignerError(error)) return undefined;
  const known: SignerError = error;
  switch (known.code) {
    case "pin_incorrect":
      return String(known.retriesLeft);
    default:
      return known.code satisfies ErrorCode;
  }
}

/** A page that has words for every phase finds out when there is a new one. */
export const words: Record<Phase, string> = {
  loading: "",
  reading: "",
  hashing: "",
  waiting_for_approval: "",
  preparing: "",
  signing: "",
  finishing: "",
  registering: "",
};

// @ts-expect-error a document is needed
void connector.sign({ documentId: "1", certificateMode: "a1" });
// @ts-expect-error a misspelt option
void connector.sign({ ...minimal, documentID: "1" });
// @ts-expect-error not supported yet
void connector.sign({ ...minimal, documentType: "xml" });
// @ts-expect-error an index is not a certificate
void connector.sign({ ...minimal, selectCertificate: () => 0 });
// @ts-expect-error a code that does not exist
export const code: ErrorCode = "pin_wrong";
// @ts-expect-error the API's spelling is not that of the call
void connector.getDownloadUrl({ signature_id: "1" });
