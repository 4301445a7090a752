// The failure of a call in the person's words, and the next step.

import { h, icon } from "./dom.js";
import { adviceOf, codeOf, type Failed, titleOf, waitOf } from "./failure.js";
import { follow } from "./language.js";

/** The failure, its code in small. */
export function failedView(failed: Failed): HTMLElement {
  const cancelled = codeOf(failed.error) === "user_cancelled";
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
        h("h3", { tabindex: "-1" }, () => titleOf(failed)),
        advice(failed),
        h("p", { class: "fine" }, (m) => m.failed.code, " ", h("code", { id: "failed-code" }, codeOf(failed.error))),
      ),
    ),
  );
}

/** Counts down where the failure says for how long to wait; silently, as every second would be read out. */
function advice(failed: Failed): HTMLElement {
  const text = h("p", { class: "text", id: "failed-advice" });
  const show = () => (text.textContent = adviceOf(failed));
  follow(text, show);
  if (!waitOf(failed)) return text;
  const timer = setInterval(() => {
    show();
    if (!waitOf(failed) || !text.isConnected) clearInterval(timer);
  }, SECOND);
  return text;
}

const SECOND = 1000;
