/**
 * Which rows of a session or network are shown, and in which order. All of them by user ID costs nothing; what has to look at
 * each row is done once a situation: by their numbers, where those are at hand without making the row, else not where there are too many.
 */
import type { StateShow, StateSort } from './state.js';
import { isActive, type Matter, type StateRow } from './state-matters.js';

/** Rows up to which each of them is made: some milliseconds. */
const MOST_LOOKED_AT = 5_000;

/** Rows in their order. */
export interface Order {
  readonly count: number;
  /** The place among all rows of what stands at row `i`. */
  readonly at: (i: number) => number;
  /** Where the row at a place stands; -1 where it is not shown. */
  readonly of: (place: number) => number;
  /** True where there are too many rows to choose or sort by what is in them: then all are there, by user ID. */
  readonly refused: boolean;
}

const kept = new WeakMap<object, Map<string, Order>>();

/** The rows of a matter that are shown; `changed` are subjects at which something changed. */
export function orderOf(
  matter: Matter,
  show: StateShow,
  sort: StateSort,
  changed: ReadonlySet<number>,
): Order {
  if (show === 'all' && sort === 'name') return natural(matter.rowCount, false);
  // Those at which something changed are few, and are found without looking at the others.
  if (show !== 'changed' && matter.rowCount > MOST_LOOKED_AT && matter.numberAt === undefined)
    return natural(matter.rowCount, true);
  const orders = kept.get(matter.sight) ?? new Map<string, Order>();
  kept.set(matter.sight, orders);
  const key = `${show} ${sort}`;
  const known = orders.get(key);
  if (known !== undefined) return known;
  const made = listed(sorted(matter, chosen(matter, show, changed), sort), matter.rowCount);
  orders.set(key, made);
  return made;
}

function natural(count: number, refused: boolean): Order {
  return { count, at: (i) => i, of: (place) => (place < count ? place : -1), refused };
}

function chosen(matter: Matter, show: StateShow, changed: ReadonlySet<number>): ArrayLike<number> {
  const { rowCount, numberAt } = matter;
  if (show === 'changed') {
    const found = Array.from(changed, (subject) => matter.rowOf(subject));
    return [...new Set(found.filter((place) => place >= 0))].sort((a, b) => a - b);
  }
  const places = new Uint32Array(rowCount);
  let count = 0;
  for (let i = 0; i < rowCount; i += 1) {
    if (show === 'all' || isActiveAt(i) === (show === 'active')) {
      places[count] = i;
      count += 1;
    }
  }
  return places.subarray(0, count);

  function isActiveAt(i: number): boolean {
    return isActive(
      numberAt === undefined ? matter.rowAt(i) : { kind: 'member', state: numberAt('group', i) },
    );
  }
}

/** The instant at which a row's first timer expires. */
function firstExpiry({ timers }: Pick<StateRow, 'timers'>): number {
  return timers.reduce((least, { expires }) => Math.min(least, expires), Number.POSITIVE_INFINITY);
}

/** By what is least first; what is equal as it stands. */
function sorted(matter: Matter, places: ArrayLike<number>, sort: StateSort): ArrayLike<number> {
  if (sort === 'name') return places;
  const { numberAt } = matter;
  const keys = Float64Array.from(places, (place) => {
    if (sort === 'timer') return numberAt?.('expires', place) ?? firstExpiry(matter.rowAt(place));
    return -(numberAt?.('since', place) ?? matter.rowAt(place).stateBy.at);
  });
  return inOrder(keys).map((i) => places[i]);
}

/** Places of keys in their order: one number holds a key and its place as long as it may. */
function inOrder(keys: Float64Array): Uint32Array {
  const { length } = keys;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const key of keys) {
    if (!Number.isFinite(key)) continue;
    if (key < least) least = key;
    if (key > most) most = key;
  }
  // Those without end come behind all others.
  const span = Number.isFinite(least) ? most - least + 2 : 1;
  const rankOf = (key: number): number => (Number.isFinite(key) ? key - least : span - 1);
  if (span * length > Number.MAX_SAFE_INTEGER || !Number.isInteger(span))
    return Uint32Array.from(keys.keys()).sort((a, b) => rankOf(keys[a]) - rankOf(keys[b]) || a - b);
  const packed = keys.map((key, i) => rankOf(key) * length + i).sort();
  return Uint32Array.from(packed, (one) => one % length);
}

function listed(places: ArrayLike<number>, rowCount: number): Order {
  const where = new Int32Array(rowCount).fill(-1);
  for (let i = 0; i < places.length; i += 1) where[places[i]] = i;
  return {
    count: places.length,
    at: (i) => places[i],
    of: (place) => where[place] ?? -1,
    refused: false,
  };
}
