import { asSignerError, signerError } from "./errors.js";
import type { Limit } from "./limit.js";
import type { SignerError } from "./types.js";

/**
 * End of a call before the wasm's: by the caller's signal, by `close()`, by its limit, or by a callback that fails.
 * `over` rejects at once; `signal` then has the wasm clean up, which the caller does not wait for.
 */
export class Ending {
  readonly #controller = new AbortController();
  readonly #given: AbortSignal | undefined;
  readonly #aborted = (): void => this.cancel("aborted");
  #reject: (why: SignerError) => void = () => undefined;
  readonly over: Promise<never> = new Promise((_, reject) => (this.#reject = reject));
  /** The time that the call may take. */
  limit: Limit | undefined;

  constructor(given: AbortSignal | undefined) {
    this.#given = given;
    given?.addEventListener("abort", this.#aborted);
    if (given?.aborted) this.#aborted();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(why: SignerError): void {
    this.#reject(why);
    this.#controller.abort();
  }

  cancel(reason: "aborted" | "closed" | "declined"): void {
    this.end(signerError("user_cancelled", `the call was cancelled: ${reason}`, { reason }));
  }

  /** A signal may outlive many calls. */
  detach(): void {
    this.#given?.removeEventListener("abort", this.#aborted);
    this.limit?.stop();
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

  /** The same of a person, whose time does not count. */
  async askedPerson<T>(callback: () => Promise<T>): Promise<T> {
    this.limit?.pause();
    return this.asked(callback).finally(() => this.limit?.resume());
  }
}
