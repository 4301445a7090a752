// An app as an integrator has it: its own packages by its lock file, ours from the tarball, and a document with a key to sign it.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sirv from "sirv";
import { here, outFile, root, run } from "../installed.mjs";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; worker-src 'self'";

/** Packs js/ once for all apps. */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), "signer-apps-"));
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: join(root, "js") });
  await run(join(root, "demo/certificates/make.sh"), [join(folder, "certificates")]);
  return { folder, tarball: join(folder, JSON.parse(stdout)[0].filename), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Installs the app `name`; what the page fetches goes into its folder `files`, `offer.js` beside the script that imports it. */
export async function install(packed, name, { files = ".", script = "." } = {}) {
  const folder = join(packed.folder, name);
  await cp(join(here, "apps", name), folder, { recursive: true });
  await mkdir(join(folder, files), { recursive: true });
  await cp(join(here, "contract.pdf"), join(folder, files, "contract.pdf"));
  await cp(join(packed.folder, "certificates/a1.pfx"), join(folder, files, "a1.pfx"));
  await cp(join(here, "apps/shared/offer.js"), join(folder, script, "offer.js"));
  await npm(folder, "ci");
  await npm(folder, "install", "--no-save", packed.tarball);
  return folder;
}

const npm = (folder, ...words) => run("npm", [...words, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, timeout: 400_000 });

/** Runs a script of the app; what it says is told where it fails. */
export async function script(folder, name) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NG_CLI_ANALYTICS: "false", CI: "1" };
  await run("npm", ["run", "--silent", name], { cwd: folder, env, timeout: 400_000, maxBuffer: 1 << 26 }).catch((error) => {
    throw new Error(`${name}: ${error.stdout}\n${error.stderr}`);
  });
}

/** Serves what was built, under the policy of the docs. */
export async function serve(folder) {
  const files = sirv(folder, { dev: true, setHeaders: (response) => response.setHeader("content-security-policy", POLICY) });
  const listening = createServer((request, response) => files(request, response, () => response.writeHead(404).end()));
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${listening.address().port}/`, close: () => listening.close() };
}

/** Starts a server of the app's own on `port`; ready when it answers. */
export async function start(folder, name, port, ...words) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NG_CLI_ANALYTICS: "false", CI: "1" };
  const child = spawn("npm", ["run", "--silent", name, "--", "--port", String(port), ...words], { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += piece));
  const url = `http://127.0.0.1:${port}/`;
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    if (await fetch(url).then(({ ok }) => ok, () => false)) return { url, close: () => process.kill(-child.pid) };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  process.kill(-child.pid);
  throw new Error(`${name} does not answer: ${said}`);
}

/** Signs in a page at `url`; keeps the file for the judge. */
export async function signAt(browser, url, name, appearance) {
  const page = await browser.newPage();
  try {
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(url);
    await page.waitForFunction(() => window.signWith, undefined, { timeout: 30_000 }).catch(() => {
      throw new Error(`the page has no signWith: ${said.join("\n")}`);
    });
    const { bytes, signer, violations } = await page.evaluate((given) => window.signWith(given), appearance);
    const signed = await outFile(`app-${name}.pdf`);
    await writeFile(signed, Uint8Array.from(bytes));
    return { signed, signer, violations };
  } finally {
    await page.close();
  }
}
