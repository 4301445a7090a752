import { Connection } from "./connection.js";
import { asSignerError, loaded } from "./errors.js";
import type { Sources } from "./module.js";
import { withAssets } from "./options/assets.js";
import { checkOptions } from "./options/request.js";
import { sign } from "./sign.js";
import type { ConnectorOptions, SignerConnector } from "./types.js";

/** One connection; the wasm loads on the first call that needs it, the code that draws with the first visible signature. */
export function connect(options: ConnectorOptions, sources: Sources): SignerConnector {
  const settings = checkOptions(options);
  const connection = new Connection(settings, withAssets(sources, settings.assets));
  return {
    sign: (request) => sign(connection, request).catch(rethrow),
    async getDownloadUrl(request) {
      const { getDownloadUrl } = await loaded("getDownloadUrl", import("./get-download-url.js"));
      return getDownloadUrl(connection, request).catch(rethrow);
    },
    async register(result) {
      const { register } = await loaded("register", import("./register.js"));
      return register(connection, result).catch(rethrow);
    },
    close: () => connection.close(),
  };
}

function rethrow(thrown: unknown): never {
  throw asSignerError(thrown);
}
