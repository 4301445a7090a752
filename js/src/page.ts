import { AgentSocket } from "./agent-socket.js";
import { bearerToken } from "./bearer-token.js";
import type { Ending } from "./ending.js";
import { invalid } from "./errors.js";
import { identity } from "./identity.js";
import type { AppearanceObject, Page, WantedAppearance, WasmCandidate } from "./shapes/index.js";
import { pause, sleep } from "./timers.js";
import type { CertificateCandidate, ConnectorOptions, ProgressEvent, SignRequest } from "./types.js";

/** Functions of the caller that one call may need, and the drawing of its signature. */
export interface Callbacks extends Pick<SignRequest, "onProgress" | "selectCertificate"> {
  draw?: (wanted: WantedAppearance) => Promise<AppearanceObject[]>;
}

/** The page as the wasm may ask it in one call. */
export function page(settings: ConnectorOptions, ending: Ending, callbacks: Callbacks): Page {
  const { signal } = ending;
  const { selectCertificate, draw = async () => [] } = callbacks;
  return {
    signal,
    connectAgent: (port, subprotocol) => AgentSocket.open(port, subprotocol, signal),
    pause,
    sleep: (milliseconds) => sleep(milliseconds, signal),
    progress: (event) => void (signal.aborted || tell(callbacks, event)),
    bearerToken: () => ending.asked(() => bearerToken(settings)),
    openDoor: async () => undefined,
    selectCertificate: (found) => ending.asked(() => select(selectCertificate, found)),
    drawAppearance: (wanted) => ending.asked(() => draw(wanted)),
  };
}

/** What the listener throws, or rejects with, is the page's; the call goes on. */
export function tell({ onProgress }: Pick<Callbacks, "onProgress">, event: ProgressEvent): void {
  const told = async () => onProgress?.(event);
  told().catch(() => undefined);
}

/** The index of the chosen one, or nothing. */
async function select(choose: SignRequest["selectCertificate"], found: WasmCandidate[]): Promise<number | undefined> {
  if (choose === undefined) return 0;
  const candidates: CertificateCandidate[] = found.map((one) => ({
    ...identity(one.identity),
    tokenLabel: one.tokenLabel,
  }));
  const chosen = await Promise.resolve([...candidates])
    .then(choose)
    .catch((cause: unknown) => {
      throw invalid("selectCertificate", "threw instead of choosing", cause);
    });
  // A dialog that is closed gives null as often as undefined.
  if (chosen === undefined || chosen === null) return undefined;
  const index = candidates.indexOf(chosen);
  if (index < 0) throw invalid("selectCertificate", "must give one of the objects in the list");
  return index;
}
