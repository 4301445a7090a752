// A fresh profile per run: from nothing to the first and the second signature.
import { launch, visit } from '../lib/browser.mjs';
import { supports } from '../lib/cases.mjs';
import { QUICK, fixture, log } from '../lib/options.mjs';
import { statistics } from '../lib/statistics.mjs';

const DOCUMENTS = {
  pdf: { kind: 'pdf', file: 'classic-100k.pdf' },
  cms: { kind: 'cms', file: 'classic-100k.pdf' },
  xml: { kind: 'xml', file: 'nfe-20k.xml', opts: { hash: 'SHA-256' } },
};
const TIMES = ['importMs', 'prepareMs', 'readyMs', 'firstSignMs', 'secondSignMs', 'totalMs'];

export async function cold(url, names) {
  const runs = Object.fromEntries(names.filter((name) => supports[name]?.length).map((name) => [name, []]));
  const browser = await launch();
  for (let i = 0; i < (QUICK ? 3 : 5); i++) {
    for (const name of Object.keys(runs)) runs[name].push(await once(browser, url, name));
  }
  await browser.close();
  return Object.fromEntries(Object.entries(runs).map(([name, results]) => [name, summarise(name, results)]));
}

async function once(browser, url, name) {
  const document = DOCUMENTS[supports[name].includes('pdf') ? 'pdf' : supports[name][0]];
  const context = await browser.newContext(); // empty HTTP and code cache
  const page = await context.newPage();
  await visit(page, url, [fixture(document.file)]);
  const result = await page.evaluate(([which, what]) => window.bench.cold(which, what), [name, document]).catch((error) => ({ error: error.message.split('\n')[0] }));
  await context.close();
  return result;
}

function summarise(name, results) {
  const good = results.filter(({ error }) => !error);
  const summary = good.length ? Object.fromEntries(TIMES.map((time) => [time, statistics(good.map((result) => result[time])).median])) : { error: results[0]?.error };
  log('cold', name, JSON.stringify(summary));
  return summary;
}
