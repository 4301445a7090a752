// Shared by every file here: the real sandbox, agent and token on ports of their own, and a real browser on the page.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { startDemo } from "../../demo/start.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const work = join(root, "target/e2e");
const screenshots = join(root, "target/screenshots");

/** Starts the demo in a folder that only this file of tests uses, with a pinentry that answers by script. */
export async function start(name, options = {}) {
  const dir = join(work, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const asked = join(dir, "pinentry");
  mkdirSync(asked);
  process.env.E2E_PINENTRY = asked;
  const pinentry = fileURLToPath(new URL("../../agent-bridge/tests/pinentry.sh", import.meta.url));
  const demo = await startDemo({
    dir,
    certificates: join(work, "certificates"),
    apiPort: 0,
    pagePort: 0,
    agentPorts: [await freePort()],
    pinentry,
    journal: join(dir, "journal.jsonl"),
    quiet: true,
    ...options,
  });
  return { ...demo, person: person(asked), journal: () => journal(join(dir, "journal.jsonl")) };
}

/** The person at the agent's dialogs. */
function person(folder) {
  const file = (name) => join(folder, name);
  return {
    /** Answers for the next dialogs, as pinentry.sh names them; those shown before are forgotten. */
    will(...answers) {
      for (const name of ["shown", "open"]) rmSync(file(name), { force: true });
      writeFileSync(file("answers"), answers.map((answer) => `${answer}\n`).join(""));
    },
    shown: () => (existsSync(file("shown")) ? readFileSync(file("shown"), "utf8") : ""),
    /** The process of the dialog that stays open. */
    async openDialog() {
      await until(() => existsSync(file("open")), "a dialog");
      return Number(readFileSync(file("open"), "utf8"));
    },
  };
}

export function alive(pid) {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

/** Every request that reached the API, its body decoded. */
function journal(file) {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean) : [];
  return lines
    .map((line) => JSON.parse(line))
    .map((entry) => ({ ...entry, bytes: Buffer.from(entry.body ?? "", "base64") }));
}

export async function browse() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** The demo page in a context of its own; what its console complains of ends up in `complaints`. */
export async function open(browser, demo, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "pt-BR",
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(demo.pageUrl);
  await page.locator("#sign").waitFor();
  return { page, context, complaints };
}

export async function chooseSample(page) {
  await page.locator("#use-sample").click();
  await page.locator(".drop-chosen.is-shown").waitFor();
}

/** A PFX of the test certificates with its password. */
export async function choosePfx(page, demo, name = "a1.pfx", password = "segredo") {
  await page.locator("#certificate").setInputFiles(join(demo.certificates, name));
  await page.locator("#password").fill(password);
}

/** Drops files from the desktop on what `selector` finds. */
export async function drop(page, selector, ...files) {
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"])
    await devtools.send("Input.dispatchDragEvent", { type, x: x + width / 2, y: y + height / 2, data });
  await devtools.detach();
}

/** The questions that the browser asks before it leaves the page: each gets the next of `answers`, or "leave". */
export function questions(page, ...answers) {
  const asked = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await ((answers.shift() ?? "leave") === "leave" ? dialog.accept() : dialog.dismiss());
  });
  return asked;
}

/** Downloads the result through the page's link. */
export async function download(page, demo) {
  await page.locator("#done").waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#download").click()]);
  const path = join(demo.dir, `${Date.now()}-${file.suggestedFilename()}`);
  await file.saveAs(path);
  return { path, name: file.suggestedFilename() };
}

/** The code under the error that the page shows. */
export async function failure(page) {
  await page.locator("#failed").waitFor({ timeout: 60_000 });
  return page.locator("#failed-code").textContent();
}

/** The words of poppler's pdfsig, a judge that shares no code with the product. */
export function pdfsig(path) {
  try {
    return execFileSync("pdfsig", ["-nocert", path], { encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (error) {
    return `${error.stdout ?? ""}${error.stderr ?? ""}`;
  }
}

/** Keeps a picture of the whole page for people to look at. */
export async function picture(page, name) {
  mkdirSync(screenshots, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true, animations: "disabled" });
}

export async function until(condition, what, within = 20_000) {
  for (const end = Date.now() + within; Date.now() < end; await sleep(50)) if (await condition()) return;
  throw new Error(`${what} did not come within ${within / 1000} s`);
}

/** Below the ephemeral range, so that no outgoing connection takes it meanwhile. */
export async function freePort() {
  for (;;) {
    const port = 17400 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((resolve) => {
      const server = createServer().once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
