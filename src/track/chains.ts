/**
 * Rows in chains: each knows the one before it and the one after it; -1 stands for none. In a chain rows keep their order whatever becomes
 * of others, which a row's number does not tell: rows are given again.
 */

/** Two columns of rows. */
export interface Chained {
  before: Int32Array;
  next: Int32Array;
}

/** Puts a row behind the last one of its chain. */
export function chain({ before, next }: Chained, row: number, last: number): void {
  before[row] = last;
  next[row] = -1;
  if (last >= 0) next[last] = row;
}

/** Takes a row out of its chain. It knows its neighbours still. */
export function unchain({ before, next }: Chained, row: number): void {
  if (before[row] >= 0) next[before[row]] = next[row];
  if (next[row] >= 0) before[next[row]] = before[row];
}

/** The rows of a chain, from one on. */
export function rowsOf(first: number, { next }: Chained): readonly number[] {
  const rows: number[] = [];
  for (let row = first; row >= 0; row = next[row]) rows.push(row);
  return rows;
}
