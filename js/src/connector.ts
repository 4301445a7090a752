import { Connection } from "./connection.js";
import { asSignerError } from "./errors.js";
import { getDownloadUrl } from "./get-download-url.js";
import type { Sources } from "./module.js";
import { checkOptions } from "./options/request.js";
import { sign } from "./sign.js";
import type { ConnectorOptions, SignerConnector } from "./types.js";

/** One connection; the wasm loads on the first call that needs it, the code that draws with the first visible signature. */
export function connect(options: ConnectorOptions, sources: Sources): SignerConnector {
  const connection = new Connection(checkOptions(options), sources);
  return {
    sign: (request) => sign(connection, request).catch(rethrow),
    getDownloadUrl: (request) => getDownloadUrl(connection, request).catch(rethrow),
    close: () => connection.close(),
  };
}

function rethrow(thrown: unknown): never {
  throw asSignerError(thrown);
}
