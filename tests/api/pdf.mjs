// Small PDFs for the tests here, and the verdicts of other people's tools.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A PDF 1.7 of these objects: the first is the catalog, the second the page tree. */
export function pdf(...objects) {
  let text = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`, "latin1");
}

const PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400]";

/** Two pages; the second is shown turned. */
export const pages = () => pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>", `${PAGE} >>`, `${PAGE} /Rotate 90 >>`);

/** An empty signature field with a place and an appearance of its own. */
export const withField = () =>
  pdf(
    "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `${PAGE} /Annots [4 0 R] >>`,
    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Contratante) /Rect [40 50 190 110] /P 3 0 R /F 4 /AP << /N 5 0 R >> >>",
    "<< /Type /XObject /Subtype /Form /BBox [0 0 150 60] /Length 0 >>\nstream\n\nendstream",
  );

/** A form with an XFA part. */
export const withXfa = () =>
  pdf("<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA 4 0 R >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", `${PAGE} >>`, "<< /Length 6 >>\nstream\n<xfa/>\nendstream");

/** qpdf's work on a PDF; with a password that opens the result, if it has one. */
export async function qpdf(bytes, ...options) {
  return inFolder(bytes, async (file, out) => {
    await run("qpdf", [...options, file, out]);
    return readFile(out);
  });
}

/** A PDF's first page as a JPEG. */
export async function jpeg(bytes) {
  return inFolder(bytes, async (file, out) => {
    await run("pdftoppm", ["-jpeg", "-r", "30", "-singlefile", file, out]);
    return readFile(`${out}.jpg`);
  });
}

/** A signed file as others see it: pdfsig's words, the text, all objects as qpdf shows them. */
export async function judged(result, { password = "", page } = {}) {
  return inFolder(Buffer.from(await result.signedDocument.arrayBuffer()), async (file) => {
    const { stdout: pdfsig } = await run("pdfsig", ["-nocert", "-upw", password, file]);
    const range = page === undefined ? [] : ["-f", String(page), "-l", String(page)];
    const { stdout: text } = await run("pdftotext", [...range, "-upw", password, "-layout", file, "-"]);
    const { stdout: json } = await run("qpdf", ["--json=2", `--password=${password}`, file], { maxBuffer: 1 << 26 });
    const [, objects] = JSON.parse(json).qpdf;
    const values = Object.fromEntries(Object.entries(objects).map(([name, { value, stream }]) => [name, value ?? stream?.dict]));
    return { pdfsig, text, values, trailer: values.trailer, at: (reference) => values[`obj:${reference}`], fields: fields(values), encrypted: "/Encrypt" in values.trailer };
  });
}

/** The black part of a page, as `pdftoppm` shows it: left, top, right, bottom in points of the page as it is shown. */
export async function inked(result, { password = "", page = 1 } = {}) {
  return inFolder(Buffer.from(await result.signedDocument.arrayBuffer()), async (file) => {
    const options = ["-upw", password, "-r", "72", "-gray", "-f", String(page), "-l", String(page), file];
    const { stdout } = await run("pdftoppm", options, { encoding: "buffer", maxBuffer: 1 << 26 });
    const [header, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.subarray(0, 40).toString("latin1"));
    const found = { left: Number(width), top: Number(height), right: 0, bottom: 0 };
    stdout.subarray(header.length).forEach((grey, at) => {
      if (grey > 200) return;
      const [x, y] = [at % width, Math.floor(at / width)];
      Object.assign(found, { left: Math.min(found.left, x), right: Math.max(found.right, x + 1), top: Math.min(found.top, y), bottom: Math.max(found.bottom, y + 1) });
    });
    return { ...found, width: Number(width), height: Number(height) };
  });
}

const fields = (values) => Object.values(values).filter((value) => value?.["/FT"] === "/Sig");

async function inFolder(bytes, use) {
  const folder = await mkdtemp(join(tmpdir(), "signer-api-"));
  try {
    await writeFile(join(folder, "in.pdf"), bytes);
    return await use(join(folder, "in.pdf"), join(folder, "out.pdf"));
  } finally {
    await rm(folder, { recursive: true });
  }
}
