// Limits of the page itself: hashes, signatures, file reads, parsing.
import path from 'node:path';
import * as esbuild from 'esbuild';
import { openPage } from '../lib/browser.mjs';
import { DIST, QUICK, ROOT, allFixtures } from '../lib/options.mjs';

export async function limits(url) {
  await buildHashes();
  const state = await openPage(url, allFixtures());
  const result = await state.eval((rounds) => window.bench.limits(rounds), QUICK ? 1 : 3, 240000);
  await state.close();
  return result;
}

/** node-forge asks for Node's crypto and does without it. */
const withoutCrypto = {
  name: 'without-crypto',
  setup(build) {
    build.onResolve({ filter: /^crypto$/ }, ({ path: name }) => ({ path: name, namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports={}' }));
  },
};

function buildHashes() {
  return esbuild.build({
    entryPoints: [path.join(ROOT, 'page', 'hashes.mjs')], outfile: path.join(DIST, 'hashes', 'index.js'), bundle: true, format: 'esm', minify: true,
    platform: 'browser', target: 'es2022', define: { global: 'globalThis' }, plugins: [withoutCrypto], logLevel: 'silent',
  });
}
