import { notLoaded, signerError } from "./errors.js";
import initialise from "./signer_connector.js";
import type { SignerError } from "./types.js";

export { Connector } from "./signer_connector.js";

/** A wasm module: compiled already, its bytes, or an address to fetch. */
export type Module = WebAssembly.Module | BufferSource | URL;

/** Places of the two modules and the font: a page, a single script and Node each have them elsewhere. */
export interface Sources {
  connector(): Promise<Module>;
  /** The module that draws visible signatures. */
  appearance(): Promise<Module>;
  font(): Promise<Uint8Array>;
}

let loading: Promise<unknown> | undefined;

/** Loads the module once for all connectors; a failure is forgotten, so that the next call tries again. */
export function load(sources: Sources): Promise<unknown> {
  loading ??= start(sources).catch((cause: unknown) => {
    loading = undefined;
    throw notLoaded("the WebAssembly module", cause);
  });
  return loading;
}

async function start({ connector }: Sources): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) {
    throw signerError("internal", "crypto.subtle is missing: the page is not a secure context (https or localhost)");
  }
  await started(connector, initialise);
}

/** Starts a module where it is. */
export async function started(
  module: () => Promise<Module>,
  initialise: (options: { module_or_path: Exclude<Module, URL> | Response }) => Promise<unknown>,
): Promise<void> {
  const found = await module().catch((cause: { code?: unknown }) => {
    throw cause.code === "ENOENT" ? blocked("missing", String(cause), cause) : cause;
  });
  const source = found instanceof URL ? await fetched(found) : found;
  await initialise({ module_or_path: source }).catch((cause: unknown) => {
    throw cause instanceof WebAssembly.CompileError ? refused(cause) : cause;
  });
}

/** A server that has no such file often answers with a page. */
async function fetched(address: URL): Promise<Response> {
  const response = await fetch(address);
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (response.ok && !isPage) return response;
  const answer = isPage ? "a page of HTML" : String(response.status);
  throw blocked(
    "missing",
    `${address.href} answers ${answer}: let the bundler copy the file there, or import signer-connector/inline`,
  );
}

/** Engines name the policy in words of their own. */
function refused(cause: Error): SignerError {
  return /content security policy|csp|unsafe-eval/i.test(cause.message)
    ? blocked("csp", "the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'", cause)
    : blocked("invalid", `what was loaded is no WebAssembly module that this engine runs: ${cause.message}`, cause);
}

function blocked(reason: string, why: string, cause?: unknown): SignerError {
  return signerError("wasm_blocked", `the WebAssembly module cannot run: ${why}`, { reason }, cause);
}
