/**
 * The IDs that a server hands out (8.2 e, 8.2 f): 1 … 65535, for sessions and, in each session, for its users. Fresh ones
 * come first, in ascending order; when these are exhausted, those that were given back, the one longest unused first, so
 * that a late message of an earlier owner rarely meets a new one.
 */

/** The largest ID: 16 bits. */
export const LARGEST_ID = 65_535;

/** Which IDs are in use, and which were. */
export interface IdPool {
  /** The largest ID that was ever handed out. */
  largest: number;
  /** How many are in use. */
  taken: number;
  /** Given back, oldest first, from `first` on. */
  freed: number[];
  first: number;
}

/** A pool from which nothing was taken. */
export function createIdPool(): IdPool {
  return { largest: 0, taken: 0, freed: [], first: 0 };
}

/** Whether `limit` IDs (at most 65535) are in use already. */
export function isExhausted(pool: IdPool, limit: number): boolean {
  return pool.taken >= limit || pool.taken >= LARGEST_ID;
}

/** Takes an ID. The caller has made sure that there is one. */
export function takeId(pool: IdPool): number {
  pool.taken += 1;
  if (pool.largest < LARGEST_ID) {
    pool.largest += 1;
    return pool.largest;
  }
  const id = pool.freed[pool.first];
  pool.first += 1;
  if (pool.first * 2 > pool.freed.length) {
    pool.freed = pool.freed.slice(pool.first);
    pool.first = 0;
  }
  return id;
}

/** Gives an ID back. */
export function freeId(pool: IdPool, id: number): void {
  pool.taken -= 1;
  pool.freed.push(id);
}
