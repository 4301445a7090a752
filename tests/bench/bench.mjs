#!/usr/bin/env node
// Runs the phases that README.md names and writes results/NAME.json and .md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from './build.mjs';
import { launch, openPage } from './lib/browser.mjs';
import { ADAPTERS, loadAll } from './lib/cases.mjs';
import { OLD, OUT, QUICK, RESULTS, ROOT, filtered, fixture, flags, log, phases, wanted } from './lib/options.mjs';
import { serve } from './lib/server.mjs';
import { merge, round } from './lib/statistics.mjs';
import { against, slower } from './phases/against.mjs';
import { batch } from './phases/batch.mjs';
import { caps } from './phases/caps.mjs';
import { cold } from './phases/cold.mjs';
import { limits } from './phases/limits.mjs';
import { memory } from './phases/memory.mjs';
import { reading } from './phases/reading.mjs';
import { speed } from './phases/speed.mjs';
import { native, verify } from './phases/tools.mjs';
import { report, short } from './report.mjs';

if (!fs.existsSync(fixture('nfe-10m.xml'))) {
  console.error('no fixtures: run "npm run fixtures" first');
  process.exit(2);
}
for (const folder of [OUT, RESULTS]) fs.mkdirSync(folder, { recursive: true });
const file = path.join(RESULTS, `${flags.out ?? 'latest'}.json`);
const results = fs.existsSync(file) && phases.length ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
const save = () => fs.writeFileSync(file, JSON.stringify(results, null, 1));
const started = Date.now();

const { url, close } = await serve();
results.meta = await machine();
const all = await build();
const names = all.filter((name) => name !== 'old-again');
await supported(all);
await phase('limits', () => limits(url));
await phase('against', () => against(url, all));
await phase('speed', () => speed(url, names));
await phase('batch', () => batch(url, names));
await phase('memory', () => memory(url, names));
await phase('reading', () => reading(url, names));
await phase('cold', () => cold(url, names));
await phase('caps', async () => ({ run: await caps(url, names) }));
await phase('native', native);
await phase('verify', verify);
close();
results.meta.totalSeconds = round((Date.now() - started) / 1000, 1);
save();
fs.writeFileSync(file.replace(/\.json$/, '.md'), report(results));
log('wrote', path.relative(ROOT, file), `in ${results.meta.totalSeconds} s`);
console.log(short(results));
if (wanted('against') && slower(results.against).length) process.exitCode = 1;

async function machine() {
  const browser = await launch();
  const chromium = browser.version();
  await browser.close();
  return {
    date: new Date().toISOString(), chromium, node: process.version, cpu: os.cpus()[0].model, cores: os.cpus().length, memGiB: round(os.totalmem() / 2 ** 30, 1),
    quick: QUICK, load1: os.loadavg()[0], packages: JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).dependencies, phaseSeconds: {},
  };
}

/** Bundles the adapters; one that does not build is left out and named in the report. */
async function build() {
  const built = await buildAll(ADAPTERS.map(({ name }) => name), wanted('size'));
  if (OLD) results.meta.old = OLD;
  for (const { name, error } of built) if (error) log('build failed:', name, error);
  if (wanted('size')) results.size = { ...results.size, ...Object.fromEntries(built.map((one) => [one.name, one])) };
  return built.filter(({ error }) => !error).map(({ name }) => name);
}

async function supported(loaded) {
  const state = await openPage(url);
  await loadAll(state, loaded);
  await state.close();
}

async function phase(name, measure) {
  if (!wanted(name)) return;
  const start = Date.now();
  log('==', name);
  const measured = await measure();
  results[name] = filtered && results[name] ? merge(results[name], measured) : measured;
  results.meta.phaseSeconds[name] = round((Date.now() - start) / 1000, 1);
  save();
}
