// The part of the page between the click on "sign" and the outcome.

import type { ProgressEvent } from "signer-connector";
import { h, icon } from "./dom.js";
import { messages, type Text } from "./language.js";
import { type Choices, PROVIDERS, type Way } from "./state.js";

type Stage = "reading" | "approval" | "consent" | "signing" | "finishing";
type Phase = ProgressEvent["phase"];

/** The progress of one call: its elements, and where its events go. */
export interface Progress {
  readonly element: HTMLElement;
  readonly onProgress: (event: ProgressEvent) => void;
}

export function createProgress(choices: Choices, announce: (text: string) => void): Progress {
  const stages = STAGES[choices.way];
  const rows = stages.map((stage) => row(stage));
  const approval = h("div", { class: "approval", hidden: true });
  const list = h(
    "ol",
    { class: "stages", tabindex: "-1", "aria-label": (m) => m.sign.progress },
    ...rows.map(({ element }) => element),
  );
  let reached = -1;
  const onProgress = (event: ProgressEvent) => {
    const stage = stageOf(event.phase, choices.way);
    const index = stages.indexOf(stage);
    if (index > reached) {
      reached = index;
      for (const [at, { element }] of rows.entries()) {
        element.dataset.state = at < index ? "done" : at === index ? "current" : "waiting";
      }
      announce(messages().sign.stages[stage]);
    }
    rows[reached]?.measure(event);
    showApproval(approval, event, choices);
  };
  onProgress({ phase: "loading" });
  return { element: h("div", { class: "progress" }, list, approval), onProgress };
}

function row(stage: Stage) {
  const share = h("span", { class: "share" });
  const element = h(
    "li",
    { class: "stage", "data-state": "waiting" },
    h("span", { class: "dot" }, icon("check")),
    h("span", {}, (m) => m.sign.stages[stage]),
    share,
  );
  const measure = ({ loaded, total }: ProgressEvent) => {
    share.textContent =
      loaded !== undefined && total ? messages().sign.percent(Math.floor((100 * loaded) / total)) : "";
  };
  return { element, measure };
}

// The document is hashed before an approval, for the provider, and after it, with the signature's place: that is signing.
function stageOf(phase: Phase, way: Way): Stage {
  switch (phase) {
    case "waiting_for_approval":
      return way === "cloud" ? "approval" : "consent";
    case "preparing":
    case "signing":
      return way === "local" ? "consent" : "signing";
    case "finishing":
    case "registering":
      return "finishing";
    default:
      return "reading";
  }
}

function showApproval(place: HTMLElement, { phase, authorization }: ProgressEvent, { way, provider }: Choices): void {
  if (phase === "waiting_for_approval" && place.hidden) {
    if (way === "cloud" && authorization)
      place.replaceChildren(...cloudApproval(PROVIDERS[provider], authorization.url));
    if (way === "local") place.replaceChildren(h("p", { class: "text" }, (m) => m.sign.consentHint));
    place.hidden = !place.hasChildNodes();
    place.querySelector("a")?.focus();
  }
  const over = way === "cloud" ? phase !== "waiting_for_approval" : phase === "finishing" || phase === "registering";
  if (over) place.hidden = true;
}

// The address is opened by a click on a link: a window that opened by itself would be blocked.
function cloudApproval(provider: string, url: string | undefined): HTMLElement[] {
  const lead = h("p", { class: "approval-lead" }, (m) => m.sign.approveLead(provider));
  if (!url) return [lead, h("p", { class: "text" }, (m) => m.sign.approvePush)];
  const open: Text = (m) => m.sign.approve(provider);
  const link = h(
    "a",
    { class: "button primary", id: "approve", href: url, target: "_blank", rel: "noopener" },
    open,
    icon("open"),
  );
  return [lead, link, h("p", { class: "text" }, (m) => m.sign.approveHint)];
}

const STAGES: Readonly<Record<Way, readonly Stage[]>> = {
  a1: ["reading", "signing", "finishing"],
  local: ["reading", "consent", "finishing"],
  cloud: ["reading", "approval", "signing", "finishing"],
};
