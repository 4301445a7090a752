// The two phases that Python does: native signers for comparison, and the judges.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { FIXTURES, OUT, PYTHON, QUICK, ROOT, log } from '../lib/options.mjs';

export const native = () => python('native.py', FIXTURES, QUICK ? 'quick' : 'full');
export const verify = () => python('verify.py', OUT, FIXTURES);

function python(script, ...words) {
  const done = spawnSync(PYTHON, [path.join(ROOT, 'tools', script), ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status === 0) return JSON.parse(done.stdout);
  const error = (done.stderr || String(done.error)).slice(-600);
  log(script, 'failed', error);
  return { error };
}
