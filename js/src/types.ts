/**
 * The public types of `signer-connector`. Inputs and results are camelCase, except `signature_id`,
 * which integrators already read.
 */

/** Options of {@link createSignerConnector}. */
export interface ConnectorOptions {
  /** Where the connector's API is, e.g. `https://api.example/api`. Needed for `cloud`; without it `a1` and `local` register nothing. */
  apiBaseUrl?: string;
  /** The API's bearer token, or a function that gives it; asked again after a 401. If it throws, that is the error's `cause`. */
  bearerToken?: string | (() => string | Promise<string>);
  /** Where the agent listens on 127.0.0.1, if not on 17340–17342. */
  agentPorts?: readonly number[];
}

/** Where the key is: at a cloud provider, on a token or smart card, or in a PFX file. */
export type CertificateMode = "cloud" | "local" | "a1";

/** The cloud providers that the API knows. */
export type Provider = "birdid" | "vidaas" | "serproid" | "certisign" | "csc";

/** One document to be signed. */
export interface SignRequest {
  /** Your own name for the document. */
  documentId: string;
  /** Left out = recognised from the bytes. */
  documentType?: "pdf";
  certificateMode: CertificateMode;
  /** Read in ranges; it never leaves the page. */
  documentFile: Blob | ArrayBuffer | Uint8Array;
  /** `cloud`: which provider. */
  providerHint?: Provider;
  /** `a1`: a PFX/P12 file that is opened in the page and never sent. */
  certificateFile?: Blob | ArrayBuffer | Uint8Array;
  /** `a1`: its password. */
  certificatePassword?: string;
  /** `local`: called when more than one certificate can sign; gives one of the list, or nothing to cancel. Left out = the first. */
  selectCertificate?: (candidates: readonly CertificateCandidate[]) => MaybePromise<CertificateCandidate | null | undefined>;
  requestOptions?: {
    /** What the signature says; `reason`, `location`, `name` and `contact` go into the PDF, all of it to the API. */
    metadata?: SignatureMetadata;
  };
  /** Called as the signature goes on. What it throws is ignored. */
  onProgress?: (event: ProgressEvent) => void;
  /** Ends the call at once with `user_cancelled`; what is open at the API or the agent is closed in the background. */
  signal?: AbortSignal;
}

type MaybePromise<T> = T | Promise<T>;

/** Entries of the signature dictionary (ISO 32000-2, table 255), and whatever else the API should keep. */
export interface SignatureMetadata {
  reason?: string;
  location?: string;
  /** Left out = the certificate's common name. */
  name?: string;
  contact?: string;
  [other: string]: string | undefined;
}

/** What a call is doing. */
export type Phase =
  | "loading"
  | "reading"
  | "hashing"
  | "waiting_for_approval"
  | "preparing"
  | "signing"
  | "finishing"
  | "registering";

/** How far a call is. */
export interface ProgressEvent {
  phase: Phase;
  /** Bytes done, while `hashing`. */
  loaded?: number;
  /** Bytes in all, while `hashing`. */
  total?: number;
  /** `cloud`, while `waiting_for_approval`: where the person approves. Open `url` in a tab of its own. */
  authorization?: { kind: "redirect" | "push" | "otp"; url?: string; expiresAt?: string };
}

/** Whose certificate it is. */
export interface SignerIdentity {
  /** The subject's common name. */
  name: string;
  /** Eleven digits. */
  cpf?: string;
  /** Fourteen characters. */
  cnpj?: string;
  /** `A1`, `A3`, …; left out where the certificate is not one of ICP-Brasil. */
  certificateType?: string;
  /** The issuer's common name. */
  issuer: string;
  /** Hexadecimal. */
  serialNumber: string;
  /** ISO 8601. */
  notAfter: string;
}

/** One of several certificates on the tokens. */
export interface CertificateCandidate extends SignerIdentity {
  /** What the token calls itself. */
  tokenLabel: string;
}

/** A signed document. */
export interface SignResult {
  /** The API's name for the signature, or a UUID where there is no API. */
  signature_id: string;
  /** Begins with the bytes of the document that came in. */
  signedDocument: Blob;
  documentType: "pdf";
  /** ETSI EN 319 142-1. */
  level: "B-B";
  signer: SignerIdentity;
  warnings: Warning[];
}

/** Something that did not stop the signature. */
export interface Warning {
  code: string;
  message: string;
}

/** Where a signed document can be had. */
export interface Download {
  url: string;
  /** ISO 8601; a `blob:` address is good until `close()`. */
  expiresAt?: string;
  source: "api" | "memory";
}

/** The codes of {@link SignerError}. They never change their name. */
export type ErrorCode =
  | "agent_outdated"
  | "agent_permission_denied"
  | "agent_unavailable"
  | "api_rejected"
  | "api_unauthorized"
  | "cannot_append"
  | "certificate_expired"
  | "certificate_not_found"
  | "certificate_not_yet_valid"
  | "certificate_unsuitable"
  | "document_encrypted"
  | "document_locked"
  | "document_malformed"
  | "document_unsupported"
  | "internal"
  | "invalid_request"
  | "network"
  | "origin_not_allowed"
  | "password_incorrect"
  | "pin_incorrect"
  | "pin_last_try"
  | "pin_locked"
  | "pin_prompt_unavailable"
  | "rate_limited"
  | "session_expired"
  | "signature_mismatch"
  | "token_driver_missing"
  | "token_not_present"
  | "user_cancelled"
  | "user_timeout";

/** The facts of a failure. */
export interface SignerFailure {
  name: "SignerError";
  code: ErrorCode;
  /** Whether the same call may succeed when it is tried again. */
  retryable: boolean;
  /** `invalid_request`: which field. */
  field?: string;
  /** `document_malformed`: where, in bytes from the start. */
  offset?: number;
  reason?: string;
  /** `pin_incorrect`, where the token tells. */
  retriesLeft?: number;
  /** `api_rejected`: the HTTP status, and the API's own code. */
  status?: number;
  apiCode?: string;
  /** `rate_limited`: seconds. */
  retryAfter?: number;
  /** `certificate_expired`, ISO 8601. */
  notAfter?: string;
  /** `certificate_not_yet_valid`, ISO 8601. */
  notBefore?: string;
  /** `agent_outdated`: the protocol version that is needed. */
  minimum?: number;
}

/** What every rejected promise of this package carries. */
export type SignerError = Error & SignerFailure;

/** One connection to the API and to the keys. */
export interface SignerConnector {
  /**
   * Signs one document.
   *
   * @example
   * const result = await connector.sign({
   *   documentId: "contract-001",
   *   documentType: "pdf",
   *   certificateMode: "cloud",
   *   documentFile: file,
   *   providerHint: "birdid",
   *   requestOptions: { metadata: { reason: "Contrato", location: "São Paulo" } },
   *   onProgress: ({ authorization }) => authorization?.url && show(authorization.url),
   * });
   */
  sign(request: SignRequest): Promise<SignResult>;
  /**
   * Where a document that was signed here, or that the API holds, can be downloaded.
   *
   * @example
   * link.href = (await connector.getDownloadUrl({ signatureId: result.signature_id })).url;
   */
  getDownloadUrl(request: { signatureId: string }): Promise<Download>;
  /**
   * Ends the calls that are running with `user_cancelled`, forgets the A1 keys and revokes the `blob:` addresses.
   * The connector may be used again.
   */
  close(): void;
}
