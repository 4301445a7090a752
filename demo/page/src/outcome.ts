// The end of a call: the signed document, or the failure and the next step.

import type { SignerError } from "signer-connector";
import { h, icon } from "./dom.js";
import * as format from "./format.js";
import type { FailureText } from "./i18n.js";
import { FAILURES } from "./i18n-failures.js";
import { language, messages, type Text } from "./language.js";
import type { Signed } from "./signing.js";

/** The result, with the signer's register number masked. */
export function doneView(signed: Signed, another: () => void): HTMLElement {
  const again = h("button", { type: "button", class: "button", id: "sign-another" }, (m) => m.done.another);
  again.addEventListener("click", another);
  const name: Text = (m) => format.signedName(signed.document.name, m.done.suffix);
  const download = h(
    "a",
    { class: "button primary", id: "download", href: signed.url, download: name },
    icon("download"),
    (m) => m.done.download,
  );
  return h(
    "div",
    { class: "outcome is-done", id: "done" },
    h(
      "div",
      { class: "outcome-head" },
      h("span", { class: "badge" }, icon("check")),
      h(
        "div",
        {},
        h("h3", { tabindex: "-1" }, (m) => m.done.title),
        h("p", { class: "text" }, (m) => m.done.lead),
      ),
    ),
    facts(signed),
    h("div", { class: "actions" }, download, again),
  );
}

/** The failure in the person's words, its code in small. */
export function failedView(error: unknown): HTMLElement {
  const cancelled = codeOf(error) === "user_cancelled";
  const title: Text = () => textOf(error).title;
  const advice: Text = () => textOf(error).advice(factsOf(error));
  return h(
    "div",
    { class: cancelled ? "outcome is-cancelled" : "outcome is-failed", id: "failed" },
    h(
      "div",
      { class: "outcome-head" },
      h("span", { class: "badge" }, icon("alert")),
      h(
        "div",
        {},
        h("h3", { tabindex: "-1" }, title),
        h("p", { class: "text" }, advice),
        h("p", { class: "fine" }, (m) => m.failed.code, " ", h("code", { id: "failed-code" }, codeOf(error))),
      ),
    ),
  );
}

/** The stable code of a failure; what is not a `SignerError` has its class's name. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** A term, its description, and the id of an element that tests and scripts look for. */
type Fact = readonly [name: Text, value: Text, id?: string];

function facts(signed: Signed): HTMLElement {
  const rows = [...signerFacts(signed.result.signer), ...signatureFacts(signed)];
  const list = rows.map(([name, value, id]) => h("div", {}, h("dt", {}, name), h("dd", id ? { id } : {}, value)));
  return h("dl", { class: "facts" }, ...list);
}

function signerFacts({ name, cpf, cnpj, certificateType, notAfter, issuer }: Signed["result"]["signer"]): Fact[] {
  return [
    [(m) => m.done.signer, () => format.personName(name), "signer-name"],
    ...(cpf ? [[(m) => m.done.cpf, () => format.maskedCpf(cpf), "signer-cpf"] as Fact] : []),
    ...(cnpj ? [[(m) => m.done.cnpj, () => format.cnpj(cnpj)] as Fact] : []),
    [(m) => m.done.certificate, (m) => m.done.certificateUntil(certificateType, format.date(notAfter))],
    [(m) => m.done.issuer, () => issuer],
  ];
}

function signatureFacts({ result, at, document }: Signed): Fact[] {
  const { size } = result.signedDocument;
  const warning = ({ code }: (typeof result.warnings)[number]): Fact => [
    (m) => m.done.warnings,
    (m) => m.done.warning[code],
  ];
  return [
    [(m) => m.done.when, () => format.moment(at)],
    [(m) => m.done.size, (m) => m.done.sizeGrown(format.size(size), format.size(size - document.size))],
    [(m) => m.done.identifier, () => result.signature_id, "signature-id"],
    ...result.warnings.map(warning),
  ];
}

function textOf(error: unknown): FailureText {
  const known: Readonly<Record<string, FailureText>> = FAILURES[language()];
  const { unknownTitle, unknownAdvice } = messages().failed;
  return known[codeOf(error)] ?? { title: unknownTitle, advice: () => unknownAdvice };
}

function factsOf(error: unknown) {
  const { retriesLeft, notAfter } = error as Partial<SignerError> & { retriesLeft?: number; notAfter?: string };
  return { retriesLeft, notAfter: notAfter === undefined ? undefined : readable(notAfter), origin: location.origin };
}

// Text that is no date is shown as it came.
function readable(value: string): string {
  return Number.isNaN(Date.parse(value)) ? value : format.date(value);
}
