import { invalid } from "../errors.js";

/** Names of all fields of an options object. */
export type Fields<T> = Record<keyof T, true>;

/** Every own field has to be a known one: a typo must not silently change what is signed. */
export function known(given: object, fields: Record<string, true>, name: string, prefix = ""): void {
  check(isObject(given), name, "must be an object");
  for (const key of Object.keys(given))
    check(Object.hasOwn(fields, key), prefix + key, "is not an option that this version knows");
}

export function check(condition: boolean, field: string, wanted: string): asserts condition {
  if (!condition) throw invalid(field, wanted);
}

export function optional<T>(value: T | undefined, fits: (value: T) => boolean, field: string, wanted: string): void {
  check(value === undefined || fits(value), field, wanted);
}

/** One of a few words. */
export function word(value: unknown, words: readonly string[], field: string): void {
  check(words.includes(value as string), field, `must be one of ${words.join(", ")}`);
}

export function optionalWord(value: unknown, words: readonly string[], field: string): void {
  if (value !== undefined) word(value, words, field);
}

export function optionalType(value: unknown, type: "string" | "boolean" | "function", field: string): void {
  check(value === undefined || typeof value === type, field, `must be a ${type}`);
}

export function text(value: unknown, field: string): void {
  check(typeof value === "string" && value.trim() !== "", field, "must be a string that is not empty");
}

/** A file of the caller as a `Blob`; a `Blob` stays the object that it is. Told by its tag: another realm has other classes. */
export function blob(file: unknown, field: string): Blob {
  const tag = tagOf(file);
  if (tag === "Blob" || tag === "File") {
    // A Blob of another implementation would become the text "[object Blob]" in the result.
    check(new Blob([file as Blob]).size === (file as Blob).size, field, "is not a Blob of this engine");
    return file as Blob;
  }
  check(tag === "ArrayBuffer" || tag === "Uint8Array", field, "must be a Blob, File, ArrayBuffer or Uint8Array");
  try {
    // A Blob takes no view of shared memory: the copy is ours alone, and nobody changes it while it is signed.
    const shared = ArrayBuffer.isView(file) && tagOf(file.buffer) !== "ArrayBuffer";
    return new Blob([shared ? new Uint8Array(file as Uint8Array) : (file as ArrayBuffer)]);
  } catch (cause) {
    throw invalid(field, "cannot be read", cause);
  }
}

/** A file that may be left out. */
export function optionalBlob(file: unknown, field: string): Blob | undefined {
  return file === undefined ? undefined : blob(file, field);
}

export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
