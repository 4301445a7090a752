// The cases that are measured: documents, rounds, adapters.
import { OLD_ENTRANTS, listAdapters } from '../build.mjs';
import { QUICK, flags, picked } from './options.mjs';

const PDF = [['classic-100k', 9], ['objstm-100k', 9], ['classic-1m', 7], ['objstm-1m', 7], ['classic-10m', 3], ['objstm-10m', 3],
  ['classic-many', 2], ['objstm-many', 2], ['classic-100m', 2], ['objstm-100m', 1]]
  .map(([name, rounds]) => ({ id: 'pdf ' + name, kind: 'pdf', file: name + '.pdf', rounds, ext: 'pdf' }));
const CMS = [['1m', 7], ['10m', 3], ['100m', 2]]
  .map(([name, rounds]) => ({ id: 'cms ' + name, kind: 'cms', file: `classic-${name}.pdf`, rounds, ext: 'p7s' }));
const XML = [['20k', 'SHA-1', 9], ['20k', 'SHA-256', 9], ['1m', 'SHA-1', 3], ['1m', 'SHA-256', 5], ['10m', 'SHA-256', 2]]
  .map(([name, hash, rounds]) => ({ id: `xml ${name} ${hash}`, kind: 'xml', file: `nfe-${name}.xml`, rounds, ext: 'xml', opts: { hash } }));
const SLOW = ['pdf objstm-100m', 'xml 1m SHA-1'];

export const CASES = chosen([...PDF, ...CMS, ...XML]);
export const ADAPTERS = listAdapters().filter(({ name }) => !picked || picked.includes(name) || name.startsWith('_floor') || OLD_ENTRANTS.includes(name));

/** Adapter → the kinds it supports, filled when the page has loaded it. */
export const supports = {};

function chosen(all) {
  if (flags.case) return all.filter(({ id }) => new RegExp(flags.case).test(id)).map(quicker);
  return all.filter(({ id }) => flags.full || !SLOW.includes(id)).filter(({ id }) => !QUICK || !/100m|many|10m/.test(id)).map(quicker);
}

function quicker(one) {
  return QUICK ? { ...one, rounds: Math.min(one.rounds, 5) } : one;
}

export async function loadAll(state, names) {
  for (const name of names) {
    const loaded = await state.eval((which) => window.bench.load(which), name, 30000);
    if (loaded.error) console.error('cannot load', name, loaded.error);
    supports[name] = loaded.error ? [] : loaded.supports;
  }
}
