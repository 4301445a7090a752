import type { AgentSocket } from "./agent-socket.js";
import type { AppearanceObject, WantedAppearance } from "./appearance.js";
import type { WasmCandidate } from "./identity.js";
import type { WasmProgress } from "./progress.js";
import type { SideDoor } from "./side-door.js";

/**
 * The page as the wasm asks it. Nothing here throws, and no promise outlasts `signal`: the wasm only waits, and then
 * looks whether the signal fired.
 */
export interface Page {
  signal: AbortSignal;
  connectAgent(port: number, subprotocol: string): Promise<AgentSocket>;
  pause(): Promise<void>;
  /** Fires after so many milliseconds, and with the call unless what it ends outlives that. */
  deadline(milliseconds: number, outlivesAbort: boolean): AbortSignal;
  sleep(milliseconds: number): Promise<void>;
  progress(event: WasmProgress): void;
  bearerToken(): Promise<string | undefined>;
  /** The door to the format of this name; none where no module knows it. */
  openDoor(format: string): Promise<SideDoor | undefined>;
  selectCertificate(candidates: WasmCandidate[]): Promise<number | undefined>;
  drawAppearance(wanted: WantedAppearance): Promise<AppearanceObject[]>;
}
