/**
 * Which rows of a session or network are shown, and in which order. All of them by user ID costs nothing; what has to look at
 * each row is done once a situation, and not where there are too many.
 */
import type { StateShow, StateSort } from './state.js';
import { isActive, type Matter, type StateRow } from './state-matters.js';

/** Rows up to which each of them is looked at: some milliseconds. */
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
  if (show !== 'changed' && matter.rowCount > MOST_LOOKED_AT) return natural(matter.rowCount, true);
  const orders = kept.get(matter.sight) ?? new Map<string, Order>();
  kept.set(matter.sight, orders);
  const key = `${show} ${sort}`;
  const known = orders.get(key);
  if (known !== undefined) return known;
  const made = listed(sorted(matter, chosen(matter, show, changed), sort));
  orders.set(key, made);
  return made;
}

function natural(count: number, refused: boolean): Order {
  return { count, at: (i) => i, of: (place) => (place < count ? place : -1), refused };
}

function chosen(matter: Matter, show: StateShow, changed: ReadonlySet<number>): number[] {
  if (show === 'changed') {
    const places = Array.from(changed, (subject) => matter.rowOf(subject));
    return [...new Set(places.filter((place) => place >= 0))].sort((a, b) => a - b);
  }
  const places: number[] = [];
  for (let i = 0; i < matter.rowCount; i += 1)
    if (show === 'all' || isActive(matter.rowAt(i)) === (show === 'active')) places.push(i);
  return places;
}

/** The instant at which a row's first timer expires. */
function firstExpiry({ timers }: Pick<StateRow, 'timers'>): number {
  return timers.reduce((least, { expires }) => Math.min(least, expires), Number.POSITIVE_INFINITY);
}

function sorted(matter: Matter, places: readonly number[], sort: StateSort): readonly number[] {
  if (sort === 'name') return places;
  const keyed = places.map((place) => {
    const row = matter.rowAt(place);
    return { place, key: sort === 'timer' ? firstExpiry(row) : -row.stateBy.at };
  });
  keyed.sort((a, b) => (a.key === b.key ? a.place - b.place : a.key < b.key ? -1 : 1));
  return keyed.map(({ place }) => place);
}

function listed(places: readonly number[]): Order {
  const where = new Map(places.map((place, i) => [place, i]));
  return {
    count: places.length,
    at: (i) => places[i],
    of: (place) => where.get(place) ?? -1,
    refused: false,
  };
}
