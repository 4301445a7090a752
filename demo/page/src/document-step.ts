// Step 1: the document, from a button, a drop, or the sample.

import type { Complaints } from "./complaints.js";
import { h, icon, reveal } from "./dom.js";
import { acceptDrops } from "./drops.js";
import { takeOne } from "./file-field.js";
import * as format from "./format.js";
import { follow, messages } from "./language.js";
import type { Store } from "./state.js";

export function documentStep(store: Store, complaints: Complaints, announce: (text: string) => void): HTMLElement {
  const input = h("input", {
    type: "file",
    id: "document",
    class: "file-input",
    accept: "application/pdf,.pdf",
    "aria-describedby": "document-name",
  });
  const zone = dropZone(input, store);
  const take = takeOne("document", complaints, (document) => {
    store.choose({ document, documentPassword: "", repair: false });
    announce(messages().document.chosen(document.name));
  });
  input.addEventListener("change", () => {
    if (input.files?.[0]) void take([...input.files]);
    input.value = "";
  });
  acceptDrops(zone, take);
  return h("div", {}, zone, complaints.beside("document", input), h("p", { class: "after" }, sample(complaints, take)));
}

function sample(complaints: Complaints, take: (files: readonly File[]) => void): HTMLElement {
  const button = h("button", { type: "button", class: "link", id: "use-sample" }, (m) => m.document.sample);
  button.addEventListener("click", () => {
    sampleContract().then(
      (file) => take([file]),
      () => complaints.tell("document", (m) => m.document.sampleFailed),
    );
  });
  return button;
}

function dropZone(input: HTMLInputElement, store: Store): HTMLElement {
  const name = h("span", { class: "chosen-name", id: "document-name" });
  const bytes = h("span", { class: "chosen-size" });
  const panels = {
    empty: h(
      "span",
      { class: "panel drop-empty" },
      icon("upload"),
      h(
        "span",
        {},
        h("strong", {}, (m) => m.document.choose),
        " ",
        (m) => m.document.drop,
      ),
    ),
    chosen: h(
      "span",
      { class: "panel drop-chosen" },
      icon("document"),
      h("span", { class: "chosen" }, name, bytes),
      h("span", { class: "change" }, (m) => m.document.change),
    ),
  };
  const show = () => {
    const { document } = store.choices();
    name.textContent = document?.name ?? "";
    name.title = document?.name ?? "";
    bytes.textContent = document ? format.size(document.size) : "";
    reveal(panels, document ? "chosen" : "empty");
  };
  store.watch(show);
  follow(bytes, show);
  return h("label", { class: "drop stack", for: "document" }, input, panels.empty, panels.chosen);
}

async function sampleContract(): Promise<File> {
  const response = await fetch("sample.pdf");
  if (!response.ok) throw new Error(`sample.pdf answered ${response.status}`);
  return new File([await response.blob()], messages().document.sampleName, { type: "application/pdf" });
}
