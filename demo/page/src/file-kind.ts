// The kind of a file, told from its first bytes before anything else is done with it.

import type { Text } from "./language.js";

export type FileKind = "certificate" | "empty" | "other" | "pdf" | "picture" | "unreadable";
/** Controls that take a file. */
export type FileField = "document" | "certificate" | "image";

/** The one file of a choice or a drop, or the reason why it is not taken. */
export async function examine(files: readonly File[], field: FileField): Promise<File | Text> {
  const [file, ...more] = files;
  if (!file || more.length > 0) return (m) => m.files.onlyOne;
  const kind = await kindOf(file);
  if (kind === WANTED[field]) return file;
  if (kind === "empty" || kind === "unreadable") return (m) => m.files[kind](file.name);
  return (m) => {
    const words: Readonly<Partial<Record<FileKind, (name: string) => string>>> = m.files.wrong[field];
    return (words[kind] ?? m.files.wrong[field].other)(file.name);
  };
}

async function kindOf(file: File): Promise<FileKind> {
  if (file.size === 0) return "empty";
  try {
    return recognise(new Uint8Array(await file.slice(0, HEADER_WITHIN).arrayBuffer()));
  } catch {
    // A folder, or a file that is gone or not for this person.
    return "unreadable";
  }
}

function recognise(bytes: Uint8Array): FileKind {
  if (PDF.test(String.fromCharCode(...bytes))) return "pdf";
  const start = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (PFX.test(start)) return "certificate";
  return PICTURE.test(start) ? "picture" : "other";
}

const WANTED = { document: "pdf", certificate: "certificate", image: "picture" } as const;
/** Where readers look for the header (ISO 32000-2, annex I, note 3 to 7.5.2). */
const HEADER_WITHIN = 1024;
/** Also the header that Acrobat takes (ISO 32000-1, annex H, note 14). */
const PDF = /%PDF-|%!PS-Adobe-\d+\.\d+ PDF-\d/;
/** `PFX ::= SEQUENCE { version INTEGER {v3(3)}, … }`, in DER or BER (RFC 7292, 4). */
const PFX = /^30(?:[0-7].|80|81.{2}|82.{4}|83.{6}|84.{8})020103/;
/** PNG (ISO/IEC 15948, 5.2) or JPEG (ITU-T T.81, B.1.1.3: SOI and the next marker). */
const PICTURE = /^(?:89504e470d0a1a0a|ffd8ff)/;
