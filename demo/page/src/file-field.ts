// A control that takes one file, by its button or by a drop.

import type { Complaints } from "./complaints.js";
import { h } from "./dom.js";
import { acceptDrops } from "./drops.js";
import { examine, type FileField } from "./file-kind.js";
import { follow, messages, type Text } from "./language.js";
import type { Store } from "./state.js";

interface Wanted {
  readonly field: Exclude<FileField, "document">;
  readonly accept: string;
  readonly label: Text;
  readonly none: Text;
}

/** The field, with its button's words, the name of the chosen file and room for complaints. */
export function fileField(store: Store, complaints: Complaints, wanted: Wanted): HTMLElement {
  const { field, accept, label } = wanted;
  const input = h("input", {
    type: "file",
    id: field,
    class: "file-input",
    accept,
    "aria-labelledby": `${field}-label ${field}-name`,
  });
  const take = takeOne(field, complaints, (file) => store.choose({ [field]: file }));
  input.addEventListener("change", () => {
    if (input.files?.[0]) void take([...input.files]);
    input.value = "";
  });
  const pick = h("label", { class: "pick", for: field }, input, ...chosen(store, wanted));
  acceptDrops(pick, take);
  return h(
    "div",
    { class: "field" },
    h("span", { class: "label", id: `${field}-label` }, label),
    pick,
    complaints.beside(field, input),
  );
}

/** Takes a file that is of the kind the field wants, and says beside the field why another is not taken. */
export function takeOne(field: FileField, complaints: Complaints, take: (file: File) => void) {
  let latest: readonly File[];
  return async (files: readonly File[]): Promise<void> => {
    latest = files;
    const examined = await examine(files, field);
    if (latest !== files) return;
    complaints.clear(field);
    if (examined instanceof File) take(examined);
    else complaints.tell(field, examined);
  };
}

function chosen(store: Store, { field, none }: Wanted): HTMLElement[] {
  const name = h("span", { class: "picked", id: `${field}-name` });
  const change = h("span", { class: "change" });
  const show = () => {
    const file = store.choices()[field];
    change.textContent = file ? messages().document.change : messages().a1.choose;
    name.textContent = file?.name ?? none(messages());
    name.title = file?.name ?? "";
    name.classList.toggle("is-empty", !file);
  };
  store.watch(show);
  follow(name, show);
  return [name, change];
}
