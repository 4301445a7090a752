/** A WebSocket to the agent as the wasm uses it. */
export interface AgentSocket {
  send(message: string): void;
  /** The next message, or the close code (RFC 6455, section 7.4); 1006 too where none came within so many milliseconds. */
  receive(within: number | undefined): Promise<string | number>;
  close(): void;
}
