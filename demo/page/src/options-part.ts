// Options of the signature: reason and location, its appearance, a certification.

import type { Complaints } from "./complaints.js";
import { h } from "./dom.js";
import { fileField } from "./file-field.js";
import { follow, messages, type Text } from "./language.js";
import { type Certification, type Choices, isPage, POSITIONS, type Store } from "./state.js";

export function optionsPart(store: Store, complaints: Complaints): HTMLElement {
  return h("div", {}, details(store, complaints), options(store, complaints));
}

function details(store: Store, complaints: Complaints): HTMLElement {
  const field = (name: "reason" | "location") => {
    const example = name === "reason" ? "reasonExample" : "locationExample";
    const input = h("input", {
      type: "text",
      id: name,
      autocomplete: "off",
      placeholder: (m) => m.details[example],
    });
    input.addEventListener("input", () => store.choose({ [name]: input.value }));
    store.watch((choices) => {
      if (input.value !== choices[name]) input.value = choices[name];
    });
    return labelled(name, (m) => m.details[name], input, complaints.beside(name, input));
  };
  const summary = h(
    "summary",
    {},
    (m) => m.details.summary,
    " ",
    h("small", {}, (m) => m.details.optional),
  );
  return h(
    "details",
    { class: "more", id: "details" },
    summary,
    h("div", { class: "fields" }, field("reason"), field("location")),
  );
}

function options(store: Store, complaints: Complaints): HTMLElement {
  const summary = h(
    "summary",
    {},
    (m) => m.options.summary,
    " ",
    h("small", {}, (m) => m.details.optional),
  );
  const appearance = h(
    "div",
    { class: "appearance", id: "appearance" },
    positions(store),
    appearanceFields(store, complaints),
  );
  store.watch(({ visible }) => (appearance.hidden = !visible));
  return h(
    "details",
    { class: "more", id: "options" },
    summary,
    ...visibleSwitch(store, complaints),
    appearance,
    certifyField(store, complaints),
  );
}

function visibleSwitch(store: Store, complaints: Complaints): HTMLElement[] {
  const input = h("input", { type: "checkbox", id: "visible", "aria-controls": "appearance" });
  input.addEventListener("change", () => store.choose({ visible: input.checked }));
  store.watch(({ visible }) => (input.checked = visible));
  const hint = h("small", {}, (m) => m.options.visibleHint);
  const label = h(
    "label",
    { class: "switch" },
    input,
    h("span", {}, (m) => m.options.visible, hint),
  );
  return [label, complaints.beside("visible", input)];
}

/** A page in small with the nine places on it. */
function positions(store: Store): HTMLElement {
  const option = (position: Choices["position"]) => {
    const checked = store.choices().position === position;
    const input = h("input", { type: "radio", name: "position", value: position, checked });
    input.setAttribute("class", "visually-hidden");
    input.addEventListener("change", () => store.choose({ position }));
    return h(
      "label",
      { class: "place" },
      input,
      h("span", { class: "visually-hidden" }, (m) => m.options.positions[position]),
    );
  };
  const said = h("p", { class: "fine" });
  const show = () => (said.textContent = messages().options.positions[store.choices().position]);
  store.watch(show);
  follow(said, show);
  const legend = h("legend", { class: "label" }, (m) => m.options.position);
  return h("fieldset", { class: "placing" }, legend, h("div", { class: "paper" }, ...POSITIONS.map(option)), said);
}

function appearanceFields(store: Store, complaints: Complaints): HTMLElement {
  return h(
    "div",
    { class: "appearance-fields" },
    pageField(store, complaints),
    imageField(store, complaints),
    qrField(store, complaints),
  );
}

function pageField(store: Store, complaints: Complaints): HTMLElement {
  const select = h(
    "select",
    { id: "page" },
    ...choicesOf(["last", "first", "number"], (m, value) => m.options.pages[value]),
  );
  const number = h("input", {
    type: "number",
    id: "page-number",
    min: "1",
    step: "1",
    value: "2",
    "aria-label": (m) => m.options.pageNumber,
  });
  const choose = () => {
    number.hidden = select.value !== "number";
    // Empty is no number, so NaN.
    store.choose({ page: number.hidden ? (select.value as "first" | "last") : number.valueAsNumber });
  };
  number.hidden = true;
  select.addEventListener("change", choose);
  number.addEventListener("input", choose);
  // Half a number is not complained of.
  number.addEventListener("change", () => {
    if (!isPage(store.choices().page)) complaints.tell("page", (m) => m.fields.page);
  });
  const place = complaints.beside("page", number);
  return labelled("page", (m) => m.options.page, h("span", { class: "beside" }, select, number), place);
}

function imageField(store: Store, complaints: Complaints): HTMLElement {
  const remove = h("button", { type: "button", class: "link", id: "remove-image" }, (m) => m.options.removeImage);
  const field = fileField(store, complaints, {
    field: "image",
    accept: "image/png,image/jpeg",
    label: (m) => m.options.image,
    none: (m) => m.options.noImage,
  });
  remove.addEventListener("click", () => {
    store.choose({ image: null });
    field.querySelector("input")?.focus();
  });
  store.watch(({ image }) => (remove.hidden = !image));
  field.append(remove);
  return field;
}

function qrField(store: Store, complaints: Complaints): HTMLElement {
  const input = h("input", { type: "text", id: "qr", autocomplete: "off", placeholder: "https://…" });
  input.addEventListener("input", () => store.choose({ qr: input.value.trim() }));
  store.watch(({ qr }) => {
    if (input.value.trim() !== qr) input.value = qr;
  });
  return labelled("qr", (m) => m.options.qr, input, complaints.beside("qr", input));
}

function certifyField(store: Store, complaints: Complaints): HTMLElement {
  const values = ["", "annotations", "form-filling", "no-changes"] as const;
  const select = h("select", { id: "certify" }, ...choicesOf(values, (m, value) => m.options.certifications[value]));
  select.addEventListener("change", () => store.choose({ certify: select.value as Certification | "" }));
  store.watch(({ certify }) => (select.value = certify));
  return labelled("certify", (m) => m.options.certify, select, complaints.beside("certify", select));
}

function choicesOf<T extends string>(
  values: readonly T[],
  text: (m: Parameters<Text>[0], value: T) => string,
): HTMLElement[] {
  return values.map((value) => h("option", { value }, (m) => text(m, value)));
}

function labelled(id: string, text: Text, ...controls: HTMLElement[]): HTMLElement {
  return h("div", { class: "field" }, h("label", { class: "label", for: id }, text), ...controls);
}
