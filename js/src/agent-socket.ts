import type { AgentSocket as Shape } from "./shapes/index.js";

/**
 * A WebSocket to the agent whose messages are asked for one by one.
 * The wasm owns the conversation; closing the socket closes the agent's dialogs.
 */
export class AgentSocket implements Shape {
  readonly #socket: WebSocket;
  readonly #arrived: (string | number)[] = [];
  #waiting: ((arrived: string | number) => void) | undefined;

  /**
   * Rejects with `"denied"` where the browser forbids it to the page, with anything else where no agent answers.
   * When `signal` fires the socket closes, open or not.
   */
  static async open(port: number, subprotocol: string, signal: AbortSignal): Promise<AgentSocket> {
    signal.throwIfAborted();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, subprotocol);
    const opened = new AgentSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => void permission().then(reject);
      signal.addEventListener("abort", () => {
        opened.close();
        reject(signal.reason);
      });
    });
    return opened;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#arrive(String(data));
    socket.onclose = ({ code }) => this.#arrive(code);
  }

  send(message: string): void {
    this.#socket.send(message);
  }

  /** The next message, or the close code (RFC 6455, section 7.4). */
  receive(): Promise<string | number> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise((resolve) => (this.#waiting = resolve));
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

const CLOSED_HERE = 1000;

/** A page is not told why a connection failed: only the permission tells a browser's refusal from a closed port. */
async function permission(): Promise<string> {
  try {
    const status = await navigator.permissions.query({ name: "loopback-network" as PermissionName });
    return status.state;
  } catch {
    return "unknown";
  }
}
