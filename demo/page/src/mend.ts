// Offers to repair a document that turned out to be damaged, in the place where outcomes are shown.

import { h } from "./dom.js";
import { failedView } from "./failed-view.js";
import { codeOf, type Failed } from "./failure.js";

/** True where the call lacked nothing but a repair. */
export function needsRepair({ error, choices }: Failed): boolean {
  return codeOf(error) === "document_malformed" && !choices.repair;
}

export function mendView(failed: Failed, mend: () => void): HTMLElement {
  const button = h("button", { type: "button", class: "button primary", id: "mend" }, (m) => m.mend.button);
  button.addEventListener("click", mend);
  const view = failedView(failed);
  view.querySelector(".outcome-head > div")?.append(
    h("p", { class: "text" }, (m) => m.mend.advice),
    h("div", { class: "actions" }, button),
  );
  return view;
}
