/**
 * Where the lanes stand: servers first, then who talks to them in order of appearance, groups at the right; then where one
 * has moved them. Whatever the number of actors, only those whose lanes are drawn are sorted.
 */
import type { Actor } from '../story/contract.js';
import type { Numbered } from '../story/numbered.js';
import type { LadderState } from './ladder.js';

/** Least and greatest distance of two lanes by itself; columns that are wide. */
const LEAST_GAP = 12;
const MOST_GAP = 40;
const WIDE = 84;
/** Columns before the first lane and behind the last one where there is room. */
const EDGE = 9;
/** Distances that can be chosen. */
export const GAPS = { least: 6, most: 100, step: 4 } as const;

/** The lanes, from the left. */
export interface LaneSet {
  /** Actors by lane. */
  readonly actors: readonly number[];
  /** Lane by actor. */
  readonly laneOf: ReadonlyMap<number, number>;
  readonly gap: number;
  /** Column of the first lane. */
  readonly margin: number;
  /** Columns that all lanes take. */
  readonly span: number;
}

const RANKS: Readonly<Record<Actor['kind'], number>> = { server: 0, client: 1, router: 1, host: 1, group: 2 };

/** What a lane is sorted by. */
export function placeOf(actor: Actor | undefined, places: LadderState['places']): number {
  if (actor === undefined) return 0;
  const { number, order, kind } = actor;
  return places.get(number) ?? RANKS[kind] * 1e9 + (order ?? number);
}

interface Sorted {
  readonly from: readonly number[] | Numbered<Actor>;
  readonly length: number;
  readonly places: LadderState['places'];
  readonly hidden: LadderState['hidden'];
  readonly actors: readonly number[];
  readonly laneOf: ReadonlyMap<number, number>;
}

let last: Sorted | undefined;

/** Lanes in their order; what was sorted last is kept, for it is asked for with every line that is drawn. */
function sorted(all: Numbered<Actor>, near: readonly number[] | undefined, state: LadderState): Sorted {
  const { places, hidden } = state;
  const from = near ?? all;
  const length = near?.length ?? all.count;
  if (last?.from === from && last.length === length && last.places === places && last.hidden === hidden)
    return last;
  const numbers = (near ?? Array.from({ length }, (_, number) => number)).filter(
    (number) => number < all.count && !hidden.has(number),
  );
  const keys = new Map(numbers.map((number) => [number, placeOf(all.at(number), places)]));
  numbers.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
  last = {
    from,
    length,
    places,
    hidden,
    actors: numbers,
    laneOf: new Map(numbers.map((number, lane) => [number, lane])),
  };
  return last;
}

/** How many lanes can stand side by side on so many columns; whoever sets them further apart than need be scrolls. */
export function laneRoom(width: number, gap: number): number {
  return Math.max(1, Math.floor((width - 8) / (gap === 0 ? LEAST_GAP : Math.min(gap, LEAST_GAP))) + 1);
}

/** Whether only the lanes of those in sight are drawn. */
export function isNear({ lanes, hidden, gap }: LadderState, all: Numbered<Actor>, width: number): boolean {
  return lanes === 'near' || (lanes === 'auto' && all.count - hidden.size > laneRoom(width, gap));
}

/** The lanes on so many columns. */
export function placeLanes(state: LadderState, all: Numbered<Actor>, width: number): LaneSet {
  const { actors, laneOf } = sorted(all, isNear(state, all, width) ? state.near : undefined, state);
  const nameOf = (lane: number | undefined): number =>
    lane === undefined ? 0 : Array.from(all.at(lane)?.name ?? '').length;
  const gaps = Math.max(1, actors.length - 1);
  // The address has room under the name at the edges too, where the lanes do not need it.
  const loose = EDGE * 2 + gaps * LEAST_GAP + 1 <= width && width >= WIDE;
  const edge = (lane: number | undefined): number =>
    loose ? EDGE : Math.min(EDGE - 1, Math.max(3, Math.ceil(nameOf(lane) / 2)));
  const margin = edge(actors[0]);
  const tail = edge(actors.at(-1)) + 1;
  const free = Math.floor((width - margin - tail) / gaps);
  const gap = state.gap > 0 ? state.gap : Math.max(LEAST_GAP, Math.min(MOST_GAP, free));
  return { actors, laneOf, gap, margin, span: margin + (actors.length - 1) * gap + tail };
}

/** The column of a lane. */
export function columnOf({ margin, gap }: LaneSet, lane: number): number {
  return margin + lane * gap;
}
