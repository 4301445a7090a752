// Sizes, dates and register numbers as people read them.

import { MESSAGES } from "./i18n.js";
import { language } from "./language.js";

/** `12,4 kB`; decimal units, as file managers show them. */
export function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const unit = UNITS[power] ?? "byte";
  const format = {
    style: "unit",
    unit,
    unitDisplay: unit === "byte" ? "long" : "short",
    maximumFractionDigits: power > 0 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(language(), format).format(bytes / 1000 ** power);
}

export function date(value: string | Date): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(new Date(value));
}

export function moment(value: Date): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "medium" }).format(value);
}

/** `ANA OLIVEIRA:12345678909` → `ANA OLIVEIRA`: ICP-Brasil puts the register number into the common name, and here it is masked. */
export function personName(commonName: string): string {
  return commonName.replace(/:\d{11}$|:[0-9A-Z]{12}\d{2}$/, "");
}

/** `***.456.789-**`: the middle six digits, as public bodies in Brazil publish a CPF. */
export function maskedCpf(cpf: string): string {
  const digits = cpf.replace(/\D/g, "");
  return digits.length === 11 ? `***.${digits.slice(3, 6)}.${digits.slice(6, 9)}-**` : "***";
}

/** `12.345.678/0001-95`; a company's number is public. */
export function cnpj(value: string): string {
  return value.replace(/^(.{2})(.{3})(.{3})(.{4})(.{2})$/, "$1.$2.$3/$4-$5");
}

/** `2 min 5 s`. */
export function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const part = (value: number, unit: "minute" | "second") =>
    new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(value);
  const parts = [minutes > 0 && part(minutes, "minute"), (rest > 0 || minutes === 0) && part(rest, "second")];
  return parts.filter(Boolean).join(" ");
}

/** `contrato.pdf` → `contrato-assinado.pdf`; a name that says so already stays. */
export function signedName(name: string, suffix: string): string {
  const title = name.replace(/\.pdf$/i, "").slice(0, LONGEST_TITLE);
  return `${title}${SUFFIXES.some((known) => title.endsWith(known)) ? "" : suffix}.pdf`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
/** A name of a file has 255 characters at most, with its ending and what is added to it. */
const LONGEST_TITLE = 240;
const SUFFIXES = Object.values(MESSAGES).map(({ done }) => done.suffix);
