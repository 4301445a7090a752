import { asSignerError, signerError } from "./errors.js";
import type { SignerError } from "./types.js";

/**
 * End of a call before the wasm's: by the caller's signal, by `close()`, or by a callback that fails.
 * `over` rejects at once; `signal` then has the wasm clean up, which the caller does not wait for.
 */
export class Ending {
  readonly #controller = new AbortController();
  readonly #given: AbortSignal | undefined;
  #reject: (why: SignerError) => void = () => undefined;
  readonly over: Promise<never> = new Promise((_, reject) => (this.#reject = reject));

  constructor(given: AbortSignal | undefined) {
    this.#given = given;
    given?.addEventListener("abort", this.cancel);
    if (given?.aborted) this.cancel();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(why: SignerError): void {
    this.#reject(why);
    this.#controller.abort();
  }

  readonly cancel = (): void => this.end(signerError("user_cancelled", "the call was cancelled"));

  /** A signal may outlive many calls. */
  detach(): void {
    this.#given?.removeEventListener("abort", this.cancel);
  }

  /** The page's answer, unless the call ends first; a failure of the page's callback ends it. */
  async asked<T>(callback: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const answer = callback().catch((thrown: unknown) => {
      this.end(asSignerError(thrown));
      throw thrown;
    });
    return Promise.race([answer, this.over]);
  }
}
