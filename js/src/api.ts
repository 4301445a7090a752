import { invalid } from "./errors.js";
import type { ConnectorOptions } from "./types.js";

/** An answer of the API: `retryAfter` in seconds, `body` where it is JSON. */
export interface Reply {
  status: number;
  retryAfter: number | undefined;
  body: unknown;
}

/** One request; rejects with what `fetch` throws when nobody answers. */
export async function request(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  // Not Number(): an HTTP date, or no header at all, is no number of seconds.
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return { status: response.status, retryAfter: Number.isNaN(seconds) ? undefined : seconds, body: json(text) };
}

/** The bearer token that the caller gave, or gives now. */
export async function bearerToken({ bearerToken: token }: ConnectorOptions): Promise<string | undefined> {
  if (typeof token !== "function") return token;
  const given: unknown = await Promise.resolve()
    .then(token)
    .catch((cause: unknown) => {
      throw invalid("bearerToken", "threw instead of giving a token", cause);
    });
  if (!isToken(given)) throw invalid("bearerToken", TOKEN);
  return given;
}

/** What may stand in a header (RFC 6750, section 2.1, is narrower). */
export function isToken(token: unknown): token is string {
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token);
}

export const TOKEN = "must be the token alone, or a function that gives it: visible ASCII, no spaces";

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
