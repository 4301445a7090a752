// Time and memory for reading what a signature needs of a PDF with very many objects.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { KINDS, writeObjects } from '../fixtures/objects.mjs';
import { openPage } from '../lib/browser.mjs';
import { log, picked } from '../lib/options.mjs';
import { sampler, snapshot } from '../lib/processes.mjs';
import { mebibytes, round, statistics } from '../lib/statistics.mjs';

const ROUNDS = 9;
/** Peers that read all of it take seconds: with `--adapters=libpdf` they do. */
const CAN = ['ours', 'old', ...(picked?.includes('libpdf') ? ['libpdf'] : [])];

export async function reading(url, names) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const measured = {};
  try {
    for (const kind of KINDS) {
      const file = writeObjects(path.join(folder, `${kind}.pdf`), kind);
      const row = (measured[kind] = {});
      for (const name of names.filter((one) => CAN.includes(one))) row[name] = await measure(url, name, file);
      log('reading', kind, JSON.stringify(row));
      fs.rmSync(file);
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return measured;
}

/** The memory is that of the first time, in a fresh browser. */
async function measure(url, name, file) {
  const state = await openPage(url, [file]);
  await state.eval((which) => window.bench.load(which), name);
  const before = await snapshot(state);
  const sampling = sampler(state);
  const read = () => state.eval(([which, what]) => window.bench.read(which, what), [name, path.basename(file)]);
  const first = await read();
  const peak = sampling.stop();
  const runs = [];
  while (!first.error && runs.length < (first.ms > 1000 ? 1 : ROUNDS)) runs.push(await read());
  await state.close();
  if (first.error) return { error: first.error };
  const { median, min } = statistics(runs.map(({ ms }) => ms));
  return {
    ms: median, minimum: min, firstMs: round(first.ms, 1), blockMs: round(statistics(runs.map((run) => run.blockMs)).median, 0),
    wasmGrownMB: megabytes(first.wasmGrown), wasmMB: megabytes(first.wasmBytes), rendererMiB: mebibytes(peak.renderer - before.renderer),
  };
}

const megabytes = (bytes) => (bytes === undefined ? null : round(bytes / 1e6, 1));
