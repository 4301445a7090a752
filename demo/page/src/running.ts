// The view of a running call: its progress, the certificates to choose from, and the way to cancel it.

import type { ProgressEvent } from "signer-connector";
import { h } from "./dom.js";
import { traceApproval } from "./interruption.js";
import { follow, messages } from "./language.js";
import type { Leaving } from "./leaving.js";
import { pickCertificate } from "./picker.js";
import { createProgress } from "./progress.js";
import type { Watcher } from "./signing.js";
import type { Choices } from "./state.js";

export interface Running {
  readonly elements: readonly HTMLElement[];
  readonly watcher: Watcher;
  /** To be called once the call has ended, whichever way. */
  readonly over: () => void;
}

export function createRunning(choices: Choices, announce: (text: string) => void, leaving: Leaving): Running {
  const stop = new AbortController();
  const progress = createProgress(choices, announce);
  const trace = traceApproval(choices, leaving);
  return {
    elements: [progress.element, cancelRow(stop)],
    over: trace.over,
    watcher: {
      onProgress(event: ProgressEvent) {
        progress.onProgress(event);
        trace.onProgress(event);
      },
      selectCertificate: pickCertificate(progress.element, stop.signal),
      signal: stop.signal,
    },
  };
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
