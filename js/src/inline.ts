/** Signer Connector with the wasm inside: for a page that can serve one script and nothing beside it. */
import { connect } from "./connector.js";
import type { Sources } from "./module.js";
import { bytes } from "./signer_connector_inline.js";
import type { ConnectorOptions, SignerConnector } from "./types.js";

export { isSignerError } from "./errors.js";
export type * from "./types.js";

export function createSignerConnector(options: ConnectorOptions = {}): SignerConnector {
  return connect(options, SOURCES);
}

/** The module that draws is a script of its own, which a bundler takes in or puts beside: only visible signatures need it. */
const SOURCES: Sources = {
  connector: async () => bytes(),
  appearance: async () => (await import("./signer_appearance_inline.js")).bytes(),
  font: async () => (await import("./signer_font_inline.js")).bytes(),
};
