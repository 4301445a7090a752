// Compiled, not run: what the types have to allow, and what they have to catch.

import type {
  A1Request,
  Appearance,
  AppearanceContent,
  CertificateCandidate,
  Download,
  ErrorCode,
  Medical,
  Phase,
  ProgressEvent,
  Registration,
  SignerConnector,
  SignerError,
  SignRequest,
  SignResult,
} from "signer-connector";
import { createSignerConnector, isSignerError } from "signer-connector";
import { createSignerConnector as inline } from "signer-connector/inline";

const document = new Blob();
const connector: SignerConnector = createSignerConnector({
  apiBaseUrl: "https://api.example/api",
  bearerToken: async () => "TOKEN",
  agentPorts: [17340] as const,
  assets: {
    wasm: new URL("https://cdn.example/a.wasm"),
    a1: "/a1.wasm",
    appearance: new Response(),
    font: "/font.ttf",
  },
});
const common = { documentId: "1", documentFile: document };
const minimal = { ...common, certificateMode: "local" } as const satisfies SignRequest;
const a1: A1Request = {
  ...common,
  certificateMode: "a1",
  certificateFile: new ArrayBuffer(1),
  certificatePassword: "",
};
export const requests: SignRequest[] = [minimal, a1, { ...common, certificateMode: "cloud", providerHint: "csc" }];
const content: AppearanceContent = {
  text: "{name}",
  identifier: "full",
  language: "en",
  timeZone: "UTC",
  image: document,
  qr: "x",
  font: new Uint8Array(1),
  border: true,
};
export const appearances: Appearance[] = [
  {},
  { field: "Sig" },
  { field: "Sig", ...content, text: false },
  { page: 3, rect: { x: 0, y: 0, width: 1, height: 1 } },
];
export const medical: Medical = {
  document: "prescription",
  professional: { council: "CRM", number: "1", state: "SP" },
};

export async function everything(): Promise<void> {
  const result: SignResult = await inline().sign({
    ...minimal,
    documentType: "pdf",
    documentFile: new Uint8Array(1),
    password: "senha",
    repair: true,
    trust: "icp-brasil",
    certify: "form-filling",
    appearance: { page: "first", position: "top-left", width: 200, height: 60, margin: 12, ...content },
    medical: {
      document: "2.16.76.1.12.1.7",
      professional: { council: "2.16.76.1.4.2.12", number: "1", state: "SP", specialty: "" },
    },
    selectCertificate: async (candidates) => candidates.find((one: CertificateCandidate) => one.tokenLabel === "x"),
    requestOptions: { metadata: { reason: "r", location: "l", name: "n", contact: "c", other: "o" } },
    onProgress: (event: ProgressEvent) => event.phase === "loading" && event.loaded,
    signal: AbortSignal.timeout(1),
    timeout: 60,
  });
  const registration: Registration | undefined = result.registration;
  await connector.register({ ...(registration && { registration }) });
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
// @ts-expect-error a key in a file needs the file
void connector.sign({ ...common, certificateMode: "a1", certificatePassword: "" });
// @ts-expect-error a token has no provider
void connector.sign({ ...common, certificateMode: "local", providerHint: "birdid" });
// @ts-expect-error a provider needs no file
void connector.sign({ ...common, certificateMode: "cloud", certificateFile: document });
// @ts-expect-error a rectangle is a place already
void connector.sign({ ...a1, appearance: { rect: { x: 0, y: 0, width: 1, height: 1 }, position: "top" } });
// @ts-expect-error a rectangle has its size already
void connector.sign({ ...a1, appearance: { rect: { x: 0, y: 0, width: 1, height: 1 }, width: 5 } });
// @ts-expect-error with exactOptionalPropertyTypes an option is left out, not undefined
void connector.sign({ ...a1, repair: undefined });
// @ts-expect-error a misspelt option
void connector.sign({ ...minimal, documentID: "1" });
// @ts-expect-error not supported yet
void connector.sign({ ...minimal, documentType: "xml" });
// @ts-expect-error an index is not a certificate
void connector.sign({ ...minimal, selectCertificate: () => 0 });
// @ts-expect-error a root that nobody knows
void connector.sign({ ...minimal, trust: "icp" });
declare const compiled: WebAssembly.Module;
// @ts-expect-error a module is no font
createSignerConnector({ assets: { wasm: compiled, font: compiled } });
// @ts-expect-error a code that does not exist
export const code: ErrorCode = "pin_wrong";
// @ts-expect-error the API's spelling is not that of the call
void connector.getDownloadUrl({ signature_id: "1" });
// @ts-expect-error a field that is there keeps its place
void connector.sign({ ...minimal, appearance: { field: "Sig", page: 1 } });
// @ts-expect-error a place that is none of the nine
void connector.sign({ ...minimal, appearance: { position: "bottomRight" } });
// @ts-expect-error a rectangle has four numbers
void connector.sign({ ...minimal, appearance: { rect: { x: 0, y: 0, width: 1 } } });
// @ts-expect-error DocMDP's numbers are not the words of this API
void connector.sign({ ...minimal, certify: 2 });
const professional = { council: "CRO", number: "1", state: "SP" } as const;
// @ts-expect-error a council of which no name is confirmed goes by its OID
void connector.sign({ ...minimal, medical: { document: "prescription", professional } });
