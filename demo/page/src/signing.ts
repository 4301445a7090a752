// The one call that signs, made from the choices on the page.

import { createSignerConnector, type ProgressEvent, type SignResult } from "signer-connector";
import type { Config } from "./config.js";
import { language } from "./language.js";
import type { Choices } from "./state.js";

type Connector = ReturnType<typeof createSignerConnector>;
type SignRequest = Parameters<Connector["sign"]>[0];
export type SelectCertificate = NonNullable<SignRequest["selectCertificate"]>;

/** The view of a running call, and the way to stop it. */
export interface Watcher {
  readonly onProgress: (event: ProgressEvent) => void;
  readonly selectCertificate: SelectCertificate;
  readonly signal: AbortSignal;
}

/** A signed document and an address to download it from. */
export interface Signed {
  readonly result: SignResult;
  readonly url: string;
  readonly at: Date;
  readonly document: File;
  /** False where this signature forbids all later ones (DocMDP 1; ISO 32000-2, table 257). */
  readonly takesMore: boolean;
}

export function createSigning(config: Config): (choices: Choices, watcher: Watcher) => Promise<Signed> {
  const { apiBaseUrl, token, agentPorts } = config;
  const connector = createSignerConnector({
    apiBaseUrl,
    bearerToken: token,
    ...(agentPorts && { agentPorts: [...agentPorts] }),
  });
  return async (choices, watcher) => {
    const result = await connector.sign({ ...request(choices), ...watcher });
    const { url } = await connector.getDownloadUrl({ signatureId: result.signature_id });
    return { result, url, at: new Date(), document: documentOf(choices), takesMore: choices.certify !== "no-changes" };
  };
}

function request(choices: Choices): SignRequest {
  const documentFile = documentOf(choices);
  return {
    documentId: documentFile.name.replace(/[^\w.-]+/g, "-").slice(0, LONGEST_IDENTIFIER),
    documentType: "pdf",
    documentFile,
    ...key(choices),
    ...(choices.documentPassword && { password: choices.documentPassword }),
    ...(choices.repair && { repair: true }),
    ...(choices.certify && { certify: choices.certify }),
    ...(choices.visible && { appearance: appearance(choices) }),
    requestOptions: { metadata: metadata(choices) },
  };
}

function key({ way, certificate, password, provider }: Choices) {
  if (way === "local") return { certificateMode: way } as const;
  if (way === "cloud") return { certificateMode: way, providerHint: provider } as const;
  if (!certificate) throw new TypeError("no certificate chosen");
  return { certificateMode: way, certificateFile: certificate, certificatePassword: password } as const;
}

function appearance({ page, position, image, qr }: Choices): NonNullable<SignRequest["appearance"]> {
  return { page, position, language: language(), ...(image && { image }), ...(qr && { qr }) };
}

function metadata({ reason, location }: Choices): Record<string, string> {
  return { ...(reason && { reason }), ...(location && { location }) };
}

function documentOf({ document }: Choices): File {
  if (!document) throw new TypeError("no document chosen");
  return document;
}

/** Names of files may be longer than an API takes for an identifier. */
const LONGEST_IDENTIFIER = 100;
