// The sections that only the full report has.
import { figure, table } from './markdown.mjs';

const HASHES = ['digestSha256Ms', 'digestSha1Ms', 'copyMs', 'newBlobMs', 'hashWasmSha256Ms', 'nobleSha256Ms', 'forgeSha256Ms'];

export function limits({ limits: found }) {
  if (!found) return [];
  const starting = (prefix) => Object.entries(found).filter(([name]) => name.startsWith(prefix)).map(([name, one]) => [name.slice(prefix.length), one]);
  const hashed = ['1MB', '10MB', '100MB'].filter((size) => found[size]);
  return ['## Limits of the page', '',
    table(['size', 'SHA-256 subtle', 'SHA-1 subtle', 'copy', 'new Blob', 'SHA-256 hash-wasm', '@noble', 'forge'], hashed.map((size) => [size, ...HASHES.map((name) => figure(found[size][name]))])),
    `RSA-2048 subtle.sign ${figure(found.rsa2048SignMs)} ms, importKey(pkcs8) ${figure(found.importPkcs8Ms)} ms.`, '',
    table(['File read', 'bytes', 'arrayBuffer()', '4 MiB slices', 'stream()', 'last 64 KiB'],
      starting('read ').map(([name, one]) => [name, one.bytes, figure(one.arrayBufferMs), figure(one.sliceReadMs), figure(one.streamMs), figure(one.tail64kMs)])),
    table(['XML', 'bytes', 'text()', 'text+DOMParser', '+XMLSerializer'],
      starting('xml ').map(([name, one]) => [name, one.bytes, figure(one.textMs), figure(one.domParseMs), figure(one.domParseSerializeMs)]))];
}

export function against({ meta, against: compared }) {
  if (!compared) return [];
  const ratio = ({ median, low, high }) => `${median.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
  const rows = Object.entries(compared).map(([id, one]) => (one.error ? [id, one.error] : [id, one.rounds, figure(one.oldMs), figure(one.newMs), ratio(one.ratio), ratio(one.spread), one.slower ? '✗ slower' : 'ok']));
  return [`## This build against ${meta.old}`, '',
    'In one page, in turn. Ratios of medians, in brackets where 90 % of resampled rounds fall; slower = more than 5 % beyond the spread of the old build against itself.', '',
    table(['case', 'rounds', 'old ms', 'new ms', 'new : old', 'old : old', ''], rows)];
}

export function cold({ size, cold: started = {} }) {
  if (!size) return [];
  const header = ['adapter', 'raw', 'gzip', 'brotli', 'import', 'prepare', 'ready', 'first sign', 'second sign', 'total', 'ready on 10 Mbit/s'];
  const rows = Object.values(size).map((one) => {
    const times = started[one.name] ?? {};
    const slowNetwork = times.readyMs == null ? null : times.readyMs + (one.brotliKiB * 1024 * 8) / 1e4;
    return [one.name, one.rawKiB, one.gzipKiB, one.brotliKiB, times.importMs, times.prepareMs, times.readyMs, times.firstSignMs, times.secondSignMs, times.totalMs, slowNetwork]
      .map((value, i) => (i ? figure(value) : value));
  });
  return ['## Bundle, minified (KiB), and cold start (ms)', '', table(header, rows)];
}

export function capabilities({ caps, verify }) {
  return caps && verify?.caps ? ['pdf', 'xml'].flatMap((kind) => capabilitiesOf(kind, caps.run, verify.caps)) : [];
}

const LEGEND = 'ok = signed and valid for every judge; rw = valid but the file was rewritten; ✗ = bad output; throws = refused.';
const PDF_LEGEND = ' certified-p1 allows no change: refusing is right. leading-junk and bad-startxref cannot be read by pyHanko as they come: there pdfsig and qpdf judge.';

function capabilitiesOf(kind, run, judged) {
  const mine = (id) => id.startsWith('xml-') === (kind === 'xml');
  const names = Object.keys(run).filter((name) => Object.keys(run[name]).some(mine));
  if (!names.length) return [];
  const ids = [...new Set(names.flatMap((name) => Object.keys(run[name])))].filter(mine).sort();
  const rows = ids.map((id) => [id, ...names.map((name) => outcome(run[name][id], judged[id]?.[name], id))]);
  const why = ids.flatMap((id) => names.filter((name) => outcome(run[name][id], judged[id]?.[name], id) === '✗').map((name) => `- ${id}, ${name}: ${reason(judged[id][name])}`));
  return [`## What it can take: ${kind.toUpperCase()}`, '', LEGEND + (kind === 'pdf' ? PDF_LEGEND : ''), '', table(['input', ...names], rows), ...why, ''];
}

function outcome(ran, judged, id) {
  if (!ran) return '';
  if (ran.error) return 'throws';
  if (!judged) return '?';
  if (!judged.ok || judged.policyOk === false) return '✗';
  return judged.incremental === false && !id.startsWith('twice') ? 'rw' : 'ok';
}

const reason = (judged) => (judged.why ?? [judged.xmlsec1?.msg || judged.error]).join('; ').slice(0, 220);

export function profile({ verify }) {
  const signed = Object.entries(verify?.speed?.['pdf-classic-100k'] ?? {}).filter(([, one]) => one.pyhanko?.length);
  if (!signed.length) return [];
  const kept = (one) => (one.prefixExact ? 'yes' : one.incremental ? 'yes, less trailing newline' : 'no');
  const rows = signed.map(([name, one]) => [name, one.pyhanko[0].subfilter, (one.pyhanko[0].attrs ?? []).join(', '), kept(one), one.growth]);
  return ['## Profile of the PDF signature', '', table(['adapter', 'SubFilter', 'signed attributes', 'original bytes kept', 'bytes added'], rows)];
}

export function native({ native: timed }) {
  if (!timed || timed.error) return [];
  const tools = Object.keys(timed).filter((tool) => typeof timed[tool] === 'object');
  const ids = [...new Set(tools.flatMap((tool) => Object.keys(timed[tool])))];
  const rows = ids.map((id) => [id, ...tools.map((tool) => (timed[tool][id] ? figure(timed[tool][id].median) : ''))]);
  return ['## Native tools, ms per document', '', table(['case', ...tools], rows)];
}
