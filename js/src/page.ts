import { bearerToken } from "./bearer-token.js";
import type { Ending } from "./ending.js";
import { invalid, loaded } from "./errors.js";
import { identity } from "./identity.js";
import type { AppearanceObject, Page, WantedAppearance, WasmCandidate } from "./shapes/index.js";
import { deadline, pause, sleep } from "./timers.js";
import type { CertificateCandidate, ConnectorOptions, ProgressEvent, SelectCertificate, SignRequest } from "./types.js";

/** Functions that one call may need of its caller, and the drawing of its signature. */
export interface Callbacks {
  tell?: Tell;
  selectCertificate?: SelectCertificate;
  draw?: (wanted: WantedAppearance) => Promise<AppearanceObject[]>;
}

/** The page as the wasm may ask it in one call. */
export function page(settings: ConnectorOptions, ending: Ending, callbacks: Callbacks): Page {
  const { signal } = ending;
  const { selectCertificate, tell = () => undefined, draw = async () => [] } = callbacks;
  return {
    signal,
    async connectAgent(port, subprotocol) {
      const { openAgentSocket } = await loaded("the way to the agent", import("./agent-socket.js"));
      return openAgentSocket(port, subprotocol, signal);
    },
    pause,
    deadline: (milliseconds, outlivesAbort) => deadline(milliseconds, outlivesAbort ? undefined : signal),
    sleep: (milliseconds) => sleep(milliseconds, signal),
    progress(event) {
      if (signal.aborted) return;
      ending.limit?.enter(event.phase);
      tell(event);
    },
    bearerToken: () => ending.asked(() => bearerToken(settings)),
    openDoor: async () => undefined,
    selectCertificate: (found) => ending.askedPerson(() => select(selectCertificate, found)),
    drawAppearance: (wanted) => ending.asked(() => draw(wanted)),
  };
}

/** Tells a listener how far a call is. */
export type Tell = (event: ProgressEvent) => void;

/** What the listener throws, or rejects with, is the page's: the console has it, once, and the call goes on. */
export function teller(onProgress: SignRequest["onProgress"]): Tell {
  let isKnown = false;
  return (event) => {
    const told = async () => onProgress?.(event);
    told().catch((thrown: unknown) => {
      if (!isKnown) console.error("onProgress threw; the signature goes on", thrown);
      isKnown = true;
    });
  };
}

/** The index of the chosen one, or nothing. */
async function select(choose: SelectCertificate | undefined, found: WasmCandidate[]): Promise<number | undefined> {
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
