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
