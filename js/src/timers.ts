const turns: (() => void)[] = [];
let channel: MessageChannel | undefined;

/** The next turn of the event loop: timers that nest are made to wait for 4 ms, messages and `setImmediate` are not. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") return void setImmediate(resolve);
    channel ??= opened(new MessageChannel());
    turns.push(resolve);
    channel.port2.postMessage(undefined);
  });
}

function opened(fresh: MessageChannel): MessageChannel {
  fresh.port1.onmessage = () => turns.shift()?.();
  return fresh;
}

/** A signal that fires after so many milliseconds, and with `other`. The engine's own `any` is younger than engines we run in. */
export function deadline(milliseconds: number, other?: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  if (typeof timer === "object") timer.unref();
  other?.addEventListener("abort", () => controller.abort(), { signal: controller.signal });
  if (other?.aborted) controller.abort();
  return controller.signal;
}

/** Ends early when the signal fires. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
