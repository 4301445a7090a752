import type { AgentSocket } from "./shapes/index.js";

/**
 * Opens a WebSocket to the agent. Rejects with `"denied"`, `"csp"` or `"mixed_content"` where the browser forbids it to the page, with
 * anything else where no agent answers. When `signal` fires the socket closes, open or not.
 */
export async function openAgentSocket(port: number, subprotocol: string, signal: AbortSignal): Promise<AgentSocket> {
  signal.throwIfAborted();
  const address = `ws://127.0.0.1:${port}/`;
  const socket = opening(address, subprotocol);
  const opened = new OpenedSocket(socket);
  const policy = watchPolicy(address);
  const ended = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = async () => reject((await policy.refused()) ? "csp" : await permission());
      signal.addEventListener("abort", () => reject(signal.reason), { signal: ended.signal });
      void silence(ended.signal).then(() => reject("silent"));
    });
  } catch (thrown) {
    opened.close();
    throw thrown;
  } finally {
    policy.stop();
    ended.abort();
  }
  signal.addEventListener("abort", () => opened.close());
  return opened;
}

/** WebKit takes a page that was loaded by https at its word, and throws. */
function opening(address: string, subprotocol: string): WebSocket {
  try {
    return new WebSocket(address, subprotocol);
  } catch (thrown) {
    throw thrown instanceof DOMException && thrown.name === "SecurityError" ? "mixed_content" : thrown;
  }
}

/** Messages that are asked for one by one. The wasm owns the conversation; closing the socket closes the agent's dialogs. */
class OpenedSocket implements AgentSocket {
  readonly #socket: WebSocket;
  readonly #arrived: (string | number)[] = [];
  #waiting: ((arrived: string | number) => void) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#arrive(String(data));
    socket.onclose = ({ code }) => this.#arrive(code);
  }

  send(message: string): void {
    this.#socket.send(message);
  }

  receive(within: number | undefined): Promise<string | number> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (within !== undefined) setTimeout(() => resolve(NOTHING_CAME), within);
    });
  }

  close(): void {
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#arrive(CLOSED_HERE);
  }

  #arrive(message: string | number): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#arrived.push(message);
    else waiting(message);
  }
}

/** Close codes (RFC 6455, section 7.4.1). */
const CLOSED_HERE = 1000;
const NOTHING_CAME = 1006;
/** Milliseconds in which an agent on this computer takes a connection, and in which a person answers the browser's question. */
const CONNECTED = 3000;
const ANSWERED = 120_000;

/** Ends when whoever is on the port had time enough, but for what the browser's own question takes. */
async function silence(ended: AbortSignal): Promise<void> {
  for (let waited = 0; waited < ANSWERED && !ended.aborted; waited += CONNECTED) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CONNECTED);
      ended.addEventListener("abort", () => clearTimeout(timer));
      ended.addEventListener("abort", () => resolve());
    });
    if (isLoopback() || (await permission()) !== "prompt") return;
  }
}

/** A page from this computer is asked nothing. */
function isLoopback(): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(globalThis.location?.hostname);
}

/** A page is not told why a connection failed: only the permission tells a browser's refusal from a closed port. */
async function permission(): Promise<string> {
  try {
    const status = await navigator.permissions.query({ name: "loopback-network" as PermissionName });
    return status.state;
  } catch {
    return "unknown";
  }
}

/** The page's own policy (CSP, `connect-src`): a violation is an event beside the socket's. */
function watchPolicy(address: string): { refused(): Promise<boolean>; stop(): void } {
  let isRefused = false;
  const listen = (event: Event): void => {
    const { blockedURI } = event as SecurityPolicyViolationEvent;
    isRefused ||= String(blockedURI).startsWith(address.slice(0, -1));
  };
  globalThis.addEventListener?.("securitypolicyviolation", listen);
  return {
    async refused() {
      // The socket's event may come first.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return isRefused;
    },
    stop: () => globalThis.removeEventListener?.("securitypolicyviolation", listen),
  };
}
