import type { WasmPlacement } from "../shapes/index.js";
import type { Appearance, AppearanceContent, FieldAppearance, PageAppearance, Position, Rectangle } from "../types.js";
import {
  check,
  type Fields,
  known,
  optional,
  optionalBlob,
  optionalType,
  optionalWord,
  type ReadyBlob,
  text,
  word,
} from "./checks.js";

/** Content of an appearance, its files as `Blob`s. */
export type CheckedContent = {
  [Name in keyof Required<AppearanceContent>]:
    | (Name extends "image" | "font" ? ReadyBlob : AppearanceContent[Name])
    | undefined;
};

/** An appearance in its two parts: the place and the content. */
export interface CheckedAppearance {
  placement: WasmPlacement;
  /** Left out: the field keeps the appearance it has. */
  content: CheckedContent | undefined;
}

/** In the order of `ANCHORS` in `sdk-wasm/src/shapes/placement.rs`. */
export const POSITIONS: readonly Position[] = [
  "top-left",
  "top",
  "top-right",
  "left",
  "center",
  "right",
  "bottom-left",
  "bottom",
  "bottom-right",
];
const CONTENT: Fields<AppearanceContent> = {
  text: true,
  identifier: true,
  language: true,
  timeZone: true,
  image: true,
  qr: true,
  font: true,
  border: true,
};
const PLACE: Fields<Omit<PageAppearance, keyof AppearanceContent>> = {
  field: true,
  page: true,
  rect: true,
  position: true,
  width: true,
  height: true,
  margin: true,
};
const RECTANGLE: Fields<Rectangle> = { x: true, y: true, width: true, height: true };
const PLACEHOLDERS = ["name", "cpf", "cnpj", "date", "reason", "location", "issuer"];
/** Points; wider than any page (ISO 32000-1, annex C.2), and far below the largest number of a PDF. */
const LARGEST = 1_000_000;
/** Default size in points. */
export const SIZE = { width: 220, height: 70 };

export function checkAppearance(appearance: Appearance): CheckedAppearance {
  const given = known(appearance, { ...CONTENT, ...PLACE }, "appearance", "appearance.");
  const content = checkContent(given);
  if (given.field === undefined) return { placement: onPage(given), content };
  const drawn = Object.values(content).some((value) => value !== undefined);
  return { placement: inField(given, drawn), content: drawn ? content : undefined };
}

function checkContent(given: Appearance): CheckedContent {
  const { text: template, identifier, language, timeZone, qr, border } = given;
  if (template !== undefined && template !== false) checkTemplate(template);
  optionalWord(identifier, ["masked", "full", "none"], "appearance.identifier");
  optionalWord(language, ["pt-BR", "en"], "appearance.language");
  optional(timeZone, isTimeZone, "appearance.timeZone", "must be the name of a time zone, e.g. America/Sao_Paulo");
  if (qr !== undefined) text(qr, "appearance.qr");
  optionalType(border, "boolean", "appearance.border");
  const image = optionalBlob(given.image, "appearance.image");
  check(
    template !== false || image !== undefined || qr !== undefined,
    "appearance.text",
    "is false, and there is neither an image nor a qr to show",
  );
  return {
    text: template,
    identifier,
    language,
    timeZone,
    image,
    qr,
    font: optionalBlob(given.font, "appearance.font"),
    border,
  };
}

function checkTemplate(template: unknown): void {
  check(
    typeof template === "string" && template.trim() !== "",
    "appearance.text",
    "must be a string that is not empty, or false",
  );
  for (const [placeholder, name] of template.matchAll(/\{(\w+)\}/g)) {
    check(
      PLACEHOLDERS.includes(name as string),
      "appearance.text",
      `has ${placeholder}, which is none of {${PLACEHOLDERS.join("}, {")}}`,
    );
  }
}

function inField(given: FieldAppearance, drawn: boolean): WasmPlacement {
  const { field } = given;
  text(field, "appearance.field");
  for (const [name, value] of Object.entries(given)) {
    check(
      name === "field" || name in CONTENT || value === undefined,
      `appearance.${name}`,
      "is for a new field: one that is there keeps its place",
    );
  }
  return { field, page: 0, rect: undefined, anchor: undefined, size: undefined, drawn };
}

function onPage(given: PageAppearance): WasmPlacement {
  const { page = "last", rect } = given;
  check(
    page === "first" || page === "last" || isPage(page),
    "appearance.page",
    'must be "first", "last", or a number from 1',
  );
  const numbered = page === "last" ? 0 : page === "first" ? 1 : page;
  const place = rect === undefined ? anchored(given) : rectangle(rect, given);
  return { field: undefined, page: numbered, drawn: true, ...place };
}

type Place = Pick<WasmPlacement, "rect" | "anchor" | "size">;

function anchored({
  position = "bottom-right",
  width = SIZE.width,
  height = SIZE.height,
  margin = 24,
}: PageAppearance): Place {
  word(position, POSITIONS, "appearance.position");
  lengths({ width, height }, "appearance.");
  check(isNumber(margin) && margin >= 0, "appearance.margin", "must be a number of points, not below 0");
  return { rect: undefined, anchor: POSITIONS.indexOf(position), size: Float64Array.of(width, height, margin) };
}

function rectangle(rect: Rectangle, given: PageAppearance): Place {
  const { x, y, width, height } = known(rect, RECTANGLE, "appearance.rect", "appearance.rect.");
  for (const name of ["position", "width", "height", "margin"] as const) {
    check(given[name] === undefined, `appearance.${name}`, "is for a signature without rect");
  }
  for (const [name, value] of Object.entries({ x, y }))
    check(isNumber(value), `appearance.rect.${name}`, "must be a number of points");
  lengths({ width, height }, "appearance.rect.");
  return { rect: Float64Array.of(x, y, width, height), anchor: undefined, size: undefined };
}

function lengths(given: Record<string, unknown>, prefix: string): void {
  for (const [name, value] of Object.entries(given))
    check(isNumber(value) && value > 0, prefix + name, "must be a number of points above 0");
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= LARGEST;
}

function isPage(page: unknown): page is number {
  return Number.isInteger(page) && (page as number) > 0 && (page as number) < 2 ** 31;
}

function isTimeZone(timeZone: unknown): boolean {
  try {
    return typeof timeZone === "string" && new Intl.DateTimeFormat("en", { timeZone }) !== undefined;
  } catch {
    return false;
  }
}
