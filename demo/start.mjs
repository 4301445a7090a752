// Starts the demo: test certificates, a SoftHSM2 token, the sandbox with the page, and the agent.
//
// As a program (`node demo/start.mjs`) it runs until Ctrl-C; tests import startDemo() and use ports of their own.
// Needs what `make demo` builds first: target/debug/{signer-sandbox,signer-agent}, js/dist and demo/page/dist.

import { execFile, spawn, spawnSync } from "node:child_process";
import { access, constants, cp, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/**
 * Starts everything and gives the addresses and `stop()`. Port 0 takes a free one.
 *
 * `certificates` may be a folder that several runs share; all else lives in `dir`. `providers` are those that the account has.
 * `sandboxArguments` go to the sandbox as they are.
 */
export async function startDemo({
  dir = join(target, "demo"),
  certificates = join(dir, "certificates"),
  apiPort = 8787,
  pagePort = 8788,
  agentPorts = [17340, 17341, 17342],
  pinentry,
  journal,
  agent = true,
  quiet = false,
  providers = PROVIDERS,
  sandboxArguments = [],
} = {}) {
  const folders = {
    dir,
    certificates,
    page: join(dir, "page"),
    softhsm: join(dir, "softhsm"),
    state: join(dir, "agent"),
  };
  await mkdir(dir, { recursive: true });
  await run("sh", [join(root, "demo/certificates/make.sh"), certificates]);
  await layPage(folders);
  const programs = [];
  const stop = async () => void (await Promise.all(programs.splice(0).map(end)));
  try {
    const parameters = [...providers.flatMap((name) => ["--provider", name]), ...sandboxArguments];
    const urls = await startSandbox(folders, { apiPort, pagePort, journal, quiet, parameters }, programs);
    await writeFile(
      join(folders.page, "config.json"),
      JSON.stringify({
        apiBaseUrl: urls.api,
        token: TOKEN,
        agentPorts,
        providers,
        testCertificate: { url: "test/a1.pfx", password: "segredo" },
      }),
    );
    const inTerminal = pinentry === undefined ? await terminalPinentry(dir) : undefined;
    const startItsAgent = () => startAgent(folders, { agentPorts, pinentry: pinentry ?? inTerminal, quiet }, programs);
    if (agent) await startItsAgent();
    return {
      pageUrl: urls.page,
      apiUrl: urls.api,
      token: TOKEN,
      agentPorts,
      journal,
      asksInTerminal: inTerminal !== undefined,
      ...folders,
      startAgent: startItsAgent,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The built page with the test certificate beside it: a copy, so that what is published never holds a key. */
async function layPage({ page, certificates }) {
  const built = join(root, "demo/page/dist");
  await access(join(built, "index.html")).catch(() => {
    throw new Error("demo/page/dist is missing; run `make demo`, or `npm run build` in demo/page");
  });
  await rm(page, { recursive: true, force: true });
  await cp(built, page, { recursive: true });
  await mkdir(join(page, "test"), { recursive: true });
  await cp(join(certificates, "a1.pfx"), join(page, "test/a1.pfx"));
}

async function startSandbox(
  { dir, certificates, page },
  { apiPort, pagePort, journal, quiet, parameters },
  programs,
) {
  const ready = join(dir, "sandbox.ready");
  const options = {
    "--listen": `127.0.0.1:${apiPort}`,
    "--page-listen": `127.0.0.1:${pagePort}`,
    "--certificates": certificates,
    "--data": join(dir, "sandbox.sqlite"),
    "--page": page,
    "--token": TOKEN,
    "--ready-file": ready,
    ...(journal && { "--journal": journal }),
  };
  await launch(
    "signer-sandbox",
    [...Object.entries(options).flat(), ...parameters],
    { ready, log: join(dir, "sandbox.log"), quiet },
    programs,
  );
  const { api, page: address } = JSON.parse(await readFile(ready, "utf8"));
  return { api, page: address };
}

async function startAgent({ dir, certificates, softhsm, state }, { agentPorts, pinentry, quiet }, programs) {
  await run("sh", [join(root, "demo/certificates/softhsm.sh"), softhsm, certificates]);
  const ready = join(dir, "agent.ready");
  const parameters = [
    "serve",
    "--module",
    await softhsmModule(),
    "--state",
    state,
    // The person's own agent may run beside that of the demo.
    "--runtime",
    state,
    "--ready-file",
    ready,
    ...agentPorts.flatMap((port) => ["--port", String(port)]),
    ...(pinentry ? ["--pinentry", pinentry] : []),
  ];
  const env = { SOFTHSM2_CONF: join(softhsm, "softhsm2.conf") };
  const child = await launch("signer-agent", parameters, { ready, log: join(dir, "agent.log"), quiet, env }, programs);
  return { pid: child.pid, stop: () => end(child) };
}

/** Starts a program and waits until it says that it listens; its own words are in `log`. */
async function launch(name, parameters, { ready, log, quiet, env = {} }, programs) {
  await rm(ready, { force: true });
  const output = await open(log, "w");
  const child = spawn(join(target, "debug", name), parameters, {
    stdio: ["ignore", output.fd, output.fd],
    env: { ...process.env, ...env },
  });
  programs.push(child);
  await output.close();
  const failed = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", async (status, signal) =>
      reject(new Error(`${name} ended (${status ?? signal}): ${(await readFile(log, "utf8")).trim().slice(-800)}`)),
    );
  });
  failed.catch(() => undefined);
  await Promise.race([exists(ready), failed]);
  if (!quiet) console.log(`${name}: pid ${child.pid}, log ${log}`);
  return child;
}

/** True where the file is there and, with a mode, may be used so. */
function permitted(file, mode) {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}

async function exists(file) {
  for (const until = Date.now() + READY_WITHIN; Date.now() < until; await sleep(25)) {
    if (await permitted(file)) return;
  }
  throw new Error(`${file} did not appear in ${READY_WITHIN / 1000} seconds`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const stubborn = setTimeout(() => child.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(stubborn);
}

/** Where distributions put SoftHSM2; SOFTHSM2_MODULE says otherwise. */
export async function softhsmModule() {
  const places = [
    process.env.SOFTHSM2_MODULE,
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
  ];
  for (const place of places.filter(Boolean)) {
    if (await permitted(place)) return place;
  }
  throw new Error("libsofthsm2.so not found; install SoftHSM2 (Debian: softhsm2) or set SOFTHSM2_MODULE");
}

/** Without a screen the agent asks on this terminal, which pinentry has to be told; with one the agent finds a pinentry by itself. */
async function terminalPinentry(dir) {
  if (process.env.SIGNER_AGENT_PINENTRY || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined;
  const program = (await inPath("pinentry-tty")) ?? (await inPath("pinentry-curses"));
  const terminal = process.env.GPG_TTY ?? terminalName();
  if (!program || !terminal) return undefined;
  const script = join(dir, "pinentry");
  await writeFile(script, `#!/bin/sh\nexec "${program}" --ttyname "${terminal}" "$@"\n`, { mode: 0o755 });
  return script;
}

function terminalName() {
  if (!process.stdin.isTTY) return undefined;
  const { stdout, status } = spawnSync("tty", { stdio: ["inherit", "pipe", "ignore"], encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

async function inPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    if (await permitted(file, constants.X_OK)) return file;
  }
  return undefined;
}

async function main() {
  const agent = (await inPath("softhsm2-util")) !== undefined;
  const demo = await startDemo({ agent, quiet: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => demo.stop().then(() => process.exit(0)));
  console.log(boxed(welcome(demo, agent)));
}

function welcome({ pageUrl, apiUrl, dir, asksInTerminal }, agent) {
  const place = asksInTerminal ? "neste terminal / in this terminal" : "na janela do agente / in the agent's window";
  return [
    `Signer Connector   ${pageUrl}`,
    "",
    "A1, em arquivo: “Usar o certificado de teste”, senha / password segredo",
    agent ? `A3, token ou cartão: PIN 1234 ${place}` : "A3: instale / install softhsm2, opensc",
    "Nuvem / cloud: aprove na aba que se abre / approve in the tab that opens",
    "",
    `API ${apiUrl}   logs ${dir}`,
    "Ctrl-C encerra tudo / stops everything",
  ];
}

function boxed(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  const rows = lines.map((line) => `│  ${line.padEnd(width)}  │`);
  return [`╭${"─".repeat(width + 4)}╮`, ...rows, `╰${"─".repeat(width + 4)}╯`].join("\n");
}

const READY_WITHIN = 20_000;
/** The providers that the sandbox stands in for. */
const PROVIDERS = ["birdid", "vidaas", "serproid", "certisign", "csc"];
/** The bearer token that the demo page and its sandbox agree on. */
const TOKEN = "sandbox-token";

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
