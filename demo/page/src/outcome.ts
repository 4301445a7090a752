// The end of a call that went well: the signed document, and the ways on from it.

import { h, icon } from "./dom.js";
import * as format from "./format.js";
import { downloadLink } from "./kept.js";
import type { Text } from "./language.js";
import type { Signed } from "./signing.js";

/** Ways on from a signed document. */
export interface Onward {
  readonly downloaded: () => void;
  readonly another: () => void;
  /** Left out: no other signature is allowed after this one. */
  readonly somebodyElse?: () => void;
}

/** The result, with the signer's register number masked. */
export function doneView(signed: Signed, { downloaded, another, somebodyElse }: Onward): HTMLElement {
  const download = { class: "button primary", id: "download" };
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
    h(
      "div",
      { class: "actions" },
      downloadLink(signed, (m) => m.done.download, download, downloaded),
      somebodyElse ? button("sign-too", (m) => m.done.somebodyElse, somebodyElse) : null,
      button("sign-another", (m) => m.done.another, another),
    ),
  );
}

function button(id: string, text: Text, action: () => void): HTMLElement {
  const made = h("button", { type: "button", class: "button", id }, text);
  made.addEventListener("click", action);
  return made;
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
  // A warning of a newer connector has no words here yet.
  const warning = ({ code, message }: (typeof result.warnings)[number]): Fact => [
    (m) => m.done.warnings,
    (m) => m.done.warning[code] ?? message,
  ];
  return [
    [(m) => m.done.when, () => format.moment(at)],
    [(m) => m.done.size, (m) => m.done.sizeGrown(format.size(size), format.size(size - document.size))],
    [(m) => m.done.identifier, () => result.signature_id, "signature-id"],
    ...result.warnings.map(warning),
  ];
}
