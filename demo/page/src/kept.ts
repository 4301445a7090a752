// Signed documents that were not downloaded yet: each stays within reach, and the page is not left without a question.

import { h, icon } from "./dom.js";
import * as format from "./format.js";
import { messages, type Text } from "./language.js";
import type { Leaving } from "./leaving.js";
import type { Signed } from "./signing.js";

export interface Kept {
  readonly element: HTMLElement;
  readonly keep: (signed: Signed) => void;
  readonly downloaded: (signed: Signed) => void;
  /** The document for the next signature; once that has one, this document is in it. */
  readonly goOn: (signed: Signed) => File;
  /** Lists all but the one that is on show elsewhere. */
  readonly list: (shown?: Signed) => void;
}

export function createKept(leaving: Leaving): Kept {
  const element = h("ul", { class: "kept", id: "kept" });
  const kept = new Set<Signed>();
  const continued = new WeakMap<File, Signed>();
  let elsewhere: Signed | undefined;
  const show = () => {
    const listed = [...kept].filter((signed) => signed !== elsewhere);
    element.replaceChildren(...listed.map((signed) => row(signed, () => drop(signed))));
  };
  const drop = (signed: Signed) => {
    leaving.release(signed);
    kept.delete(signed);
    show();
  };
  return {
    element,
    downloaded: drop,
    keep(signed) {
      const before = continued.get(signed.document);
      if (before) drop(before);
      leaving.mind(signed);
      kept.add(signed);
    },
    goOn(signed) {
      const name = format.signedName(signed.document.name, messages().done.suffix);
      const next = new File([signed.result.signedDocument], name, { type: "application/pdf" });
      continued.set(next, signed);
      return next;
    },
    list(shown) {
      elsewhere = shown;
      show();
    },
  };
}

/** The link to a signed document. */
export function downloadLink(
  signed: Signed,
  text: Text,
  attributes: Record<string, string>,
  then: () => void,
): HTMLElement {
  const name: Text = (m) => format.signedName(signed.document.name, m.done.suffix);
  const link = h("a", { ...attributes, href: signed.url, download: name }, icon("download"), text);
  link.addEventListener("click", then);
  return link;
}

function row(signed: Signed, drop: () => void): HTMLElement {
  const words: Text = (m) => m.done.notDownloaded(format.signedName(signed.document.name, m.done.suffix));
  const download = downloadLink(
    signed,
    (m) => m.done.downloadIt,
    { class: "button small" },
    () => {
      drop();
      document.querySelector<HTMLElement>("#sign")?.focus();
    },
  );
  return h("li", {}, h("span", {}, words), download);
}
