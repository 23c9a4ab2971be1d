/**
 * Columns of numbers beside the places of keys: rows that grow, in one typed array. Sums that may go beyond 2^53 are kept in
 * two numbers, high × 2^32 + low.
 */

/** Rows of numbers. */
export interface Tally {
  /** The numbers; row `place` begins at place × columns. It is another array after `room`. */
  data: Float64Array;
  readonly columns: number;
}

/** No rows yet. */
export function makeTally(columns: number): Tally {
  return { data: new Float64Array(columns * 256), columns };
}

/** Makes room for a row and gives where it begins. A row never asked for before is all 0. */
export function rowOf(tally: Tally, place: number): number {
  const at = place * tally.columns;
  if (at >= tally.data.length) {
    const grown = new Float64Array(Math.max(tally.data.length * 2, at + tally.columns));
    grown.set(tally.data);
    tally.data = grown;
  }
  return at;
}

/** What low counts up to. */
export const CARRY = 2 ** 32;

/** Adds to a sum whose high part stands at `at` and whose low part right behind it. */
export function addTo(data: Float64Array, at: number, high: number, low: number): void {
  const sum = data[at + 1] + low;
  const over = sum >= CARRY;
  data[at] += over ? high + 1 : high;
  data[at + 1] = over ? sum - CARRY : sum;
}

/** The sum at a place as a whole number. */
export function wholeAt(data: Float64Array, at: number): bigint {
  return BigInt(data[at]) * 4_294_967_296n + BigInt(data[at + 1]);
}

/** The places 0 … size-1 by falling count; those of one count in order of appearance. */
export function byCount(size: number, countOf: (place: number) => number): Uint32Array {
  const counts = Float64Array.from({ length: size }, (_, place) => countOf(place));
  return Uint32Array.from({ length: size }, (_, place) => place).sort(
    (a, b) => counts[b] - counts[a] || a - b,
  );
}
