// The demo page: three steps on the left, the code they amount to on the right.

import { codePanel } from "./code-panel.js";
import { createComplaints } from "./complaints.js";
import { type Config, loadConfig } from "./config.js";
import { documentStep } from "./document-step.js";
import { h } from "./dom.js";
import { refuseOtherDrops } from "./drops.js";
import { LANGUAGES, type Language } from "./i18n.js";
import { interrupted } from "./interruption.js";
import { interruptionNote } from "./interruption-note.js";
import { keyStep } from "./key-step.js";
import { follow, language, messages, speak, type Text } from "./language.js";
import { createLeaving } from "./leaving.js";
import { optionsPart } from "./options-part.js";
import { signStep } from "./sign-step.js";
import { createStore } from "./state.js";

const config = await loadConfig();
document.body.replaceChildren(...page(config));
refuseOtherDrops();
follow(document.body, () => {
  document.documentElement.lang = language();
  document.title = messages().title;
});

function page(config: Config | null): HTMLElement[] {
  const store = createStore();
  const live = h("p", { class: "visually-hidden", role: "status", id: "live" });
  const announce = (text: string) => {
    live.textContent = text;
  };
  const complaints = createComplaints(store);
  const note = lastNote();
  const key = h("div", {}, keyStep(store, complaints, config), optionsPart(store, complaints));
  const first = step("document-title", (m) => m.document.title, documentStep(store, complaints, announce));
  const second = step("key-title", (m) => m.key.title, key);
  const hold = (held: boolean) => {
    for (const section of [first, second]) section.inert = held;
    // Started again: it has served.
    if (held) note?.remove();
  };
  const around = { announce, hold, complaints, leaving: createLeaving() };
  const third = step("sign-title", (m) => m.sign.title, signStep(store, config, around));
  const flow = h("div", { class: "flow" }, intro(), note, h("ol", { class: "steps" }, first, second, third), live);
  return [skip(), header(), h("main", { class: "layout", id: "main" }, flow, codePanel(store, config)), footer()];
}

function lastNote(): HTMLElement | null {
  const last = interrupted();
  return last ? interruptionNote(last) : null;
}

function step(id: string, title: Text, content: HTMLElement): HTMLElement {
  return h("li", { class: "step" }, h("section", { "aria-labelledby": id }, h("h2", { id }, title), content));
}

function skip(): HTMLElement {
  return h("a", { class: "skip", href: "#document-title" }, (m) => m.brand.skip);
}

function intro(): HTMLElement {
  return h(
    "div",
    { class: "intro" },
    h("h1", {}, (m) => m.intro.title),
    h("p", {}, (m) => m.intro.lead),
  );
}

function header(): HTMLElement {
  const brand = h(
    "p",
    { class: "brand" },
    h("span", { class: "mark", "aria-hidden": "true" }),
    "Signer Connector ",
    h("span", { class: "tag" }, (m) => m.brand.demo),
  );
  return h("header", { class: "top" }, brand, languages());
}

function languages(): HTMLElement {
  const names: Record<Language, Text> = { "pt-BR": (m) => m.language.portuguese, en: (m) => m.language.english };
  const buttons = LANGUAGES.map((tag) => {
    const button = h("button", { type: "button", lang: tag, "data-language": tag }, names[tag]);
    button.addEventListener("click", () => speak(tag));
    follow(button, () => button.setAttribute("aria-pressed", String(tag === language())));
    return button;
  });
  return h("div", { class: "languages", role: "group", "aria-label": (m) => m.language.label }, ...buttons);
}

function footer(): HTMLElement {
  return h(
    "footer",
    { class: "bottom" },
    h("p", {}, (m) => m.footer.sandbox),
  );
}
