// Numbers, and results that are put together from several runs.
export function statistics(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  const p90 = sorted[Math.min(sorted.length - 1, Math.floor(0.9 * (sorted.length - 1) + 0.5))];
  return { median: round(median, 2), min: round(sorted[0], 2), p90: round(p90, 2), n: sorted.length };
}

export const round = (value, digits) => +value.toFixed(digits);
export const mebibytes = (bytes) => round(bytes / 1048576, 1);

const LEAVES = ['median', 'size', 'ok', 'peakRendererMiB', 'firstMs'];

/** What is in `newer` replaces what `older` says of the same case and adapter. */
export function merge(older, newer) {
  const plain = (value) => value && typeof value === 'object';
  if (!plain(older) || !plain(newer) || LEAVES.some((name) => name in newer)) return newer;
  const merged = { ...older };
  for (const name of Object.keys(newer)) merged[name] = name in merged ? merge(merged[name], newer[name]) : newer[name];
  return merged;
}
