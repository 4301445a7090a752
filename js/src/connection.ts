import { Documents } from "./documents.js";
import { Ending } from "./ending.js";
import { loadA1, loadConnector, type Sources } from "./module.js";
import type { Connector as A1Connector } from "./signer_a1.js";
import type { Connector } from "./signer_connector.js";
import type { ConnectorOptions } from "./types.js";

/** State of one connector, which its calls share. */
export class Connection {
  readonly documents = new Documents();
  readonly settings: ConnectorOptions;
  readonly sources: Sources;
  readonly #running = new Set<Ending>();
  #wasm: Connector | undefined;
  #a1: A1Connector | undefined;

  constructor(settings: ConnectorOptions, sources: Sources) {
    this.settings = settings;
    this.sources = sources;
  }

  /** Runs one call, which its ending may cut short. */
  async run<T>(signal: AbortSignal | undefined, work: (ending: Ending) => Promise<T>): Promise<T> {
    const ending = new Ending(signal);
    this.#running.add(ending);
    try {
      return await Promise.race([ending.over, work(ending)]);
    } finally {
      this.#running.delete(ending);
      ending.detach();
    }
  }

  /** The wasm's side of this connector; the module loads on first use. */
  async wasm(): Promise<Connector> {
    const { Connector } = await loadConnector(this.sources);
    this.#wasm ??= new Connector();
    return this.#wasm;
  }

  /** The same for a call that asks nobody outside of the page. */
  async a1(): Promise<A1Connector> {
    if (this.#wasm !== undefined) return this.#wasm;
    const { Connector } = await loadA1(this.sources);
    this.#a1 ??= new Connector();
    return this.#a1;
  }

  close(): void {
    for (const ending of this.#running) ending.cancel("closed");
    this.documents.clear();
    this.#wasm?.close();
    this.#a1?.close();
    this.#wasm = undefined;
    this.#a1 = undefined;
  }
}
