// A headless Chromium with the bench page, from which every call comes back: with a value, an error, or a timeout.
import { chromium } from 'playwright-core';
import { CHROME, RUN_TIMEOUT, flags, log } from './options.mjs';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--js-flags=--expose-gc', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-features=SpareRendererForSitePerProcess'];

export const launch = () => chromium.launch({ executablePath: CHROME, headless: true, args: ARGS });

export async function openPage(url, files) {
  const browser = await launch();
  const state = { browser, cdp: await browser.newBrowserCDPSession(), page: await (await browser.newContext()).newPage(), crashed: false };
  state.page.setDefaultTimeout(RUN_TIMEOUT);
  state.page.on('crash', () => { state.crashed = true; });
  if (flags.verbose) state.page.on('console', (message) => log('page:', message.text().slice(0, 200)));
  await visit(state.page, url, files);
  state.eval = (call, argument, ms = RUN_TIMEOUT) => evaluate(state, call, argument, ms);
  state.close = () => close(state);
  return state;
}

/** Opens the bench page and hands it the files through its file input. */
export async function visit(page, url, files) {
  await page.goto(url);
  await page.waitForFunction('window.benchReady');
  if (!files) return;
  await page.setInputFiles('#f', files);
  await page.evaluate(() => window.bench.takeFiles());
}

async function evaluate(state, call, argument, ms) {
  let timer, onCrash;
  const result = await Promise.race([
    state.page.evaluate(call, argument).catch((error) => ({ error: state.crashed ? 'page crashed' : String(error.message).split('\n')[0].slice(0, 300) })),
    new Promise((ok) => { timer = setTimeout(() => ok({ error: `timeout ${ms / 1000} s`, dead: true }), ms); }),
    new Promise((ok) => { onCrash = () => ok({ error: 'page crashed (out of memory)', dead: true }); state.page.once('crash', onCrash); }),
  ]);
  clearTimeout(timer);
  state.page.off('crash', onCrash);
  if (state.crashed && result) result.dead = true;
  return result;
}

/** A renderer that is stuck in a loop does not close: the processes of this very browser are then ended by id. */
async function close({ browser, cdp }) {
  const info = await cdp.send('SystemInfo.getProcessInfo').catch(() => null);
  const timer = setTimeout(() => {
    for (const { id } of info?.processInfo ?? []) {
      try { process.kill(id, 'SIGKILL'); } catch { /* it is gone already */ }
    }
  }, 5000);
  await browser.close().catch(() => {});
  clearTimeout(timer);
}
