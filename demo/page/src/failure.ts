// A failure as the page takes it: its code, its words, the control it names, the choices that it goes with.

import type { SignerError, SignerFailure } from "signer-connector";
import type { Field } from "./complaints.js";
import * as format from "./format.js";
import type { FailureText, Messages } from "./i18n.js";
import { FAILURES } from "./i18n-failures.js";
import { language, messages } from "./language.js";
import { type Choices, PROVIDERS, type Way } from "./state.js";

/** A failed call: its reason, the choices it was made with, and its time. */
export interface Failed {
  readonly error: unknown;
  readonly choices: Choices;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The stable code of a failure; what is not a `SignerError` has its class's name. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** The control that a failure is about. */
export function fieldOf(error: unknown): Field | undefined {
  const { field } = error as Partial<SignerFailure>;
  if (field === undefined) return undefined;
  return FIELDS.get(field) ?? (field.startsWith("appearance") ? "visible" : undefined);
}

/** The choices whose change may end a failure: with one of them changed, its words are about something else. */
export function causesOf(error: unknown): readonly (keyof Choices)[] {
  const field = fieldOf(error);
  if (field) return [...ANY, field, ...(WITH[field] ?? [])];
  return codeOf(error).startsWith("certificate_") ? [...ANY, "password"] : ANY;
}

/** The event, in the language in use. */
export function titleOf(failed: Failed): string {
  return fieldWords(failed, (fields) => fields.title) ?? textOf(failed).title;
}

/** The next step for the person. */
export function adviceOf(failed: Failed): string {
  return fieldWords(failed, (fields, field) => fields[field]) ?? textOf(failed).advice(factsOf(failed));
}

/** Seconds until it makes sense to try again, where that was told. */
export function waitOf({ error, at }: Failed): number | undefined {
  const { retryAfter } = error as Partial<SignerFailure>;
  return retryAfter === undefined ? undefined : Math.max(0, Math.ceil(retryAfter - (Date.now() - at) / 1000));
}

type FieldWords = Messages["fields"];

/** Words on the control that an `invalid_request` names: they say more than its code. */
function fieldWords({ error }: Failed, pick: (fields: FieldWords, field: Field) => string): string | undefined {
  const field = codeOf(error) === "invalid_request" ? fieldOf(error) : undefined;
  return field && pick(messages().fields, field);
}

function textOf({ error, choices }: Failed): FailureText {
  const known: Readonly<Record<string, FailureText>> = FAILURES[language()];
  const { unknownTitle, unknownAdvice } = messages().failed;
  const fallback = { title: unknownTitle, advice: () => unknownAdvice };
  return known[particular(error, choices.way) ?? codeOf(error)] ?? fallback;
}

function particular(error: unknown, way: Way): keyof (typeof FAILURES)["en"] | undefined {
  const { code, reason } = error as Partial<SignerError>;
  if (code === "certificate_unsuitable" && reason === "untrusted_root") return reason;
  if (code !== "user_cancelled") return undefined;
  if (reason === "closed") return "closed_by_page";
  if (reason !== "declined" || way === "a1") return undefined;
  return way === "cloud" ? "declined_at_provider" : "declined_at_agent";
}

function factsOf(failed: Failed) {
  const { retriesLeft, notAfter, notBefore } = failed.error as Partial<SignerFailure>;
  const wait = waitOf(failed);
  return {
    retriesLeft,
    notAfter: readable(notAfter),
    notBefore: readable(notBefore),
    origin: location.origin,
    provider: PROVIDERS[failed.choices.provider],
    wait: wait ? format.duration(wait) : wait === 0 ? null : undefined,
  };
}

// Text that is no date is shown as it came.
function readable(value: string | undefined): string | undefined {
  return value === undefined || Number.isNaN(Date.parse(value)) ? value : format.date(value);
}

/** Names of the connector's options, by the choices they are made from. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ["documentFile", "document"],
  ["certificateFile", "certificate"],
  ["certificatePassword", "password"],
  ["providerHint", "provider"],
  ["appearance.page", "page"],
  ["appearance.image", "image"],
  ["appearance.qr", "qr"],
  ["certify", "certify"],
  ["requestOptions.metadata.reason", "reason"],
  ["requestOptions.metadata.location", "location"],
]);
const ANY: readonly (keyof Choices)[] = ["document", "way", "certificate", "provider"];
/** Choices that a complaint about another one depends on. */
const WITH: Readonly<Partial<Record<Field, readonly (keyof Choices)[]>>> = {
  page: ["visible"],
  image: ["visible"],
  qr: ["visible"],
  visible: ["position", "page", "image", "qr", "reason", "location"],
};
