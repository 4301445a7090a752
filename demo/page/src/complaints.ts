// Words beside a control about what is wrong with it, gone as soon as that changes.

import { h } from "./dom.js";
import { follow, messages, type Text } from "./language.js";
import type { Choices, Store } from "./state.js";

/** The choices whose controls can be complained of. */
export type Field = Exclude<keyof Choices, "way" | "position" | "documentPassword" | "repair">;

export interface Complaints {
  /** The place for the words on `field`; `control` is described by it. */
  readonly beside: (field: Field, control: HTMLElement) => HTMLElement;
  /** Says what is wrong, until one of `causes` changes. */
  readonly tell: (field: Field, text: Text, causes?: readonly (keyof Choices)[]) => void;
  readonly clear: (field: Field) => void;
  readonly clearAll: () => void;
}

interface Told {
  readonly text: Text;
  readonly causes: readonly (keyof Choices)[];
}

export function createComplaints(store: Store): Complaints {
  const told = new Map<Field, Told>();
  const places = new Map<Field, () => void>();
  const clear = (field: Field) => {
    if (told.delete(field)) places.get(field)?.();
  };
  store.watch((_, change) => {
    for (const [field, { causes }] of told) if (causes.some((cause) => cause in change)) clear(field);
  });
  return {
    clear,
    clearAll() {
      for (const field of told.keys()) clear(field);
    },
    tell(field, text, causes = [field]) {
      told.set(field, { text, causes });
      places.get(field)?.();
    },
    beside(field, control) {
      const place = h("p", { class: "hint is-error", id: `${field}-error`, role: "alert" });
      const described = [control.getAttribute("aria-describedby"), place.id].filter(Boolean).join(" ");
      control.setAttribute("aria-describedby", described);
      const show = () => {
        const text = told.get(field)?.text;
        place.textContent = text?.(messages()) ?? "";
        if (text) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
        if (text) unfold(place);
      };
      places.set(field, show);
      follow(place, show);
      return place;
    },
  };
}

function unfold(place: HTMLElement): void {
  const folded = place.closest("details");
  if (folded) folded.open = true;
}
