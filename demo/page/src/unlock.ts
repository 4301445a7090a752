// Asks for the password of a document that turned out to need one, in the place where outcomes are shown.

import { h, icon } from "./dom.js";
import { codeOf } from "./failure.js";

/** True where the call lacked nothing but the document's password. */
export function needsPassword(error: unknown): boolean {
  const wrong = codeOf(error) === "password_incorrect" && (error as { field?: string }).field === "password";
  return wrong || codeOf(error) === "document_encrypted";
}

export function unlockView(error: unknown, unlock: (password: string) => void): HTMLElement {
  const wrong = codeOf(error) === "password_incorrect";
  const input = h("input", {
    type: "password",
    id: "document-password",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "unlock-hint",
  });
  if (wrong) input.setAttribute("aria-invalid", "true");
  const form = h(
    "form",
    { class: "unlock" },
    h("label", { class: "label", for: "document-password" }, (m) => m.unlock.password),
    input,
    h("button", { type: "submit", class: "button primary", id: "unlock" }, (m) => m.unlock.button),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    unlock(input.value);
  });
  const words = h(
    "div",
    {},
    h("h3", { tabindex: "-1" }, (m) => (wrong ? m.unlock.wrongTitle : m.unlock.title)),
    h("p", { class: "text", id: "unlock-hint" }, (m) => (wrong ? m.unlock.wrongAdvice : m.unlock.advice)),
    form,
    h("p", { class: "fine" }, (m) => m.failed.code, " ", h("code", { id: "failed-code" }, codeOf(error))),
  );
  const head = h("div", { class: "outcome-head" }, h("span", { class: "badge" }, icon("lock")), words);
  return h("div", { class: "outcome is-cancelled", id: "failed" }, head);
}
