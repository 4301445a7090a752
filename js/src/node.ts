/** Signer Connector for Node: the same, with the wasm read from disk. */
import { readFile } from "node:fs/promises";
import { connect } from "./connector.js";
import type { Sources } from "./module.js";
import type { ConnectorOptions, SignerConnector } from "./types.js";

export { isSignerError } from "./errors.js";
export type * from "./types.js";

export function createSignerConnector(options: ConnectorOptions = {}): SignerConnector {
  return connect(options, SOURCES);
}

const SOURCES: Sources = {
  connector: async () => readFile(new URL("./signer_connector_bg.wasm", import.meta.url)),
  a1: async () => readFile(new URL("./signer_a1_bg.wasm", import.meta.url)),
  appearance: async () => readFile(new URL("./signer_appearance_bg.wasm", import.meta.url)),
  font: async () => readFile(new URL("./NotoSans-Regular.ttf", import.meta.url)),
};
