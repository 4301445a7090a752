// Fifty documents of 1 MB, one after another, in a fresh browser.
import { openPage } from '../lib/browser.mjs';
import { supports } from '../lib/cases.mjs';
import { QUICK, fixture, log } from '../lib/options.mjs';
import { sampler, snapshot } from '../lib/processes.mjs';
import { mebibytes, round } from '../lib/statistics.mjs';

const DOCUMENT = { kind: 'pdf', file: 'classic-1m.pdf' };
const LIMIT_MS = 20000;

export async function batch(url, names) {
  const measured = {};
  for (const name of names.filter((one) => supports[one]?.includes('pdf'))) {
    measured[name] = await measure(url, name);
    log('batch', name, JSON.stringify(measured[name]));
  }
  return measured;
}

async function measure(url, name) {
  const state = await openPage(url, [fixture(DOCUMENT.file)]);
  await state.eval((which) => window.bench.load(which), name);
  const before = await snapshot(state);
  const sampling = sampler(state);
  const result = await state.eval(([which, what, count, limit]) => window.bench.batch(which, what, count, limit), [name, DOCUMENT, QUICK ? 10 : 50, LIMIT_MS]);
  const peak = sampling.stop();
  await state.close();
  if (result.error) return { error: result.error };
  return { ...times(result.at), peakRendererMiB: mebibytes(peak.renderer - before.renderer), peakTotalMiB: mebibytes(peak.total - before.total) };
}

/** `at`: when each document was done, from the start. */
function times(at) {
  const last = at.length;
  return {
    ms1: round(at[0], 1), ms10: round(at[9] ?? NaN, 0), msAll: round(at[last - 1], 0), N: last,
    perDocLast10: round((at[last - 1] - (at[last - 11] ?? 0)) / Math.min(10, last), 1),
  };
}
