// The note on an approval that a reload interrupted.

import { h, icon } from "./dom.js";
import * as format from "./format.js";
import { forget, type Interruption } from "./interruption.js";
import type { Text } from "./language.js";
import { PROVIDERS } from "./state.js";

export function interruptionNote(interruption: Interruption): HTMLElement {
  const { name, size, at, provider, url } = interruption;
  const facts: Text = (m) => m.interrupted.facts(name, format.size(size), format.moment(new Date(at)));
  const dismiss = h(
    "button",
    { type: "button", class: "button small", id: "dismiss-interrupted" },
    (m) => m.interrupted.dismiss,
  );
  const note = h(
    "div",
    { class: "outcome interrupted", id: "interrupted", role: "status" },
    h(
      "div",
      { class: "outcome-head" },
      h("span", { class: "badge" }, icon("alert")),
      h(
        "div",
        {},
        h("p", { class: "approval-lead" }, (m) => m.interrupted.title),
        h("p", { class: "text" }, facts),
        h("p", { class: "text" }, (m) =>
          provider ? m.interrupted.atProvider(PROVIDERS[provider]) : m.interrupted.atAgent,
        ),
        h("div", { class: "actions" }, dismiss, url && provider ? request(url, PROVIDERS[provider]) : null),
      ),
    ),
  );
  dismiss.addEventListener("click", () => {
    forget();
    note.remove();
    document.querySelector<HTMLElement>("#document")?.focus();
  });
  return note;
}

function request(url: string, provider: string): HTMLElement {
  const attributes = { class: "link", href: url, target: "_blank", rel: "noopener noreferrer" };
  return h("a", attributes, (m) => m.interrupted.request(provider));
}
