// Asks which certificate of a token to use, in the place where progress is shown.

import { h } from "./dom.js";
import { personName } from "./format.js";
import type { SelectCertificate } from "./signing.js";

/** A `selectCertificate` for the connector; unanswered, it ends with the call's signal. */
export function pickCertificate(place: HTMLElement, signal: AbortSignal): SelectCertificate {
  return (list) =>
    new Promise((resolve, reject) => {
      const choose = (certificate: (typeof list)[number]) => {
        panel.remove();
        resolve(certificate);
      };
      const panel = pickerView(list, choose);
      signal.addEventListener("abort", () => {
        panel.remove();
        reject(signal.reason);
      });
      place.append(panel);
      // The first button would take an Enter that was meant for something else.
      panel.focus();
    });
}

function pickerView(
  list: Parameters<SelectCertificate>[0],
  choose: (certificate: (typeof list)[number]) => void,
): HTMLElement {
  const buttons = list.map((certificate) => {
    const button = h(
      "button",
      { type: "button", class: "candidate" },
      h("strong", {}, personName(certificate.name)),
      h("small", {}, `${certificate.issuer} · ${certificate.tokenLabel}`),
    );
    button.addEventListener("click", () => choose(certificate));
    return button;
  });
  return h(
    "div",
    { class: "picker", role: "group", tabindex: "-1", "aria-labelledby": "picker-title" },
    h("p", { class: "approval-lead", id: "picker-title" }, (m) => m.local.pick),
    h("p", { class: "text" }, (m) => m.local.pickHint),
    ...buttons,
  );
}
