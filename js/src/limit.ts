import type { Phase } from "./types.js";

/** The time that a call may take, but for what a person does in it. */
export class Limit {
  readonly #over: (step: Phase) => void;
  readonly #persons: readonly Phase[];
  #left: number;
  #began = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #phase: Phase = "loading";

  /** `over` hears in which phase the seconds ran out; `persons` are those in which somebody is asked. */
  constructor(seconds: number, persons: readonly Phase[], over: (step: Phase) => void) {
    this.#left = seconds * 1000;
    this.#persons = persons;
    this.#over = over;
    this.resume();
  }

  enter(phase: Phase): void {
    this.#phase = phase;
    if (this.#persons.includes(phase)) this.pause();
    else this.resume();
  }

  pause(): void {
    if (this.#timer === undefined) return;
    this.#left -= Date.now() - this.#began;
    this.stop();
  }

  resume(): void {
    if (this.#timer !== undefined || this.#persons.includes(this.#phase)) return;
    this.#began = Date.now();
    // A later timer than engines count would fire at once.
    this.#timer = setTimeout(() => this.#over(this.#phase), Math.min(Math.max(this.#left, 0), LATEST));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Milliseconds: 2^31 - 1. */
const LATEST = 2_147_483_647;
