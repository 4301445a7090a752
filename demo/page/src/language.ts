// The language in use, and the texts on the page that follow it.

import { LANGUAGES, type Language, MESSAGES, type Messages } from "./i18n.js";

/** A text chosen from the messages of the language in use. */
export type Text = (messages: Messages) => string;

const STORED_AS = "signer-demo-language";

let current: Language = preferred();
const followers = new Set<() => boolean>();

export function language(): Language {
  return current;
}

export function messages(): Messages {
  return MESSAGES[current];
}

/** Switches every text on the page, and remembers the choice where the browser allows it. */
export function speak(chosen: Language): void {
  current = chosen;
  try {
    localStorage.setItem(STORED_AS, chosen);
  } catch {
    // Storage may be blocked; the choice then lasts until the page is left.
  }
  for (const follow of followers) if (!follow()) followers.delete(follow);
}

/** Runs `show` now and again on each change of language, as long as `node` is in the page. */
export function follow(node: Node, show: () => void): void {
  show();
  followers.add(() => {
    if (node.isConnected) show();
    return node.isConnected;
  });
}

function preferred(): Language {
  const wanted = [stored(), ...navigator.languages].filter((tag) => tag !== null);
  for (const tag of wanted) {
    const primary = tag.split("-")[0];
    const found = LANGUAGES.find((known) => known.split("-")[0] === primary);
    if (found) return found;
  }
  return "en";
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
