// This build of ours and another one in turn, the other one twice: how the two compare, and how far the other one moves by itself.
import { openPage } from '../lib/browser.mjs';
import { CASES, loadAll } from '../lib/cases.mjs';
import { OLD, QUICK, allFixtures, log } from '../lib/options.mjs';
import { ratio, round, statistics } from '../lib/statistics.mjs';

const ENTRANTS = ['ours', 'old', 'old-again'];
const TOLERATED = 1.05;
/** Rounds that do not count: the engine compiles what it meets often once more. */
const WARM_UP = 3;
/** Enough rounds that one slow one does not decide; documents that take seconds get fewer. */
const rounds = ({ id }) => (QUICK ? 8 : /100m|many/.test(id) ? 10 : 30);

export async function against(url, names) {
  if (!OLD) throw new Error('against: OLD names no build');
  const absent = ENTRANTS.filter((name) => !names.includes(name));
  if (absent.length) throw new Error(`against: not built: ${absent.join(', ')}`);
  const state = await openPage(url, allFixtures());
  await loadAll(state, ENTRANTS);
  const measured = {};
  for (const one of CASES.filter(({ kind }) => kind === 'pdf')) measured[one.id] = await measure(state, one);
  await state.close();
  return measured;
}

/** Cases that are slower now by more than is tolerated, or failed. */
export const slower = (compared) => Object.values(compared).filter((one) => one.error || one.slower);

async function measure(state, one) {
  const taken = Object.fromEntries(ENTRANTS.map((name) => [name, []]));
  let order = ENTRANTS;
  for (let number = -WARM_UP; number < rounds(one); number += 1) {
    for (const name of order) {
      const result = await state.eval(([which, what]) => window.bench.run(which, what), [name, one]);
      if (result.error) return { error: `${name}: ${result.error}` };
      if (number >= 0) taken[name].push(result.ms);
    }
    order = [...order.slice(1), order[0]];
  }
  const compared = compare(taken);
  log('against', one.id, JSON.stringify(compared));
  return compared;
}

function compare({ ours, old, 'old-again': again }) {
  const [now, spread] = [ratio(ours, old, again), ratio(again, old)];
  const widest = Math.max(spread.high, 1 / spread.low, 1);
  return {
    rounds: ours.length, oldMs: statistics([...old, ...again]).median, newMs: statistics(ours).median, ratio: now, spread,
    slower: now.median > round(TOLERATED * widest, 3),
  };
}
