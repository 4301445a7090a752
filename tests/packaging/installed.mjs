// A user's project: an empty folder with the packed tarball installed into it.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const here = fileURLToPath(new URL(".", import.meta.url));
export const root = fileURLToPath(new URL("../../", import.meta.url));
export const run = promisify(execFile);

/** Packs js/ and installs it beside a document, a key and the page that uses them. */
export async function install() {
  const folder = await mkdtemp(join(tmpdir(), "signer-packaging-"));
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: join(root, "js") });
  const [packed] = JSON.parse(stdout);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename)], { cwd: folder });
  await cp(join(here, "page"), folder, { recursive: true });
  await cp(join(here, "contract.pdf"), join(folder, "contract.pdf"));
  await run(join(root, "demo/certificates/make.sh"), [join(folder, "certificates")]);
  const installed = join(folder, "node_modules/signer-connector");
  return {
    folder,
    tarball: join(folder, packed.filename),
    installed,
    files: packed.files.map((file) => file.path),
    manifest: JSON.parse(await readFile(join(installed, "package.json"), "utf8")),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** pdfsig's words on the one signature of a file. */
export async function judge(file) {
  const { stdout } = await run("pdfsig", ["-nocert", file]);
  return {
    signatures: stdout.match(/^Signature #/gm)?.length ?? 0,
    validation: /Signature Validation: (.*)/.exec(stdout)?.[1],
    wholeDocument: stdout.includes("Total document signed"),
  };
}

/** The words on the pages. */
export const shown = async (file) => (await run("pdftotext", [file, "-"])).stdout;

export const VALID = { signatures: 1, validation: "Signature is Valid.", wholeDocument: true };

/** The folder in which the signed files of a run are kept for people to look at. */
export async function outFile(name) {
  await mkdir(join(here, "out"), { recursive: true });
  return join(here, "out", name);
}
