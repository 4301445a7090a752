// Step 3: the button, the progress, the outcome.

import type { Config } from "./config.js";
import { h, icon } from "./dom.js";
import { follow, messages, type Text } from "./language.js";
import { mendView, needsRepair } from "./mend.js";
import { codeOf, doneView, failedView } from "./outcome.js";
import { pickCertificate } from "./picker.js";
import { createProgress } from "./progress.js";
import { createSigning, type Signed } from "./signing.js";
import type { Choices, Store } from "./state.js";
import { needsPassword, unlockView } from "./unlock.js";

/** The page around step 3, as that needs it. */
export interface Surroundings {
  readonly announce: (text: string) => void;
  /** Keeps the choices as they are while they are in use. */
  readonly hold: (held: boolean) => void;
}

export function signStep(store: Store, config: Config | null, { announce, hold }: Surroundings): HTMLElement {
  const sign = config && createSigning(config);
  const news = h("div", { class: "news" });
  const start = startView(store, config, () => void run());

  const idle = (failure?: HTMLElement) => {
    news.replaceChildren(...(failure ? [failure] : []));
    start.offer(failure !== undefined);
  };
  const run = async () => {
    if (!sign) return;
    const stop = new AbortController();
    const progress = createProgress(store.choices(), announce);
    hold(true);
    start.element.hidden = true;
    news.replaceChildren(progress.element, cancelRow(stop));
    news.querySelector<HTMLElement>("#cancel")?.focus();
    const watcher = {
      onProgress: progress.onProgress,
      selectCertificate: pickCertificate(progress.element, stop.signal),
      signal: stop.signal,
    };
    await sign(store.choices(), watcher).then(done, failed);
  };
  const done = (signed: Signed) => {
    hold(false);
    news.replaceChildren(doneView(signed, another));
    settle(news);
  };
  const failed = (error: unknown) => {
    hold(false);
    const remedy = remedyOf(error, store, () => void run());
    if (!remedy && codeOf(error) === "password_incorrect")
      document.querySelector("#password")?.setAttribute("aria-invalid", "true");
    idle(remedy ?? failedView(error));
    // Its own button goes on: the one below would only fail again.
    if (remedy) start.element.hidden = true;
    const password = remedy?.querySelector<HTMLElement>("#document-password");
    if (password) password.focus();
    else settle(news);
  };
  const another = () => {
    store.choose({ document: null, documentPassword: "", repair: false });
    idle();
    document.querySelector<HTMLElement>("#document")?.focus();
  };
  // A new document is a new signature: the outcome of the last one no longer stands beside it.
  store.watch((_, change) => {
    if (change.document) idle();
  });
  return h("div", { class: "signing" }, news, start.element);
}

/** The view of a failure that the person can mend on the spot: the document's password, a damaged document. */
function remedyOf(error: unknown, store: Store, run: () => void): HTMLElement | undefined {
  if (needsPassword(error))
    return unlockView(error, (documentPassword) => {
      store.choose({ documentPassword });
      run();
    });
  if (needsRepair(error, store.choices().repair))
    return mendView(error, () => {
      store.choose({ repair: true });
      run();
    });
  return undefined;
}

function startView(store: Store, config: Config | null, run: () => void) {
  const missing = h("p", { class: "hint is-error", id: "missing", role: "alert" });
  const button = h("button", {
    type: "button",
    class: "button primary large",
    id: "sign",
    "aria-describedby": "missing stays",
    disabled: config === null,
  });
  const stays = h("span", {});
  let again = false;
  const show = () => {
    button.textContent = again ? messages().sign.again : messages().sign.button;
    stays.textContent = config ? messages().sign.stays[store.choices().way] : messages().footer.noConfig;
    missing.textContent = "";
  };
  const element = h(
    "div",
    { class: "start" },
    button,
    missing,
    h("p", { class: "fine stays", id: "stays" }, icon("lock"), stays),
  );
  const offer = (afterFailure: boolean) => {
    again = afterFailure;
    element.hidden = false;
    show();
  };
  button.addEventListener("click", () => {
    const lacking = whatLacks(store.choices());
    if (!lacking) return run();
    missing.textContent = lacking.text(messages());
    document.querySelector<HTMLElement>(lacking.control)?.focus();
  });
  store.watch(show);
  follow(element, show);
  return { element, offer };
}

function whatLacks({ document, way, certificate }: Choices): { text: Text; control: string } | null {
  if (!document) return { text: (m) => m.sign.missingDocument, control: "#document" };
  if (way === "a1" && !certificate) return { text: (m) => m.sign.missingCertificate, control: "#certificate" };
  return null;
}

function cancelRow(stop: AbortController): HTMLElement {
  const cancel = h("button", { type: "button", class: "button", id: "cancel" });
  const label = () => (cancel.textContent = stop.signal.aborted ? messages().sign.cancelling : messages().sign.cancel);
  follow(cancel, label);
  cancel.addEventListener("click", () => {
    stop.abort();
    cancel.disabled = true;
    label();
  });
  return h("div", { class: "actions" }, cancel);
}

// Focus goes where the news is, so that it is read out and the next Tab leads on from there.
function settle(view: HTMLElement): void {
  view.querySelector<HTMLElement>("h3")?.focus({ preventScroll: true });
  view.scrollIntoView({ block: "nearest", behavior: "smooth" });
}
