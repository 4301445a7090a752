/** A WebSocket to the agent as the wasm uses it. */
export interface AgentSocket {
  send(message: string): void;
  /** The next message, or the close code (RFC 6455, section 7.4). */
  receive(): Promise<string | number>;
  close(): void;
}
