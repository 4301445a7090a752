// The question whether the page may be left, asked only while something would be lost.

export interface Leaving {
  /** Asks from now on, for the sake of `loss`. */
  readonly mind: (loss: object) => void;
  readonly release: (loss: object) => void;
}

export function createLeaving(): Leaving {
  const losses = new Set<object>();
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  // A listener that is always there keeps the page out of the browser's back-forward cache.
  const show = () => {
    if (losses.size > 0) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  };
  return {
    mind(loss) {
      losses.add(loss);
      show();
    },
    release(loss) {
      losses.delete(loss);
      show();
    },
  };
}
