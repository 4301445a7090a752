/**
 * The public types of `signer-connector`. Inputs and results are camelCase, except `signature_id`,
 * which integrators already read.
 */

/** Options of {@link createSignerConnector}. */
export interface ConnectorOptions {
  /**
   * Address of the connector's API, e.g. `https://api.example/api`, or `/api` of the page's own host; http only on this machine.
   * Needed for `cloud`; without it `a1` and `local` register nothing.
   */
  apiBaseUrl?: string;
  /** The API's bearer token, or a function that gives it, asked before each request. If it throws, that is the error's `cause`. */
  bearerToken?: string | (() => string | Promise<string>);
  /** Ports of the agent on 127.0.0.1, if not 17340–17342. */
  agentPorts?: readonly number[];
  /**
   * Places of the package's files, where the bundler does not put them beside the script: the folder that they were copied to, or a
   * place for each. They load once for all connectors of a page.
   */
  assets?: string | URL | Assets;
}

/** Files of the package that the scripts load by themselves when they are needed. */
export interface Assets {
  /** `signer-connector/wasm`: the module that can do all; also in place of `a1` where that is left out. */
  wasm?: Asset;
  /** `signer-connector/a1`: the smaller one, for A1 keys without an API. */
  a1?: Asset;
  /** `signer-connector/appearance`: the module that draws visible signatures. */
  appearance?: Asset;
  /** `signer-connector/font`: the font of visible signatures. */
  font?: string | URL | Response | ArrayBuffer | Uint8Array<ArrayBuffer>;
}

/** A file by its address, or as it was loaded; a module also compiled. */
export type Asset = string | URL | Response | ArrayBuffer | Uint8Array<ArrayBuffer> | WebAssembly.Module;

/** Place of the key: at a cloud provider, on a token or smart card, or in a PFX file. */
export type CertificateMode = "cloud" | "local" | "a1";

/** The cloud providers that the API knows. */
export type Provider = "birdid" | "vidaas" | "serproid" | "certisign" | "csc";

/** One document to be signed. */
export type SignRequest = CloudRequest | LocalRequest | A1Request;

/** With a key at a provider, behind the API. */
export interface CloudRequest extends CommonRequest {
  certificateMode: "cloud";
  /** Which provider; left out = the account's only one. */
  providerHint?: Provider;
  certificateFile?: never;
  certificatePassword?: never;
}

/** With a key on a token or smart card, behind the agent. */
export interface LocalRequest extends CommonRequest {
  certificateMode: "local";
  providerHint?: never;
  certificateFile?: never;
  certificatePassword?: never;
}

/** With a key in a PFX/P12 file that is opened in the page and never sent. */
export interface A1Request extends CommonRequest {
  certificateMode: "a1";
  providerHint?: never;
  certificateFile: Blob | ArrayBuffer | Uint8Array;
  certificatePassword?: string;
}

/** Chooses one of several certificates. */
export type SelectCertificate = (
  candidates: readonly CertificateCandidate[],
) => MaybePromise<CertificateCandidate | null | undefined>;

/** The part of a request that is the same wherever the key is. */
export interface CommonRequest {
  /**
   * Called when more than one certificate can sign, of a token or in a PFX; gives one of the list, or nothing to cancel. Left out =
   * the first.
   */
  selectCertificate?: SelectCertificate;
  /** Your own name for the document. */
  documentId: string;
  /** Left out = recognised from the bytes. */
  documentType?: "pdf";
  /** Read in ranges; it never leaves the page. */
  documentFile: Blob | ArrayBuffer | Uint8Array;
  /** Opens an encrypted PDF: the user or the owner password. Used in the page, never sent; the signed file stays encrypted. */
  password?: string;
  /**
   * Also signs a PDF whose cross-reference is damaged: a complete new one is appended, and the result has the warning `repaired`.
   * Left out = such a file is `document_malformed`.
   */
  repair?: boolean;
  /**
   * Refuses a signer whose certificate does not come from a root of ICP-Brasil, by the chain that is there: `certificate_unsuitable`
   * with the reason `untrusted_root`. Left out = the result has the warning `untrusted_root`.
   */
  trust?: "icp-brasil";
  /** Makes the signature visible: left out = it is not. */
  appearance?: Appearance;
  /** Certifies the document; only its first signature can. Left out = an approval signature, as of one of several people. */
  certify?: Certification;
  /** The entries that validar.iti.gov.br expects in a medical document; only in one that has no signature yet. */
  medical?: Medical;
  requestOptions?: {
    /** Entries of the signature; `reason`, `location`, `name` and `contact` go into the PDF, all of it to the API. */
    metadata?: SignatureMetadata;
  };
  /**
   * Called as the signature goes on. What it throws goes to the console, once a call.
   * `cloud`: left out = the page for the approval is opened in a window of its own; call `sign()` in a click then.
   */
  onProgress?: (event: ProgressEvent) => void;
  /** Ends the call at once with `user_cancelled`; what is open at the API or the agent is closed in the background. */
  signal?: AbortSignal;
  /** Seconds for all but the waiting for a person; after that it is `timeout`. Left out = no end but those of the single steps. */
  timeout?: number;
}

type MaybePromise<T> = T | Promise<T>;

/**
 * Changes that stay allowed after this signature (DocMDP; ISO 32000-2, table 257): none; filling in forms and signing;
 * or these and annotating. `"no-changes"` also forbids every later signature.
 */
export type Certification = "no-changes" | "form-filling" | "annotations";

/** A visible signature: in a field that is there already, or in a new one. */
export type Appearance = FieldAppearance | PageAppearance;

/**
 * A signature in an empty field of the document, which keeps its place. With nothing but `field` it also keeps the appearance it has.
 *
 * @example
 * const appearance: Appearance = { field: "Contratante", image: stamp };
 */
export interface FieldAppearance extends AppearanceContent {
  /** Its full name, with dots. */
  field: string;
}

/**
 * A signature in a new field. Points are 1/72 inch on the page as it is shown: turned and cropped.
 *
 * @example
 * const appearance: Appearance = { page: 1, position: "bottom-left", identifier: "none", qr: "https://example.com/v/8Q2M" };
 */
export type PageAppearance = RectangleAppearance | AnchoredAppearance;

/** The part of a signature in a new field that is the same wherever it goes. */
export interface NewField extends AppearanceContent {
  field?: never;
  /** Counted from 1; default `"last"`. */
  page?: number | "first" | "last";
}

/** A signature at a place that is given in points. */
export interface RectangleAppearance extends NewField {
  /** Points from the lower left corner of the page. */
  rect: Rectangle;
  position?: never;
  width?: never;
  height?: never;
  margin?: never;
}

/** A signature at an edge or in a corner of the page. */
export interface AnchoredAppearance extends NewField {
  rect?: never;
  /** Default `"bottom-right"`. */
  position?: Position;
  /** Points; default 220. */
  width?: number;
  /** Points; default 70. */
  height?: number;
  /** Points from the edges of the page; default 24. */
  margin?: number;
}

/** Points. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A corner of the page, the middle of an edge, or its centre. */
export type Position =
  | "top-left"
  | "top"
  | "top-right"
  | "left"
  | "center"
  | "right"
  | "bottom-left"
  | "bottom"
  | "bottom-right";

/** Content of a visible signature. */
export interface AppearanceContent {
  /**
   * Lines with `{name}`, `{cpf}`, `{cnpj}`, `{date}`, `{reason}`, `{location}` and `{issuer}`; a line whose placeholders all have
   * no value is left out. `false` = no text. Left out = who signed, CPF and CNPJ, date, reason and location, in `language`.
   *
   * @example
   * const appearance: Appearance = { text: "Assinado por\n{name}\nCRM 123456/SP\n{date}" };
   */
  text?: string | false;
  /** How `{cpf}` is written: `"masked"` = `***.456.789-**`, the default; `"none"` leaves out `{cpf}` and `{cnpj}`. */
  identifier?: "masked" | "full" | "none";
  /** Of the default text and of `{date}`; default `"pt-BR"`. */
  language?: "pt-BR" | "en";
  /** Of `{date}`, e.g. `"America/Sao_Paulo"`; default that of the machine. */
  timeZone?: string;
  /** PNG, also with transparency, or JPEG. */
  image?: Blob | ArrayBuffer | Uint8Array;
  /** Text of a QR code, e.g. the address where the document can be checked. */
  qr?: string;
  /** A TrueType font, for scripts that the built-in one (Latin, Greek, Cyrillic) lacks; the glyphs that are used are embedded. */
  font?: Blob | ArrayBuffer | Uint8Array;
  /** A thin frame; default none. */
  border?: boolean;
}

/**
 * A medical document, as ITI's guide names it in the Info dictionary.
 *
 * @example
 * const medical: Medical = { document: "prescription", professional: { council: "CRM", number: "123456", state: "SP" } };
 */
export interface Medical {
  /** Its kind, or the OID of another. */
  document: MedicalDocument | `2.16.76.1.12.1.${number}`;
  professional: {
    /** CRM (physicians), CRF (pharmacists), or the OID of another council. */
    council: "CRM" | "CRF" | `2.16.76.1.4.2.${number}`;
    /** The registration number. */
    number: string;
    /** Two letters, e.g. `"SP"`. */
    state: string;
    specialty?: string;
  };
}

/** 2.16.76.1.12.1.1 to .4: receita, atestado, solicitação de exame, laudo laboratorial. */
export type MedicalDocument = "prescription" | "medical-certificate" | "exam-request" | "laboratory-report";

/** Entries of the signature dictionary (ISO 32000-2, table 255), and whatever else the API should keep. */
export interface SignatureMetadata {
  reason?: string;
  location?: string;
  /** Left out = the certificate's common name. */
  name?: string;
  contact?: string;
  [other: string]: string | undefined;
}

/** Steps of a call. Hashing may come first, or within preparing. */
export type Phase =
  | "loading"
  | "reading"
  | "hashing"
  | "waiting_for_approval"
  | "preparing"
  | "signing"
  | "finishing"
  | "registering";

/** Progress of a call. */
export interface ProgressEvent {
  phase: Phase;
  /** Bytes done, while `hashing`. */
  loaded?: number;
  /** Bytes in all, while `hashing`. */
  total?: number;
  /** `cloud`, while `waiting_for_approval`: where the person approves. Open `url` in a tab of its own. */
  authorization?: { kind: "redirect" | "push" | "otp"; url?: string; expiresAt?: string };
}

/** The holder of a certificate, and the certificate. */
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

/** One of several certificates on the tokens or in a file. */
export interface CertificateCandidate extends SignerIdentity {
  /** The token's name for itself; empty for a file. */
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
  /** With the warning `not_registered`: what the API has to be told yet, for {@link SignerConnector.register}. */
  registration?: Registration;
}

/** A signed document that the API could not be told of. Plain data: it may be kept, and registered from another page. */
export interface Registration {
  sessionId: string;
  signatureId?: string;
  /** SHA-256, in base64. */
  signedDocumentDigest: string;
  /** Bytes. */
  size: number;
}

/**
 * Something that did not stop the signature. `not_registered`: the API did not hear of it, `register(result)` tells it later; `repaired`: the damaged cross-reference was replaced by a new one;
 * `untrusted_root`: the signer's certificate was not shown to come from a root of ICP-Brasil, see {@link CommonRequest.trust}; `xfa_present`: the form has an XFA part, which some viewers show instead of the signed pages.
 */
export interface Warning {
  code: "not_registered" | "repaired" | "untrusted_root" | "xfa_present";
  /** English, for a developer. */
  message: string;
}

/** Address of a signed document. */
export interface Download {
  url: string;
  /** ISO 8601; a `blob:` address is good until `close()`. */
  expiresAt?: string;
  source: "api" | "memory";
}

/** The codes of {@link SignerError}. They never change their name. */
export type ErrorCode =
  | "agent_blocked"
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
  | "page_outdated"
  | "password_incorrect"
  | "pin_incorrect"
  | "pin_last_try"
  | "pin_locked"
  | "pin_prompt_unavailable"
  | "rate_limited"
  | "session_expired"
  | "signature_mismatch"
  | "signature_too_large"
  | "timeout"
  | "token_driver_missing"
  | "token_not_present"
  | "user_cancelled"
  | "user_timeout"
  | "wasm_blocked";

/** The facts of a failure. */
export interface SignerFailure {
  name: "SignerError";
  code: ErrorCode;
  /** True where the same call may succeed when it is tried again. */
  retryable: boolean;
  /** `invalid_request`: the name of the field. `password_incorrect`: `password` of the document, or `certificatePassword`. */
  field?: string;
  /** `document_malformed`: bytes from the start. */
  offset?: number;
  /** `user_cancelled`: `aborted`, `closed` or `declined`. `agent_blocked`: `csp` or `mixed_content`. `wasm_blocked`: `csp`, `missing` or `invalid`. */
  reason?: string;
  /** `timeout`: the step that took too long. */
  step?: string;
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
  /** `agent_outdated`, `page_outdated`: the protocol version that is needed. */
  minimum?: number;
  /** `signature_too_large`: bytes that the signature takes, and those reserved for it. */
  needed?: number;
  reserved?: number;
}

/** The reason of every rejected promise of this package. */
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
   * Address of a document that was signed here, else of one that the API holds. The last 20 signed documents are kept,
   * and those whose address was given out, until `close()`; for an older one it is `invalid_request`.
   *
   * @example
   * link.href = (await connector.getDownloadUrl({ signatureId: result.signature_id })).url;
   */
  getDownloadUrl(request: { signatureId: string }): Promise<Download>;
  /**
   * Tells the API of a document that was signed with the warning `not_registered`: within 7 days, from any page.
   *
   * @example
   * if (result.registration) await connector.register(result);
   */
  register(result: { registration?: Registration }): Promise<void>;
  /**
   * Ends the calls that are running with `user_cancelled`, forgets the A1 keys and revokes the `blob:` addresses.
   * The connector may be used again.
   */
  close(): void;
}
