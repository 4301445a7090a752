// Small files that each need one feature, older PKCS#12 files, and an adapter's own output signed again.
import fs from 'node:fs';
import path from 'node:path';
import { openPage } from '../lib/browser.mjs';
import { ADAPTERS, loadAll, supports } from '../lib/cases.mjs';
import { FIXTURES, OUT, fixture } from '../lib/options.mjs';

const TIMEOUT = 30000;

export async function caps(url, names) {
  const folder = path.join(FIXTURES, 'caps');
  const found = fs.readdirSync(folder).filter((name) => /\.(pdf|xml)$/.test(name)).sort();
  const files = [...found.map((name) => path.join(folder, name)), fixture('classic-100k.pdf'), fixture('objstm-100k.pdf')];
  fs.rmSync(path.join(OUT, 'caps'), { recursive: true, force: true });
  const session = { url, names, files, state: null };
  await reopen(session);
  const measured = {};
  for (const name of names.filter((one) => !one.startsWith('_'))) {
    measured[name] = { ...await features(session, name, found), ...await keys(session, name), ...await twice(session, name) };
  }
  await session.state.close();
  return measured;
}

async function reopen(session) {
  await session.state?.close();
  session.state = await openPage(session.url, session.files);
  await loadAll(session.state, session.names);
}

async function features(session, name, found) {
  const results = {};
  for (const file of found) {
    const one = { id: file.slice(0, -4), kind: file.slice(-3), file, ext: file.slice(-3), opts: { hash: 'SHA-256' } };
    if (supports[name]?.includes(one.kind)) results[one.id] = await signAndKeep(session, name, one, `caps/${one.id}/${name}.${one.ext}`);
  }
  return results;
}

async function keys(session, name) {
  const results = {};
  if (!ADAPTERS.find((adapter) => adapter.name === name)?.opts.pfx) return results;
  for (const pfx of ['pfxLegacy', 'pfxRc2']) {
    results['key-' + pfx] = await signAndKeep(session, name, { kind: 'pdf', file: 'classic-100k.pdf', pfx }, `caps/key-${pfx}/${name}.pdf`);
  }
  return results;
}

async function twice(session, name) {
  const results = {};
  if (!supports[name]?.includes('pdf')) return results;
  for (const base of ['classic', 'objstm']) {
    const first = await run(session, name, { kind: 'pdf', file: base + '-100k.pdf' }, 'first');
    results['twice-' + base] = first.error ? { error: first.error } : await signAndKeep(session, name, { kind: 'pdf', from: 'first' }, `caps/twice-${base}/${name}.pdf`);
  }
  return results;
}

async function signAndKeep(session, name, one, to) {
  const result = await run(session, name, one, 'o');
  if (!result.error) await session.state.eval(([key, where]) => window.bench.upload(key, where), ['o', to]);
  if (result.dead) await reopen(session);
  return result.error ? { error: result.error } : { size: result.size };
}

function run(session, name, one, key) {
  return session.state.eval(([which, what, keep]) => window.bench.run(which, what, keep), [name, one, key], TIMEOUT);
}
