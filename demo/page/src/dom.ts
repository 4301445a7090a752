// Building elements whose texts follow the language.

import { follow, messages, type Text } from "./language.js";

type Child = Node | string | Text | null;
type Attributes = Readonly<Record<string, string | boolean | Text>>;

/** An element with attributes and children; a function as text or attribute follows the language. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(element, name, value);
  for (const child of children) if (child !== null) element.append(asNode(child));
  return element;
}

/** A line drawing; decoration, so hidden from assistive technology. */
export function icon(name: keyof typeof DRAWINGS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** Shows one of several panels that share a place, so that the page keeps its height. */
export function reveal(panels: Readonly<Record<string, HTMLElement>>, shown: string): void {
  for (const [name, panel] of Object.entries(panels)) panel.classList.toggle("is-shown", name === shown);
}

function assign(element: HTMLElement, name: string, value: string | boolean | Text): void {
  if (typeof value === "function") follow(element, () => element.setAttribute(name, value(messages())));
  else if (typeof value === "boolean") element.toggleAttribute(name, value);
  else element.setAttribute(name, value);
}

function asNode(child: Node | string | Text): Node {
  if (typeof child !== "function") return typeof child === "string" ? document.createTextNode(child) : child;
  const text = document.createTextNode("");
  follow(text, () => {
    text.data = child(messages());
  });
  return text;
}

const SVG = "http://www.w3.org/2000/svg";
const DRAWINGS = {
  alert: "M10 6.5v4.25M10 13.6v.01M10 2.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15z",
  check: "M4.5 10.5l3.75 3.75l7.25-8",
  cloud: "M5.75 15.5a3.5 3.5 0 0 1-.4-6.98a4.75 4.75 0 0 1 9.2.98a3 3 0 0 1-.3 6z",
  document:
    "M11.5 2.75H6a1.25 1.25 0 0 0-1.25 1.25v12A1.25 1.25 0 0 0 6 17.25h8A1.25 1.25 0 0 0 15.25 16V6.5zM11.5 2.75V6.5h3.75M7.5 10.25h5M7.5 13.25h5",
  download: "M10 3v9.25M6.25 8.75L10 12.5l3.75-3.75M3.75 15v1.25c0 .55.45 1 1 1h10.5c.55 0 1-.45 1-1V15",
  file: "M11.5 2.75H6a1.25 1.25 0 0 0-1.25 1.25v12A1.25 1.25 0 0 0 6 17.25h8A1.25 1.25 0 0 0 15.25 16V6.5zM11.5 2.75V6.5h3.75M10 9.25a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8zM10 12.05v2.2",
  lock: "M6.5 9V6.75a3.5 3.5 0 0 1 7 0V9M5.5 9h9c.55 0 1 .45 1 1v6.25c0 .55-.45 1-1 1h-9c-.55 0-1-.45-1-1V10c0-.55.45-1 1-1z",
  open: "M8 4.5H5.25c-.7 0-1.25.55-1.25 1.25v9c0 .7.55 1.25 1.25 1.25h9c.7 0 1.25-.55 1.25-1.25V12M11.5 4H16v4.5M16 4l-6.5 6.5",
  token:
    "M3.75 7.5h8.5c.55 0 1 .45 1 1v3c0 .55-.45 1-1 1h-8.5c-.55 0-1-.45-1-1v-3c0-.55.45-1 1-1zM13.25 8.5h3.5c.28 0 .5.22.5.5v2c0 .28-.22.5-.5.5h-3.5M5.5 10h2",
  upload: "M10 12.5V3.5M6.25 7L10 3.25L13.75 7M3.75 13v3c0 .55.45 1 1 1h10.5c.55 0 1-.45 1-1v-3",
} as const;
