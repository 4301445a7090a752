// One page, all adapters in turn, with a rotating start, so that whatever slows the machine slows all of them.
import fs from 'node:fs';
import path from 'node:path';
import { openPage } from '../lib/browser.mjs';
import { CASES, loadAll, supports } from '../lib/cases.mjs';
import { OUT, allFixtures, filtered, log, slug } from '../lib/options.mjs';
import { round, statistics } from '../lib/statistics.mjs';

/** Slow enough that warm-up and spread do not matter: one run is the figure. */
const SLOW_MS = 2500;

export async function speed(url, names) {
  if (!filtered) fs.rmSync(path.join(OUT, 'speed'), { recursive: true, force: true });
  const session = { url, names, state: null };
  await reopen(session);
  const measured = {};
  for (const one of CASES) measured[one.id] = await measure(session, one);
  await session.state.close();
  return measured;
}

async function reopen(session) {
  await session.state?.close();
  session.state = await openPage(session.url, allFixtures());
  await loadAll(session.state, session.names);
}

async function measure(session, one) {
  const names = session.names.filter((name) => supports[name]?.includes(one.kind));
  const rows = Object.fromEntries(names.map((name) => [name, { ms: [], block: [] }]));
  const first = /100m/.test(one.id) ? 1 : 0; // round 0 is warm-up, which the largest do without
  let order = names;
  for (let number = first; number <= one.rounds; number++) {
    for (const name of order) await turn(session, one, name, rows[name], { warmUp: number === 0, keep: number === first && !name.startsWith('_') });
    order = [...order.slice(1), order[0]];
  }
  const results = summarise(rows);
  log(one.id, names.map((name) => `${name}=${results[name].median ?? 'ERR'}`).join(' '));
  return results;
}

async function turn(session, one, name, row, { warmUp, keep }) {
  if (row.error || row.stop) return;
  const result = await session.state.eval(([which, what, key]) => window.bench.run(which, what, key), [name, one, keep ? 'o' : undefined]);
  if (result.error) {
    row.error = result.error;
    log(one.id, name, 'ERROR', result.error);
  } else {
    row.stop = result.ms > SLOW_MS;
    row.size = result.size;
    if (!warmUp || row.stop) {
      row.ms.push(result.ms);
      row.block.push(result.blockMs);
    }
    if (keep) await session.state.eval(([key, to]) => window.bench.upload(key, to), ['o', `speed/${slug(one.id)}/${name}.${one.ext}`]);
  }
  if (result.dead) await reopen(session);
}

function summarise(rows) {
  const floor = rows._floor?.ms.length ? statistics(rows._floor.ms).median : null;
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => {
    if (!row.ms.length) return [name, { error: row.error }];
    const numbers = statistics(row.ms);
    const xFloor = floor ? round(numbers.median / floor, 1) : null;
    return [name, { ...numbers, blockMs: round(statistics(row.block).median, 0), xFloor, size: row.size, ...(row.error && { error: row.error }) }];
  }));
}
