// Tables and the figures in them.
export const table = (head, rows) => ['| ' + head.join(' | ') + ' |', '|' + head.map((_, i) => (i ? '---:' : '---')).join('|') + '|', ...rows.map((row) => '| ' + row.join(' | ') + ' |'), ''].join('\n');

export function figure(value) {
  if (value == null) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 0 : 1);
}
