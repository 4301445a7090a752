import type { CheckedContent } from "../options/appearance.js";
import type { AppearanceLine, WantedAppearance } from "../shapes/index.js";
import type { AppearanceContent } from "../types.js";

/** Values beside those of the certificate: entries of `requestOptions.metadata`. */
export interface Said {
  reason?: string | undefined;
  location?: string | undefined;
}

type Content = Pick<CheckedContent, "text" | "identifier" | "language" | "timeZone">;

/** The lines that a signature shows. */
export function lines(
  content: Content,
  wanted: Pick<WantedAppearance, "signer" | "signedAt">,
  said: Said,
): AppearanceLine[] {
  const { language = "pt-BR", text = TEXTS[language] } = content;
  if (text === false) return [];
  const values = valuesOf(content, language, wanted, said);
  const templates = text.split(/\r\n|\r|\n/);
  return templates.flatMap((template, index): AppearanceLine[] => {
    const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name as string);
    if (names.length > 0 && names.every((name) => values[name] === "")) return [];
    const filled = template.replace(PLACEHOLDER, (_, name: string) => values[name] ?? "");
    return [{ text: oneLine(filled), style: styleOf(template, templates[index + 1]) }];
  });
}

export const PLACEHOLDER = /\{(\w+)\}/g;

/** Values of the placeholders; register numbers only where they were asked for: ICP-Brasil also puts one into the common name. */
function valuesOf(
  content: Content,
  language: Language,
  { signer, signedAt }: Pick<WantedAppearance, "signer" | "signedAt">,
  said: Said,
): Record<string, string> {
  const { identifier = "masked", timeZone } = content;
  const { name, cpf = "", cnpj = "", issuer } = signer;
  const values = {
    name: name.replace(/:(\d{11}|[0-9A-Z]{12}\d{2})$/, ""),
    cpf:
      identifier === "none"
        ? ""
        : cpf.replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, identifier === "full" ? "$1.$2.$3-$4" : "***.$2.$3-**"),
    cnpj: identifier === "none" ? "" : cnpj.replace(/^(.{2})(.{3})(.{3})(.{4})(.{2})$/, "$1.$2.$3/$4-$5"),
    date: new Intl.DateTimeFormat(language, { ...DATES[language], ...TIME, timeZone }).format(signedAt * 1000),
    reason: said.reason ?? "",
    location: said.location ?? "",
    issuer,
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, oneLine(value)]));
}

function styleOf(template: string, next: string | undefined): NonNullable<AppearanceLine["style"]> {
  if (template.trim() === "{name}") return "name";
  return next?.trim() === "{name}" && template.search(PLACEHOLDER) < 0 ? "label" : "plain";
}

/** Text of a certificate or a caller must not begin a line of its own. */
function oneLine(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

type Language = NonNullable<AppearanceContent["language"]>;

const TEXTS: Record<Language, string> = {
  "pt-BR":
    "Assinado digitalmente por\n{name}\nCNPJ: {cnpj}\nCPF: {cpf}\nData: {date}\nMotivo: {reason}\nLocal: {location}",
  en: "Digitally signed by\n{name}\nCNPJ: {cnpj}\nCPF: {cpf}\nDate: {date}\nReason: {reason}\nLocation: {location}",
};
/** In English with the month as a word: 11/12 is read in two ways. */
const DATES: Record<Language, Intl.DateTimeFormatOptions> = {
  "pt-BR": { day: "2-digit", month: "2-digit", year: "numeric" },
  en: { day: "numeric", month: "short", year: "numeric" },
};
const TIME: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "shortOffset",
};
