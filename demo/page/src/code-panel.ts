// The panel beside the steps: the code of what is on screen, ready to copy.

import { codeFor, coloured } from "./code.js";
import type { Config } from "./config.js";
import { h } from "./dom.js";
import { follow, language, messages, type Text } from "./language.js";
import type { Store } from "./state.js";

export function codePanel(store: Store, config: Config | null): HTMLElement {
  const code = h("code", {});
  const copy = h("button", { type: "button", class: "button small quiet", id: "copy-code" });
  const show = () => code.replaceChildren(coloured(codeFor(store.choices(), config, messages(), language())));
  store.watch(show);
  follow(code, show);
  copies(copy, () => code.textContent ?? "");
  const head = h(
    "div",
    { class: "code-head" },
    h(
      "div",
      {},
      h("h2", { id: "code-title" }, (m) => m.code.title),
      h("p", {}, (m) => m.code.lead),
    ),
    h("span", { role: "status" }, copy),
  );
  const install = h(
    "p",
    { class: "install" },
    h("span", { class: "visually-hidden" }, (m) => m.code.install),
    h("code", {}, "npm install signer-connector"),
  );
  return h(
    "aside",
    { class: "code", "aria-labelledby": "code-title" },
    head,
    install,
    h("pre", { tabindex: "0", "aria-labelledby": "code-title" }, code),
  );
}

function copies(button: HTMLElement, code: () => string): void {
  let label: Text = (m) => m.code.copy;
  const say = (text: Text) => {
    label = text;
    button.textContent = label(messages());
  };
  follow(button, () => say(label));
  button.addEventListener("click", async () => {
    const copied = await navigator.clipboard.writeText(code()).then(
      () => true,
      () => false,
    );
    say((m) => (copied ? m.code.copied : m.code.copyFailed));
    setTimeout(() => say((m) => m.code.copy), COPIED_FOR);
  });
}

const COPIED_FOR = 1800;
