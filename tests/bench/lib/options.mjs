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
export const QUICK = Boolean(flags.quick);
/** The adapters asked for, or null for all. */
export const picked = flags.adapters ? String(flags.adapters).split(',') : null;
/** A filtered run replaces only what it measured. */
export const filtered = Boolean(picked || flags.case);

export const wanted = (phase) => phases.length === 0 || phases.includes(phase) || phases.includes('all');
export const fixture = (name) => path.join(FIXTURES, name);
export const allFixtures = () => fs.readdirSync(FIXTURES).filter((name) => /\.(pdf|xml)$/.test(name)).map(fixture);
export const slug = (text) => text.replace(/[^a-z0-9]+/gi, '-');
export const log = (...what) => console.error(new Date().toISOString().slice(11, 19), ...what);
