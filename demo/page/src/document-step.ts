// Step 1: the document, from a button, a drop, or the sample.

import { h, icon, reveal } from "./dom.js";
import * as format from "./format.js";
import { follow, messages } from "./language.js";
import type { Store } from "./state.js";

export function documentStep(store: Store, announce: (text: string) => void): HTMLElement {
  const input = h("input", {
    type: "file",
    id: "document",
    class: "file-input",
    accept: "application/pdf,.pdf",
    "aria-describedby": "document-name",
  });
  const failure = h("p", { class: "hint is-error", role: "alert" });
  const zone = dropZone(input, store);
  const sample = h("button", { type: "button", class: "link", id: "use-sample" }, (m) => m.document.sample);
  const take = (document: File) => {
    failure.textContent = "";
    store.choose({ document, documentPassword: "", repair: false });
    announce(messages().document.chosen(document.name));
  };
  input.addEventListener("change", () => {
    if (input.files?.[0]) take(input.files[0]);
    input.value = "";
  });
  acceptDrops(zone, take);
  sample.addEventListener("click", () => {
    sampleContract().then(take, () => (failure.textContent = messages().document.sampleFailed));
  });
  return h("div", {}, zone, h("p", { class: "after" }, sample), failure);
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
    bytes.textContent = document ? format.size(document.size) : "";
    reveal(panels, document ? "chosen" : "empty");
  };
  store.watch(show);
  follow(bytes, show);
  return h("label", { class: "drop stack", for: "document" }, input, panels.empty, panels.chosen);
}

// A file that misses the zone must not replace the page.
function acceptDrops(zone: HTMLElement, take: (file: File) => void): void {
  const over = (event: DragEvent) => {
    event.preventDefault();
    zone.classList.toggle("is-over", event.target instanceof Node && zone.contains(event.target));
  };
  addEventListener("dragover", over);
  addEventListener("dragleave", () => zone.classList.remove("is-over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    const file = event.dataTransfer?.files[0];
    if (file && event.target instanceof Node && zone.contains(event.target)) take(file);
  });
}

async function sampleContract(): Promise<File> {
  const response = await fetch("sample.pdf");
  if (!response.ok) throw new Error(`sample.pdf answered ${response.status}`);
  return new File([await response.blob()], messages().document.sampleName, { type: "application/pdf" });
}
