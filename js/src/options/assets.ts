import type { Module, Sources } from "../module.js";
import type { Asset, Assets, ConnectorOptions } from "../types.js";
import { check, type Fields, isObject, known } from "./checks.js";

const NAMES: Fields<Assets> = { wasm: true, a1: true, appearance: true, font: true };
const FILES: Record<keyof Assets, string> = {
  wasm: "signer_connector_bg.wasm",
  a1: "signer_a1_bg.wasm",
  appearance: "signer_appearance_bg.wasm",
  font: "NotoSans-Regular.ttf",
};

/** The package's own places, but for the files that the caller has elsewhere. */
export function withAssets(sources: Sources, given: ConnectorOptions["assets"]): Sources {
  if (given === undefined) return sources;
  const { wasm, a1, appearance, font } = isAddress(given) ? inFolder(given) : known(given, NAMES, "assets", "assets.");
  return {
    connector: placed(wasm, "wasm") ?? sources.connector,
    // Who says only where the module is that can do all means that one.
    a1: placed(a1, "a1") ?? (wasm === undefined ? sources.a1 : undefined),
    appearance: placed(appearance, "appearance") ?? sources.appearance,
    font: placed(font, "font") ?? sources.font,
  };
}

function inFolder(folder: string | URL): Assets {
  const base = address(folder, "assets");
  check(base.pathname.endsWith("/"), "assets", "must end in / where it is the address of a folder");
  return Object.fromEntries(Object.entries(FILES).map(([name, file]) => [name, address(file, "assets", base)]));
}

function placed(asset: Asset | undefined, name: keyof Assets): (() => Promise<Module>) | undefined {
  if (asset === undefined) return undefined;
  const field = `assets.${name}`;
  const found = isAddress(asset) ? address(asset, field) : asset;
  check(isObject(found), field, "must be an address, a Response, a WebAssembly.Module or bytes");
  return async () => found;
}

/** A `URL` of another realm is of another class. */
function isAddress(asset: unknown): asset is string | URL {
  return typeof asset === "string" || (isObject(asset) && typeof (asset as URL).href === "string");
}

/** An address as the page would follow it. */
function address(given: string | URL, field: string, base: string | URL = pageAddress()): URL {
  try {
    return new URL(given, base);
  } catch {
    check(false, field, "must be an address that can be followed from here");
  }
}

function pageAddress(): string {
  return globalThis.document?.baseURI ?? globalThis.location?.href;
}
