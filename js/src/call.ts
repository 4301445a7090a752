import type { Drawing } from "./appearance/drawing.js";
import type { Ending } from "./ending.js";
import { medicalEntries } from "./options/medical.js";
import { CERTIFICATIONS, type CheckedRequest } from "./options/request.js";
import { page, type Tell } from "./page.js";
import type { Call, PlainRequest } from "./shapes/index.js";
import type { ConnectorOptions } from "./types.js";

/** The files of a call, ready to be read. */
export interface Files {
  document: Blob;
  certificateFile: Blob | undefined;
}

/** A `sign()` as it crosses into the wasm. */
export function call(
  settings: ConnectorOptions,
  request: CheckedRequest,
  files: Files,
  ending: Ending,
  tell: Tell,
  drawing?: Promise<Drawing | undefined>,
): Call {
  const { selectCertificate } = request;
  return {
    ...page(settings, ending, {
      tell,
      ...(selectCertificate && { selectCertificate }),
      draw: async (wanted) => (await drawing)?.draw(wanted) ?? [],
    }),
    request: plain(settings, request),
    ...files,
    certificatePassword: request.certificatePassword,
  };
}

function plain(settings: ConnectorOptions, request: CheckedRequest): PlainRequest {
  return {
    documentId: request.documentId,
    documentType: request.documentType,
    certificateMode: request.certificateMode,
    documentName: request.documentName,
    providerHint: request.providerHint,
    metadata: metadata(request),
    password: request.password,
    repair: request.repair ?? false,
    trust: request.trust,
    certify: request.certify && CERTIFICATIONS.indexOf(request.certify) + 1,
    information: request.medical === undefined ? [] : medicalEntries(request.medical),
    placement: request.appearance?.placement,
    apiBaseUrl: settings.apiBaseUrl,
    agentPorts: settings.agentPorts && Uint16Array.from(settings.agentPorts),
  };
}

function metadata({ requestOptions }: CheckedRequest): [string, string][] {
  const entries = Object.entries(requestOptions?.metadata ?? {});
  return entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
}
