// The person's choices, and the state of the signing.

export type Way = "a1" | "local" | "cloud";

/** The cloud providers on offer, by the `providerHint` that the connector takes. */
export const PROVIDERS = {
  birdid: "BirdID",
  vidaas: "VIDaaS",
  serproid: "SerproID",
  certisign: "Certisign",
  csc: "Cloud Signature Consortium",
} as const;
export type Provider = keyof typeof PROVIDERS;

/** Places of a visible signature on its page, in reading order. */
export const POSITIONS = [
  "top-left",
  "top",
  "top-right",
  "left",
  "center",
  "right",
  "bottom-left",
  "bottom",
  "bottom-right",
] as const;
export type Position = (typeof POSITIONS)[number];
export type Certification = "no-changes" | "form-filling" | "annotations";

export interface Choices {
  readonly document: File | null;
  readonly way: Way;
  readonly certificate: File | null;
  readonly password: string;
  readonly provider: Provider;
  readonly reason: string;
  readonly location: string;
  readonly visible: boolean;
  readonly position: Position;
  /** A number as it was typed: the page that cannot be meant is told, not changed. */
  readonly page: number | "first" | "last";
  readonly image: File | null;
  readonly qr: string;
  readonly certify: Certification | "";
  /** Opens the document; asked for when it turns out to need one. */
  readonly documentPassword: string;
  /** Reads what a damaged document still has; offered when it turns out to be one. */
  readonly repair: boolean;
}

/** The choices and those who want to hear of changes. */
export interface Store {
  readonly choices: () => Choices;
  readonly choose: (change: Partial<Choices>) => void;
  readonly watch: (listener: (choices: Choices, change: Partial<Choices>) => void) => void;
}

export function createStore(): Store {
  let choices = INITIAL;
  const listeners: ((choices: Choices, change: Partial<Choices>) => void)[] = [];
  return {
    choices: () => choices,
    choose(change) {
      choices = { ...choices, ...change };
      for (const listener of listeners) listener(choices, change);
    },
    watch(listener) {
      listeners.push(listener);
      listener(choices, choices);
    },
  };
}

/** True for a page that a document can have. */
export function isPage(page: Choices["page"]): boolean {
  return typeof page === "string" || (Number.isInteger(page) && page >= 1 && page < 2 ** 31);
}

const INITIAL: Choices = {
  document: null,
  way: "a1",
  certificate: null,
  password: "",
  provider: "birdid",
  reason: "",
  location: "",
  visible: false,
  position: "bottom-right",
  page: "last",
  image: null,
  qr: "",
  certify: "",
  documentPassword: "",
  repair: false,
};
/** The choices of one person that are not the next one's: keys, words, and what only a first signature can do. */
export const NEXT_PERSON: Partial<Choices> = {
  certificate: null,
  password: "",
  reason: "",
  location: "",
  visible: false,
  image: null,
  qr: "",
  certify: "",
  documentPassword: "",
  repair: false,
};
