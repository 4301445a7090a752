/** Signer Connector with the wasm inside: for a page that can serve one script and nothing beside it. */
import { connect } from "./connector.js";
import { bytes } from "./signer_connector_inline.js";
import type { ConnectorOptions, SignerConnector } from "./types.js";
import type { Sources } from "./wasm.js";

export { isSignerError } from "./errors.js";
export type * from "./types.js";

export function createSignerConnector(options: ConnectorOptions = {}): SignerConnector {
  return connect(options, SOURCES);
}

const SOURCES: Sources = {
  connector: async () => bytes(),
};
