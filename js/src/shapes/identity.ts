/** A certificate as the wasm describes it. */
export interface WasmIdentity {
  name: string;
  cpf?: string;
  cnpj?: string;
  certificateType?: string;
  issuer: string;
  serialNumber: string;
  /** Seconds since 1970. */
  notAfter: number;
}

/** One of several certificates on the tokens. */
export interface WasmCandidate {
  identity: WasmIdentity;
  tokenLabel: string;
}
