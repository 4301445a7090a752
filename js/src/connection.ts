import { Documents } from "./documents.js";
import { Ending } from "./ending.js";
import { Connector, load, type Sources } from "./module.js";
import type { ConnectorOptions } from "./types.js";

/** State of one connector, which its calls share. */
export class Connection {
  readonly documents = new Documents();
  readonly settings: ConnectorOptions;
  readonly sources: Sources;
  readonly #running = new Set<Ending>();
  #wasm: Connector | undefined;

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
    await load(this.sources);
    this.#wasm ??= new Connector();
    return this.#wasm;
  }

  close(): void {
    for (const ending of this.#running) ending.cancel("closed");
    this.documents.clear();
    this.#wasm?.close();
    this.#wasm = undefined;
  }
}
