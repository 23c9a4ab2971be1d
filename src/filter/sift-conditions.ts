/**
 * Conditions in JavaScript: constants are folded, so that a test which a stack of layers decides by itself costs nothing.
 */

/** Both of two conditions; constants are folded. */
export function and(a: string, b: string): string {
  if (a === 'false' || b === 'false') return 'false';
  if (a === 'true') return b;
  return b === 'true' ? a : `(${a}&&${b})`;
}

/** One of two conditions at least. */
export function or(a: string, b: string): string {
  if (a === 'true' || b === 'true') return 'true';
  if (a === 'false') return b;
  return b === 'false' ? a : `(${a}||${b})`;
}

/** The opposite. */
export function not(a: string): string {
  if (a === 'true') return 'false';
  return a === 'false' ? 'true' : `!(${a})`;
}

/** At least one of some conditions. */
export function any(conditions: readonly string[]): string {
  if (conditions.length <= 1) return conditions[0] ?? 'false';
  const half = conditions.length >> 1;
  // Not one behind the other: thousands of nested brackets are more than an engine reads.
  return or(any(conditions.slice(0, half)), any(conditions.slice(half)));
}
