// The command line, the folders, the log.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const words = process.argv.slice(2);
export const phases = words.filter((word) => !word.startsWith('--'));
export const flags = Object.fromEntries(words.filter((word) => word.startsWith('--')).map((word) => {
  const [name, value] = word.slice(2).split('=');
  return [name, value ?? true];
}));

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const DIST = path.join(ROOT, 'dist');
export const FIXTURES = path.join(ROOT, 'fixtures', 'out');
export const OUT = path.join(ROOT, 'out');
export const RESULTS = path.join(ROOT, 'results');

export const CHROME = flags.chrome || process.env.CHROME || '/usr/bin/chromium';
export const PYTHON = flags.python || process.env.BENCH_PYTHON || 'python3';
export const RUN_TIMEOUT = 1000 * Number(flags.timeout ?? 90);
/** Another build of ours to measure this one against: a checkout or its js/dist. */
export const OLD = process.env.OLD && [process.env.OLD, path.join(process.env.OLD, 'js/dist')].map((folder) => path.resolve(folder)).find((folder) => fs.existsSync(path.join(folder, 'index.js')));
if (process.env.OLD && !OLD) throw new Error(`no package in OLD=${process.env.OLD}`);
export const QUICK = Boolean(flags.quick);
const alone = OLD && !phases.length ? ['ours'] : null;
/** The adapters asked for, or null for all. */
export const picked = flags.adapters ? String(flags.adapters).split(',') : alone;
/** A filtered run replaces only what it measured. */
export const filtered = Boolean(picked || flags.case);

/** No phase named: all of them; with another build, only how the two compare. */
export const wanted = (phase) => (phases.length ? phases.includes(phase) || phases.includes('all') : OLD ? phase === 'against' : phase !== 'against');
export const fixture = (name) => path.join(FIXTURES, name);
export const allFixtures = () => fs.readdirSync(FIXTURES).filter((name) => /\.(pdf|xml)$/.test(name)).map(fixture);
export const slug = (text) => text.replace(/[^a-z0-9]+/gi, '-');
export const log = (...what) => console.error(new Date().toISOString().slice(11, 19), ...what);
