// Numbers, and results that are put together from several runs.
export function statistics(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const median = middle(sorted);
  const p90 = sorted[Math.min(sorted.length - 1, Math.floor(0.9 * (sorted.length - 1) + 0.5))];
  return { median: round(median, 2), min: round(sorted[0], 2), p90: round(p90, 2), n: sorted.length };
}

export const round = (value, digits) => +value.toFixed(digits);
export const mebibytes = (bytes) => round(bytes / 1048576, 1);

const LEAVES = ['median', 'size', 'ok', 'peakRendererMiB', 'firstMs'];

/** `newer` replaces the figures of `older` for the same case and adapter. */
export function merge(older, newer) {
  const plain = (value) => value && typeof value === 'object';
  if (!plain(older) || !plain(newer) || LEAVES.some((name) => name in newer)) return newer;
  const merged = { ...older };
  for (const name of Object.keys(newer)) merged[name] = name in merged ? merge(merged[name], newer[name]) : newer[name];
  return merged;
}

const RESAMPLED = 1000;

/** The ratio of two medians, taken of the same rounds, and between which ratios 90 % of resampled rounds fall. Below there may be several a round. */
export function ratio(above, ...below) {
  const rounds = above.map((ms, at) => [ms, below.map((one) => one[at])]);
  const of = (chosen) => middle(chosen.map(([one]) => one)) / middle(chosen.flatMap(([, others]) => others));
  const resampled = Array.from({ length: RESAMPLED }, () => of(rounds.map(() => rounds[Math.floor(Math.random() * rounds.length)]))).sort((a, b) => a - b);
  const at = (share) => round(resampled[Math.floor(share * (RESAMPLED - 1))], 3);
  return { median: round(of(rounds), 3), low: at(0.05), high: at(0.95) };
}

function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
