// Options of the signature: reason and location, its appearance, a certification.

import { h } from "./dom.js";
import { follow, messages, type Text } from "./language.js";
import { type Certification, type Choices, POSITIONS, type Store } from "./state.js";

export function optionsPart(store: Store): HTMLElement {
  return h("div", {}, details(store), options(store));
}

function details(store: Store): HTMLElement {
  const field = (name: "reason" | "location") => {
    const example = name === "reason" ? "reasonExample" : "locationExample";
    const input = h("input", {
      type: "text",
      id: name,
      maxlength: "120",
      autocomplete: "off",
      placeholder: (m) => m.details[example],
    });
    input.addEventListener("input", () => store.choose({ [name]: input.value }));
    return h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: name }, (m) => m.details[name]),
      input,
    );
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

function options(store: Store): HTMLElement {
  const summary = h(
    "summary",
    {},
    (m) => m.options.summary,
    " ",
    h("small", {}, (m) => m.details.optional),
  );
  const appearance = h("div", { class: "appearance", id: "appearance" }, positions(store), appearanceFields(store));
  store.watch(({ visible }) => (appearance.hidden = !visible));
  return h("details", { class: "more", id: "options" }, summary, visibleSwitch(store), appearance, certifyField(store));
}

function visibleSwitch(store: Store): HTMLElement {
  const input = h("input", { type: "checkbox", id: "visible", "aria-controls": "appearance" });
  input.addEventListener("change", () => store.choose({ visible: input.checked }));
  const hint = h("small", {}, (m) => m.options.visibleHint);
  return h(
    "label",
    { class: "switch" },
    input,
    h("span", {}, (m) => m.options.visible, hint),
  );
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

function appearanceFields(store: Store): HTMLElement {
  return h("div", { class: "appearance-fields" }, pageField(store), imageField(store), qrField(store));
}

function pageField(store: Store): HTMLElement {
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
    const chosen =
      select.value === "number"
        ? Math.max(1, Math.floor(number.valueAsNumber) || 1)
        : (select.value as "first" | "last");
    store.choose({ page: chosen });
  };
  number.hidden = true;
  select.addEventListener("change", choose);
  number.addEventListener("input", choose);
  return labelled("page", (m) => m.options.page, h("span", { class: "beside" }, select, number));
}

function imageField(store: Store): HTMLElement {
  const input = h("input", {
    type: "file",
    id: "image",
    class: "file-input",
    accept: "image/png,image/jpeg",
    "aria-labelledby": "image-label image-name",
  });
  const name = h("span", { class: "picked", id: "image-name" });
  const change = h("span", { class: "change" });
  const remove = h("button", { type: "button", class: "link", id: "remove-image" }, (m) => m.options.removeImage);
  const show = () => {
    const { image } = store.choices();
    name.textContent = image?.name ?? messages().options.noImage;
    name.classList.toggle("is-empty", !image);
    change.textContent = image ? messages().document.change : messages().a1.choose;
    remove.hidden = !image;
  };
  input.addEventListener("change", () => {
    if (input.files?.[0]) store.choose({ image: input.files[0] });
    input.value = "";
  });
  remove.addEventListener("click", () => {
    store.choose({ image: null });
    input.focus();
  });
  store.watch(show);
  follow(name, show);
  const pick = h("label", { class: "pick", for: "image" }, input, name, change);
  return h(
    "div",
    { class: "field" },
    h("span", { class: "label", id: "image-label" }, (m) => m.options.image),
    pick,
    remove,
  );
}

function qrField(store: Store): HTMLElement {
  const input = h("input", { type: "text", id: "qr", maxlength: "300", autocomplete: "off", placeholder: "https://…" });
  input.addEventListener("input", () => store.choose({ qr: input.value.trim() }));
  return labelled("qr", (m) => m.options.qr, input);
}

function certifyField(store: Store): HTMLElement {
  const values = ["", "annotations", "form-filling", "no-changes"] as const;
  const select = h("select", { id: "certify" }, ...choicesOf(values, (m, value) => m.options.certifications[value]));
  select.addEventListener("change", () => store.choose({ certify: select.value as Certification | "" }));
  return labelled("certify", (m) => m.options.certify, select);
}

function choicesOf<T extends string>(
  values: readonly T[],
  text: (m: Parameters<Text>[0], value: T) => string,
): HTMLElement[] {
  return values.map((value) => h("option", { value }, (m) => text(m, value)));
}

function labelled(id: string, text: Text, control: HTMLElement): HTMLElement {
  return h("div", { class: "field" }, h("label", { class: "label", for: id }, text), control);
}
