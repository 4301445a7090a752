import { invalid } from "./errors.js";
import type { ConnectorOptions } from "./types.js";

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

/** Text that may stand in a header (RFC 6750, section 2.1, is narrower). */
export function isToken(token: unknown): token is string {
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token);
}

export const TOKEN = "must be the token alone, or a function that gives it: visible ASCII, no spaces";
