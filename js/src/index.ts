/** Signer Connector for pages and workers: the wasm lies beside this file. */
import { connect } from "./connector.js";
import type { Sources } from "./module.js";
import type { ConnectorOptions, SignerConnector } from "./types.js";

export { isSignerError } from "./errors.js";
export type * from "./types.js";

/**
 * Connects a page to the keys. Does no work yet: the wasm loads on first use.
 *
 * @example
 * const connector = createSignerConnector({ apiBaseUrl: "https://api.example/api", bearerToken: "TOKEN" });
 */
export function createSignerConnector(options: ConnectorOptions = {}): SignerConnector {
  return connect(options, SOURCES);
}

/** Addresses as bundlers find them: they put each file where its address says. */
const SOURCES: Sources = {
  connector: async () => new URL("./signer_connector_bg.wasm", import.meta.url),
  a1: async () => new URL("./signer_a1_bg.wasm", import.meta.url),
  appearance: async () => new URL("./signer_appearance_bg.wasm", import.meta.url),
  font: async () => new URL("./NotoSans-Regular.ttf", import.meta.url),
};
