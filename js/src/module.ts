import { notLoaded, signerError } from "./errors.js";
import type { Connector as A1Connector } from "./signer_a1.js";
import type { SignerError } from "./types.js";

/** A file: its address, its bytes, or on its way; a wasm module may be compiled already. */
export type Module = WebAssembly.Module | BufferSource | Response | URL;

/** Places of the modules and the font: a page, a single script and Node each have them elsewhere. */
export interface Sources {
  /** The module that can do all. */
  connector(): Promise<Module>;
  /** The module that signs with A1 keys and knows no API; a single script has it not. */
  a1?: (() => Promise<Module>) | undefined;
  /** The module that draws visible signatures. */
  appearance(): Promise<Module>;
  font(): Promise<Module>;
}

/** The glue of the module that can do all. */
export const loadConnector = once("the WebAssembly module", ({ connector }) =>
  begun(import("./signer_connector.js"), connector),
);

/** The glue of the module for A1 keys alone, or of the other where there is only that. */
export const loadA1: (sources: Sources) => Promise<{ Connector: typeof A1Connector }> = once(
  "the WebAssembly module",
  async ({ a1, connector }) =>
    a1 === undefined ? begun(import("./signer_connector.js"), connector) : begun(import("./signer_a1.js"), a1),
);

/** Loads for all connectors; a failure is forgotten, so that the next call tries again. */
export function once<T>(what: string, load: (sources: Sources) => Promise<T>): (sources: Sources) => Promise<T> {
  let loading: Promise<T> | undefined;
  return (sources) => {
    loading ??= load(sources).catch((cause: unknown) => {
      loading = undefined;
      throw notLoaded(what, cause);
    });
    return loading;
  };
}

type Initialise = (options: { module_or_path: Exclude<Module, URL> }) => Promise<unknown>;

async function begun<G extends { default: Initialise }>(glue: Promise<G>, module: () => Promise<Module>): Promise<G> {
  const running = started(module, async (options) => (await glue).default(options));
  const [loaded] = await Promise.all([glue, running]);
  return loaded;
}

/** Starts a module where it is. */
export async function started(module: () => Promise<Module>, initialise: Initialise): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) {
    throw signerError("internal", "crypto.subtle is missing: the page is not a secure context (https or localhost)");
  }
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
    `${address.href} answers ${answer}: have the file copied there, or say where it is (assets, docs/en/bundlers.md), or import signer-connector/inline`,
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
