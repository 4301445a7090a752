// Step 3: the button, the progress, the outcome.

import type { Complaints } from "./complaints.js";
import type { Config } from "./config.js";
import { h, icon } from "./dom.js";
import { failedView } from "./failed-view.js";
import { causesOf, type Failed, fieldOf } from "./failure.js";
import { createKept, type Kept } from "./kept.js";
import { follow, messages, type Text } from "./language.js";
import type { Leaving } from "./leaving.js";
import { mendView, needsRepair } from "./mend.js";
import { doneView, type Onward } from "./outcome.js";
import { createRunning } from "./running.js";
import { createSigning, type Signed } from "./signing.js";
import { type Choices, isPage, NEXT_PERSON, type Store } from "./state.js";
import { needsPassword, unlockView } from "./unlock.js";

/** The page around step 3, as that needs it. */
export interface Surroundings {
  readonly announce: (text: string) => void;
  /** Keeps the choices as they are while they are in use. */
  readonly hold: (held: boolean) => void;
  readonly complaints: Complaints;
  readonly leaving: Leaving;
}

export function signStep(store: Store, config: Config | null, around: Surroundings): HTMLElement {
  const sign = config && createSigning(config);
  const news = h("div", { class: "news" });
  const start = startView(store, config, () => void run());
  const kept = createKept(around.leaving);
  let stale: readonly (keyof Choices)[] = [];

  const idle = (failure?: HTMLElement) => {
    news.replaceChildren(...(failure ? [failure] : []));
    kept.list();
    start.offer(failure !== undefined);
  };
  const run = async () => {
    if (!sign) return;
    stale = [];
    const choices = store.choices();
    const running = createRunning(choices, around.announce, around.leaving);
    around.complaints.clearAll();
    around.hold(true);
    start.element.hidden = true;
    news.replaceChildren(...running.elements);
    // Not the button: an Enter too many would cancel what the one before began.
    news.querySelector<HTMLElement>(".stages")?.focus();
    const ended = sign(choices, running.watcher).finally(() => {
      running.over();
      around.hold(false);
    });
    await ended.then(done, (error: unknown) => failed({ error, choices, at: Date.now() }));
  };
  const done = (signed: Signed) => {
    stale = ["document"];
    kept.keep(signed);
    kept.list(signed);
    news.replaceChildren(doneView(signed, onward(signed, store, kept)));
    settle(news);
  };
  const failed = (failure: Failed) => {
    const remedy = remedyOf(failure, store, () => void run());
    stale = causesOf(failure.error);
    if (!remedy) complain(failure, around.complaints);
    idle(remedy ?? failedView(failure));
    // Its own button goes on: the one below would only fail again.
    if (remedy) start.element.hidden = true;
    settle(news);
  };
  // An outcome goes as soon as it would stand beside choices that it is not about.
  store.watch((_, change) => {
    if (!stale.some((cause) => cause in change)) return;
    stale = [];
    idle();
  });
  return h("div", { class: "signing" }, kept.element, news, start.element);
}

function onward(signed: Signed, store: Store, kept: Kept): Onward {
  const somebodyElse = () => {
    store.choose({ ...NEXT_PERSON, document: kept.goOn(signed) });
    document.querySelector<HTMLElement>("input[name=way]:checked")?.focus();
  };
  return {
    downloaded: () => kept.downloaded(signed),
    another() {
      store.choose({ document: null, documentPassword: "", repair: false });
      document.querySelector<HTMLElement>("#document")?.focus();
    },
    ...(signed.takesMore && { somebodyElse }),
  };
}

function complain({ error }: Failed, complaints: Complaints): void {
  const field = fieldOf(error);
  if (field) complaints.tell(field, (m) => m.fields[field], causesOf(error));
}

/** The view of a failure that the person can mend on the spot: the document's password, a damaged document. */
function remedyOf(failed: Failed, store: Store, run: () => void): HTMLElement | undefined {
  if (needsPassword(failed.error))
    return unlockView(failed.error, (documentPassword) => {
      store.choose({ documentPassword });
      run();
    });
  if (needsRepair(failed))
    return mendView(failed, () => {
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

function whatLacks({ document, way, certificate, visible, page }: Choices): { text: Text; control: string } | null {
  if (!document) return { text: (m) => m.sign.missingDocument, control: "#document" };
  if (way === "a1" && !certificate) return { text: (m) => m.sign.missingCertificate, control: "#certificate" };
  if (visible && !isPage(page)) return { text: (m) => m.fields.page, control: "#page-number" };
  return null;
}

// Focus goes where the news is, so that it is read out and the next Tab leads on from there.
function settle(view: HTMLElement): void {
  const news = view.querySelector<HTMLElement>("#document-password") ?? view.querySelector<HTMLElement>("h3");
  news?.focus({ preventScroll: true });
  view.scrollIntoView({ block: "nearest", behavior: "smooth" });
}
