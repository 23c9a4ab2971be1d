/**
 * Spans of time as one reads them at a glance: three digits and a unit.
 */

/** A span in microseconds: "350 ms", "12.3 s", "95 s", "25 min". */
export function spanText(span: number): string {
  if (!Number.isFinite(span)) return 'for ever';
  const size = Math.abs(span);
  const sign = span < 0 ? '-' : '';
  if (size === 0) return '0 s';
  if (size < 1000) return `${sign}${Math.round(size)} us`;
  if (size < 999_500) return `${sign}${Math.round(size / 1000)} ms`;
  if (size < 99_950_000) return `${sign}${withoutZero((size / 1e6).toFixed(1))} s`;
  if (size < 999_500_000) return `${sign}${Math.round(size / 1e6)} s`;
  if (size < 100 * 3600e6) return `${sign}${Math.round(size / 60e6)} min`;
  return `${sign}${Math.round(size / 3600e6)} h`;
}

function withoutZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
