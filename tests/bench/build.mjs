// Bundles every adapter on its own with esbuild and measures the bundle.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { DIST, OLD, ROOT } from './lib/options.mjs';

/** Entrants of another build of ours. The second one shows how far the first moves by itself. */
export const OLD_ENTRANTS = OLD ? ['old', 'old-again'] : [];

/** An empty custom section. V8 keeps one compiled module for equal bytes: the two would warm each other up, and the new one alone. */
const OTHER_BYTES = Buffer.from([0, 6, 5, ...Buffer.from('again')]);

/** Adapters are adapters/*.mjs not starting with "_" (except _floor*, the references). */
export function listAdapters() {
  const found = fs.readdirSync(path.join(ROOT, 'adapters'))
    .filter((name) => name.endsWith('.mjs') && (!name.startsWith('_') || name.startsWith('_floor')))
    .map((name) => {
      const file = path.join(ROOT, 'adapters', name);
      const header = /^\s*\/\*\s*bench:\s*(\{.*?\})\s*\*\//s.exec(fs.readFileSync(file, 'utf8'));
      return { name: name.slice(0, -4), file, opts: header ? JSON.parse(header[1]) : {} };
    });
  const ours = found.find(({ name }) => name === 'ours');
  return [...found, ...OLD_ENTRANTS.map((name) => ({ ...ours, name, built: OLD }))];
}

/** The adapter of this build, around the other one. */
const insteadOfOurs = (built) => ({
  name: 'instead-of-ours',
  setup(build) {
    build.onResolve({ filter: /js\/dist\// }, ({ path: name }) => ({ path: path.join(built, path.basename(name)) }));
  },
});

const NODE_MODULES = /^(node:)?(fs|path|http|https|zlib|os|child_process|net|tls|worker_threads|assert)$/;

/** A module that only Node has becomes empty, unless the adapter names a replacement. */
const withoutNode = (alias) => ({
  name: 'without-node',
  setup(build) {
    build.onResolve({ filter: NODE_MODULES }, ({ path: name }) => (alias[name.replace('node:', '')] ? undefined : { path: name, namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {}', loader: 'js' }));
  },
});

const kib = (bytes) => +(bytes / 1024).toFixed(1);

async function buildOne({ name, file, opts, built: other }, sizes) {
  const outdir = path.join(DIST, name);
  fs.rmSync(outdir, { recursive: true, force: true });
  const built = await bundle(file, outdir, opts, other);
  for (const asset of opts.assets ?? []) {
    const source = other ? path.join(other, path.basename(asset)) : path.resolve(path.dirname(file), asset);
    fs.cpSync(source, path.join(outdir, path.basename(source)), { recursive: true });
    if (name === 'old-again' && source.endsWith('.wasm')) fs.appendFileSync(path.join(outdir, path.basename(source)), OTHER_BYTES);
  }
  return sizes ? { name, ...measure(outdir), parts: parts(built.metafile), warnings: built.warnings.map(({ text }) => text) } : { name };
}

function bundle(file, outdir, opts, other) {
  const named = Object.entries(opts.alias ?? {}).filter(([from, to]) => from !== to);
  const alias = Object.fromEntries(named.flatMap(([from, to]) => [[from, to], ['node:' + from, to]]));
  return esbuild.build({
    entryPoints: [file], outfile: path.join(outdir, 'index.js'), bundle: true, format: 'esm', minify: true,
    treeShaking: true, platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'], metafile: true, logLevel: 'silent', legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    inject: (opts.polyfills ?? []).map((polyfill) => path.join(ROOT, 'page', polyfill + '.mjs')),
    alias, plugins: [withoutNode(opts.alias ?? {}), ...(other ? [insteadOfOurs(other)] : [])], loader: { '.wasm': 'file' }, assetNames: '[name]',
  });
}

/** All files that the page loads, assets included. */
function measure(outdir) {
  const files = fs.readdirSync(outdir, { recursive: true }).filter((file) => fs.statSync(path.join(outdir, file)).isFile());
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const bytes = fs.readFileSync(path.join(outdir, file));
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    sum.raw += bytes.length;
    sum.gzip += zlib.gzipSync(bytes, { level: 9 }).length;
    sum.brotli += zlib.brotliCompressSync(bytes, { params }).length;
  }
  return { files, rawKiB: kib(sum.raw), gzipKiB: kib(sum.gzip), brotliKiB: kib(sum.brotli) };
}

/** The packages that fill a bundle, largest first. */
function parts(metafile) {
  const bytes = {};
  for (const [input, { bytesInOutput }] of Object.entries(Object.values(metafile.outputs)[0].inputs)) {
    const owner = [...input.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].pop()?.[1] ?? 'adapter';
    bytes[owner] = (bytes[owner] ?? 0) + bytesInOutput;
  }
  return Object.fromEntries(Object.entries(bytes).sort(([, a], [, b]) => b - a).slice(0, 8).map(([owner, size]) => [owner, kib(size)]));
}

/** One entry per adapter; one that cannot be built says why in `error`. */
export async function buildAll(names, sizes = true) {
  fs.mkdirSync(DIST, { recursive: true });
  const built = [];
  for (const adapter of listAdapters().filter(({ name }) => names.includes(name))) {
    built.push(await buildOne(adapter, sizes).catch((error) => ({ name: adapter.name, error: explain(error) })));
  }
  return built;
}

function explain(error) {
  const causes = error.errors ?? [{ text: error.message }];
  return causes.map(({ text, location }) => (location ? `${text} ${location.file}:${location.line}` : text)).join('; ');
}
