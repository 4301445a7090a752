// A world without chance: time stands still, and the same entropy comes again for each document.

/** Replaces the clock and the entropy of this process; the function that it gives begins the entropy anew. */
export function stop(clock) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      super(...(parts.length ? parts : [clock]));
    }

    static now() {
      return clock;
    }
  };
  let state = 0;
  const octet = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes, 7.1.4
    return state >>> 24;
  };
  const fill = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = octet();
    return array;
  };
  const uuid = () => {
    const hex = Buffer.from(fill(new Uint8Array(16))).toString("hex");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  };
  Object.defineProperty(crypto, "getRandomValues", { value: fill });
  Object.defineProperty(crypto, "randomUUID", { value: uuid });
  Math.random = () => octet() / 256;
  return () => {
    state = 0;
  };
}
