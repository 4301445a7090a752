// The configuration of the page, from whoever serves it.

/** `config.json`, written beside the page when the demo starts. */
export interface Config {
  readonly apiBaseUrl: string;
  readonly token: string;
  readonly agentPorts?: readonly number[];
  /** The cloud providers that the account has; left out = those that any account has. */
  readonly providers?: readonly string[];
  /** Only where the demo serves a certificate made for it. */
  readonly testCertificate?: { readonly url: string; readonly password: string };
}

/** Reads `config.json`; null where there is none to read. */
export async function loadConfig(): Promise<Config | null> {
  try {
    const response = await fetch("config.json", { cache: "no-store" });
    return response.ok ? ((await response.json()) as Config) : null;
  } catch {
    return null;
  }
}
