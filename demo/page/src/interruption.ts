// What is written down of an approval that is under way: enough to tell the person of it after a reload.

import type { ProgressEvent } from "signer-connector";
import type { Leaving } from "./leaving.js";
import { type Choices, PROVIDERS, type Provider } from "./state.js";

/** An approval that nobody waits for any more. Never the document, never a password. */
export interface Interruption {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Left out: the agent's. */
  readonly provider?: Provider;
  readonly url?: string;
  readonly expiresAt?: string;
}

/** Writes down the approval of one call, and asks before the page is left, until it is `over`. */
export function traceApproval(choices: Choices, leaving: Leaving) {
  const trace = {};
  const at = Date.now();
  let isLeft = false;
  // The requests of a page that goes away may fail before it is gone: that ends no approval.
  const left = ({ persisted }: PageTransitionEvent) => (isLeft = !persisted);
  addEventListener("pagehide", left);
  return {
    onProgress({ phase, authorization }: ProgressEvent): void {
      if (phase !== "waiting_for_approval") return;
      leaving.mind(trace);
      store(interruption(choices, at, authorization));
    },
    over(): void {
      removeEventListener("pagehide", left);
      leaving.release(trace);
      if (!isLeft) forget();
    },
  };
}

/** The approval that a reload interrupted, if there is one. */
export function interrupted(): Interruption | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "null");
    return isInterruption(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function forget(): void {
  try {
    sessionStorage.removeItem(STORED_AS);
  } catch {
    // Nothing is stored where storage is blocked.
  }
}

function interruption(
  { document, way, provider }: Choices,
  at: number,
  authorization: ProgressEvent["authorization"],
): Interruption {
  const { url, expiresAt } = authorization ?? {};
  return {
    name: document?.name ?? "",
    size: document?.size ?? 0,
    at,
    ...(way === "cloud" && { provider }),
    ...(url && { url }),
    ...(expiresAt && { expiresAt }),
  };
}

function store(kept: Interruption): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(kept));
  } catch {
    // Storage may be blocked; the question before leaving is then all there is.
  }
}

// Other scripts of the same host write to the same storage.
function isInterruption(kept: unknown): kept is Interruption {
  if (typeof kept !== "object" || kept === null) return false;
  const { name, size, at, provider, url } = kept as Partial<Record<keyof Interruption, unknown>>;
  return (
    typeof name === "string" &&
    typeof size === "number" &&
    typeof at === "number" &&
    (provider === undefined || Object.hasOwn(PROVIDERS, String(provider))) &&
    (url === undefined || /^https?:/.test(String(url)))
  );
}

const STORED_AS = "signer-demo-approval";
