import type { Ending } from "./ending.js";
import type { Tell } from "./page.js";
import type { ProgressEvent } from "./types.js";

/**
 * Leads a person to the provider's page, for a caller that listens to no progress: in the window that the click opened, and, where the
 * browser let none open or the person closed it, by a link in a dialog.
 */
export function leading(popup: Window | null, ending: Ending): Tell {
  const end = new AbortController();
  ending.signal.addEventListener("abort", () => end.abort());
  end.signal.addEventListener("abort", () => popup?.close());
  return ({ phase, authorization }) => {
    if (phase === "waiting_for_approval") lead(popup, authorization, ending, end.signal);
    else if (phase !== "loading" && phase !== "reading" && phase !== "hashing") end.abort();
  };
}

function lead(
  popup: Window | null,
  authorization: ProgressEvent["authorization"],
  ending: Ending,
  end: AbortSignal,
): void {
  const url = authorization?.url;
  if (url === undefined || popup === null || popup.closed) {
    popup?.close();
    ask(url, ending, end);
    return;
  }
  // The provider's page has no business with ours.
  popup.opener = null;
  popup.location.replace(url);
  const timer = setInterval(() => {
    if (!popup.closed) return;
    clearInterval(timer);
    ask(url, ending, end);
  }, LOOK);
  end.addEventListener("abort", () => clearInterval(timer));
}

/** A plain dialog, for the page's own style to dress. */
function ask(url: string | undefined, ending: Ending, end: AbortSignal): void {
  if (end.aborted) return;
  const words = navigator.language.startsWith("pt") ? PORTUGUESE : ENGLISH;
  const dialog = document.createElement("dialog");
  dialog.className = "signer-connector-approval";
  const text = element("p", url === undefined ? words.phone : words.page);
  const cancel = element("button", words.cancel);
  cancel.onclick = () => dialog.close();
  dialog.append(text, ...(url === undefined ? [] : [link(url, words.open)]), " ", cancel);
  dialog.onclose = () => ending.cancel("declined");
  end.addEventListener("abort", () => {
    dialog.onclose = null;
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function link(url: string, text: string): HTMLAnchorElement {
  const anchor = element("a", text);
  return Object.assign(anchor, { href: url, target: "_blank", rel: "noopener noreferrer" });
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

const PORTUGUESE = {
  page: "Aprove a assinatura na página do seu certificado em nuvem. Esta janela se fecha quando terminar.",
  phone: "Aprove a assinatura no aplicativo do seu certificado em nuvem. Esta janela se fecha quando terminar.",
  open: "Abrir a página de aprovação",
  cancel: "Cancelar a assinatura",
};
const ENGLISH = {
  page: "Approve the signature at your cloud certificate's page. This dialog closes when it is done.",
  phone: "Approve the signature in your cloud certificate's app. This dialog closes when it is done.",
  open: "Open the approval page",
  cancel: "Cancel the signature",
};
/** Milliseconds between two looks at whether the window is still there: closing one is no event. */
const LOOK = 500;
