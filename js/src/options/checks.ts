import { invalid } from "../errors.js";

/** Names of all fields of an options object. */
export type Fields<T> = Record<keyof T, true>;

/**
 * A copy of an options object, inherited fields included, each read once: what was checked is what is used. Every own field has to be
 * a known one: a typo must not silently change what is signed.
 */
export function known<T extends object>(given: T, fields: Record<string, true>, name: string, prefix = ""): T {
  check(isObject(given), name, "must be an object");
  for (const key of Object.keys(given))
    check(Object.hasOwn(fields, key), prefix + key, "is not an option that this version knows");
  const entries = Object.keys(fields).map((key) => [key, read(given, key, prefix)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

function read(given: object, key: string, prefix: string): unknown {
  try {
    return given[key as keyof typeof given];
  } catch (cause) {
    throw invalid(prefix + key, "cannot be read", cause);
  }
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

/** A `Blob`, at once or after its bytes were read. */
export type ReadyBlob = Blob | Promise<Blob>;

/** A file of the caller as a `Blob` of this engine. Told by its tag: another realm has other classes. */
export function blob(file: unknown, field: string): ReadyBlob {
  check(
    isFunction(Blob.prototype.arrayBuffer),
    field,
    "cannot be read: the Blob of this environment has no arrayBuffer",
  );
  const tag = tagOf(file);
  if (tag === "Blob" || tag === "File") return ownBlob(file as Blob, field, new Blob([file as Blob]));
  if (isBlobLike(file)) return ownBlob(file, field);
  check(tag === "ArrayBuffer" || tag === "Uint8Array", field, "must be a Blob, File, ArrayBuffer or Uint8Array");
  try {
    // A Blob takes no view of shared memory: the copy is ours alone, and nobody changes it while it is signed.
    const shared = ArrayBuffer.isView(file) && tagOf(file.buffer) !== "ArrayBuffer";
    return new Blob([shared ? new Uint8Array(file as Uint8Array) : (file as ArrayBuffer)]);
  } catch (cause) {
    throw invalid(field, "cannot be read", cause);
  }
}

/** By the caller's `Blob`: for the same one the same again, as opened keys are found by it. */
const ownBlobs = new WeakMap<Blob, ReadyBlob>();

/** A `Blob` over the caller's bytes: the methods of a subclass or of another realm may do and give other things than the engine's. */
function ownBlob(file: Blob, field: string, made?: Blob): ReadyBlob {
  const known = ownBlobs.get(file);
  if (known !== undefined) return known;
  // Of another implementation's it would be the text "[object Blob]".
  const own = made !== undefined && made.size === file.size ? made : readBlob(file, field);
  // Whoever waits for it hears of a failure; where another option is wrong nobody does.
  if (own instanceof Promise) own.catch(() => undefined);
  ownBlobs.set(file, own);
  return own;
}

/** A `Blob` of an environment that gives it no tag. */
function isBlobLike(value: unknown): value is Blob {
  const { size, arrayBuffer } = Object(value) as Partial<Blob>;
  return typeof size === "number" && typeof arrayBuffer === "function";
}

/** A `Blob` as a test environment implements it. */
async function readBlob(file: Blob, field: string): Promise<Blob> {
  try {
    return new Blob([new Uint8Array(await bytesOf(file))]);
  } catch (cause) {
    ownBlobs.delete(file);
    throw invalid(field, "is not a Blob of this engine, and cannot be read", cause);
  }
}

/** jsdom's have no `arrayBuffer`. */
function bytesOf(file: Blob): Promise<ArrayBuffer> {
  if (isFunction(file.arrayBuffer)) return file.arrayBuffer();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });
}

/** A file that may be left out. */
export function optionalBlob(file: unknown, field: string): ReadyBlob | undefined {
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
