// A fresh browser per adapter and document: peak memory above the loaded page.
import fs from 'node:fs';
import { openPage } from '../lib/browser.mjs';
import { CASES, supports } from '../lib/cases.mjs';
import { fixture, log } from '../lib/options.mjs';
import { sampler, snapshot } from '../lib/processes.mjs';
import { mebibytes, round } from '../lib/statistics.mjs';

const MEASURED = /^pdf (classic-(1m|10m|100m)|objstm-many)$|^cms 100m$|^xml (1m|10m) SHA-256$/;

export async function memory(url, names) {
  const measured = {};
  for (const one of CASES.filter(({ id }) => MEASURED.test(id))) {
    const row = (measured[one.id] = {});
    for (const name of names.filter((which) => supports[which]?.includes(one.kind))) row[name] = await measure(url, name, one);
    log('memory', one.id, Object.entries(row).map(([name, found]) => `${name}=${found.error ? 'ERR ' : ''}${found.peakRendererMiB}`).join(' '));
  }
  return measured;
}

async function measure(url, name, one) {
  const state = await openPage(url, [fixture(one.file)]);
  await state.eval((which) => window.bench.load(which), name);
  await state.eval(() => { globalThis.gc?.(); return {}; });
  const before = await snapshot(state);
  const sampling = sampler(state);
  const result = await state.eval(([which, what]) => window.bench.run(which, what, 'o'), [name, one]);
  const peak = sampling.stop();
  await state.close();
  const grown = peak.renderer - before.renderer;
  return {
    ...(result.error ? { error: result.error } : { ms: round(result.ms, 0) }),
    peakRendererMiB: mebibytes(grown), peakTotalMiB: mebibytes(peak.total - before.total),
    xDoc: round(grown / fs.statSync(fixture(one.file)).size, 2), baseRendererMiB: mebibytes(before.renderer), samples: peak.samples,
  };
}
