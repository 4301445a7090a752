// results/*.json → Markdown: everything (`report`), or what one wants to see first (`short`).
import fs from 'node:fs';
import { figure, table } from './lib/markdown.mjs';
import { against, capabilities, cold, limits, native, profile } from './lib/sections.mjs';

const OURS = process.env.OURS || 'ours';
const KINDS = [['pdf', 'PDF'], ['cms', 'CMS detached'], ['xml', 'XML (NF-e, enveloped)']];
const slug = (text) => text.replace(/[^a-z0-9]+/gi, '-');
const good = (judged) => !judged || (judged.ok && judged.policyOk !== false);

export function report(results) {
  return [head(results), ...missing(results), ...against(results), ...limits(results), ...KINDS.flatMap(([kind, title]) => speed(results, kind, title)), ...batch(results), ...memory(results), ...reading(results),
    ...cold(results), ...capabilities(results), ...profile(results), ...native(results),
    `Seconds per phase: ${JSON.stringify(results.meta.phaseSeconds)}; whole run ${results.meta.totalSeconds} s.`, ''].join('\n');
}

/** Times, batch, memory and size, and nothing else. */
export function short(results) {
  return [...against(results), ...KINDS.flatMap(([kind, title]) => times(results, kind, title)), ...batch(results), ...memory(results), ...reading(results), ...sizes(results)].join('\n');
}

function head({ meta }) {
  const machine = `Chromium ${meta.chromium} (headless), ${meta.cpu}, ${meta.cores} cores, ${meta.memGiB} GiB.`;
  return `# Benchmark of ${meta.date.slice(0, 10)}\n\n${machine} Median of interleaved runs in one page; ✗ = the output failed verification.\n`;
}

const missing = ({ size = {} }) => Object.entries(size).filter(([, one]) => one.error).map(([name, { error }]) => `Not built: ${name}: ${error}\n`);

/** The cases of one kind and who took part in them. */
function measured(results, kind) {
  const rows = Object.entries(results.speed ?? {}).filter(([id]) => id.startsWith(kind));
  const names = [...new Set(rows.flatMap(([, row]) => Object.keys(row)))];
  return { rows, names };
}

function times(results, kind, title) {
  const { rows, names } = measured(results, kind);
  if (!rows.length) return [];
  const ours = names.includes(OURS);
  const header = ['case', ...names, 'best peer', ...(ours ? [`${OURS} is faster by`] : [])];
  const body = rows.map(([id, row]) => [id, ...names.map((name) => time(results, id, name, row[name])), ...comparison(results, id, row, ours)]);
  return [`## ${title}: median ms (times the floor)`, '', table(header, body)];
}

function time(results, id, name, one) {
  if (!one) return '';
  if (one.median == null) return 'error';
  const floor = name === '_floor' ? '' : ` (${figure(one.xFloor)}×)`;
  return `${figure(one.median)}${floor}${good(judged(results, id, name)) ? '' : ' ✗'}`;
}

/** The fastest peer whose output is valid, and how much faster ours is. */
function comparison(results, id, row, ours) {
  const peers = Object.keys(row).filter((name) => !name.startsWith('_') && name !== OURS && row[name].median != null && good(judged(results, id, name)));
  const [best] = peers.sort((a, b) => row[a].median - row[b].median);
  const times = best && row[OURS]?.median ? (row[best].median / row[OURS].median).toFixed(1) + '×' : '–';
  return [best ?? '–', ...(ours ? [times] : [])];
}

const judged = (results, id, name) => results.verify?.speed?.[slug(id)]?.[name];

function speed(results, kind, title) {
  const { rows, names } = measured(results, kind);
  if (!rows.length) return [];
  const errors = rows.flatMap(([id, row]) => names.filter((name) => row[name]?.error).map((name) => `- ${id}, ${name}: ${row[name].error}`));
  const blocked = table(['case', ...names], rows.map(([id, row]) => [id, ...names.map((name) => figure(row[name]?.blockMs))]));
  return [...times(results, kind, title), ...errors, ...(errors.length ? [''] : []), 'Longest stretch without a timer (ms, main thread blocked):', '', blocked];
}

function batch(results) {
  if (!results.batch) return [];
  const header = ['adapter', '1 (ms)', '10 (ms)', 'all (ms)', 'documents', 'per doc, last 10', 'peak renderer MiB', 'peak browser MiB'];
  const rows = Object.entries(results.batch).map(([name, one]) => (one.error ? [name, 'error: ' + one.error]
    : [name, figure(one.ms1), figure(one.ms10), figure(one.msAll), one.N, figure(one.perDocLast10), figure(one.peakRendererMiB), figure(one.peakTotalMiB)]));
  return ['## Batch: 1 MB PDFs one after another', '', table(header, rows)];
}

function memory(results) {
  if (!results.memory) return [];
  const names = [...new Set(Object.values(results.memory).flatMap(Object.keys))];
  const cell = (one) => (one ? `${figure(one.peakRendererMiB)} (${one.xDoc}×)${one.error ? ' error' : ''}` : '');
  const rows = Object.entries(results.memory).map(([id, row]) => [id, ...names.map((name) => cell(row[name]))]);
  return ['## Peak memory above the loaded page: renderer MiB PSS (times the document)', '', table(['case', ...names], rows)];
}

function reading(results) {
  if (!results.reading) return [];
  const cells = (one) => [figure(one.ms), figure(one.minimum), figure(one.blockMs), figure(one.wasmGrownMB), figure(one.wasmMB), figure(one.rendererMiB)];
  const rows = Object.entries(results.reading).flatMap(([kind, row]) => Object.entries(row).map(([name, one]) => (one.error ? [kind, name, one.error] : [kind, name, ...cells(one)])));
  const header = ['cross-reference', 'adapter', 'ms', 'fastest', 'blocked ms', 'wasm grown MB', 'wasm in all MB', 'renderer MiB'];
  return ['## Reading what a signature needs of a 100 MB PDF with 480,000 objects', '', table(header, rows), 'For comparison: lopdf in wasm takes 4,575 ms and 1,359 MB for such a file.', ''];
}

function sizes({ size }) {
  if (!size) return [];
  const built = Object.values(size).filter(({ error }) => !error);
  return ['## Bundle, minified (KiB)', '', table(['adapter', 'raw', 'gzip', 'brotli'], built.map((one) => [one.name, figure(one.rawKiB), figure(one.gzipKiB), figure(one.brotliKiB)]))];
}

if (process.argv[1]?.endsWith('report.mjs')) console.log(report(JSON.parse(fs.readFileSync(process.argv[2] ?? 'results/latest.json', 'utf8'))));
