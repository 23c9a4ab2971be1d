/**
 * What was looked at again lately: situations and happenings, answered at once where they are near, else worked out in the
 * background. One asks again when the story has changed.
 *
 *   situation(n), happenings(n) ──┬─ kept ──────────────────► answer
 *                                 ├─ few messages away ─────► replay at once ──► answer
 *                                 └─ many ──────────────────► wanted ──► replay in slices ──► changed
 */

import type { NumberList } from '../store/contract.js';
import type { Slices } from '../store/slices.js';
import type { Happening } from './contract.js';
import { createMemory } from './memory.js';
import type { Belief } from './onlooker.js';
import type { Place } from './place.js';
import { createReplay, type Replay, type ReplayParts } from './replay.js';

/** What is kept of what was looked at again. */
export interface Recollection {
  /** What was believed after the message at a place (among the packets with messages; -1: before all). */
  readonly belief: (rank: number) => Belief | undefined;
  /** What happened at it. */
  readonly happenings: (rank: number) => readonly Happening[] | undefined;
  /** How far what is wanted has come: 0 … 1. */
  readonly progress: () => number | undefined;
}

/** Packets that are walked while somebody waits, at once and between two slices; and in one turn. */
const AT_ONCE = 4200;
const BETWEEN_SLICES = 8000;
const TURN = 500;
/** Books kept, by their octets and at least a few; packets whose happenings are kept. */
const BOOKS_KEPT = 24 * 1024 * 1024;
const MOST_BOOKS = 64;
const FEW = 3;
const PACKETS_KEPT = 32_768;
/** Places that are wanted at one time: as many as a screen may show. */
const MOST_WANTED = 256;

/** Nothing kept yet; `changed`: something is there now that was wanted. */
export function createRecollection(parts: ReplayParts, slices: Slices, changed: () => void): Recollection {
  const told = createMemory<readonly Happening[]>(PACKETS_KEPT);
  const shelf = createShelf(parts.messages);
  const replay = createReplay({ ...parts, before: later(parts.before, shelf.before) }, told.set, {
    halt: shelf.put,
  });
  /** Places that somebody has asked for, and whether the books are wanted. */
  const wanted = new Map<number, boolean>();
  const finish = (rank: number): void => {
    if (wanted.get(rank) === true) shelf.put(rank, replay.belief());
    wanted.delete(rank);
  };
  const isTold = (rank: number): boolean => told.get(parts.messages.at(rank)) !== undefined;
  const work = createWork({ replay, wanted, finish, isTold, slices, changed });
  /** Looks at once where it is near; else later. True where it is there. */
  const want = (rank: number, whole: boolean): boolean => {
    wanted.set(rank, whole || wanted.get(rank) === true);
    if (work.now(rank)) {
      finish(rank);
      return true;
    }
    if (wanted.size > MOST_WANTED) dropOldest(wanted);
    work.later();
    return false;
  };
  return {
    belief: (rank) => shelf.get(rank) ?? (want(rank, true) ? shelf.get(rank) : undefined),
    happenings: (rank) => {
      const frame = parts.messages.at(rank);
      return told.get(frame) ?? (want(rank, false) ? told.get(frame) : undefined);
    },
    progress: work.progress,
  };
}

function dropOldest(map: Map<number, unknown>): void {
  const [oldest] = map.keys();
  map.delete(oldest);
}

type Before = ReplayParts['before'];

/** The one of two places that is nearer. */
function later(one: Before, other: Before): Before {
  return (frame) => {
    const [a, b] = [one(frame), other(frame)];
    return a === undefined || (b !== undefined && b.rank > a.rank) ? b : a;
  };
}

/** Beliefs by place, as many as fit. */
function createShelf(messages: NumberList) {
  const kept = new Map<number, Place>();
  return {
    get: (rank: number): Belief | undefined => kept.get(rank)?.belief,
    before: (frame: number): Place | undefined => {
      let last: Place | undefined;
      for (const place of kept.values()) {
        if (place.frame <= frame && (last === undefined || place.rank > last.rank)) last = place;
      }
      return last;
    },
    put: (rank: number, belief: Belief): void => {
      kept.set(rank, { rank, frame: messages.at(rank), belief });
      let size = 0;
      for (const one of kept.values()) size += one.belief.size;
      for (const [oldest, { belief: own }] of kept) {
        if ((size <= BOOKS_KEPT && kept.size <= MOST_BOOKS) || kept.size <= FEW) return;
        kept.delete(oldest);
        size -= own.size;
      }
    },
  };
}

interface WorkParts {
  readonly replay: Replay;
  readonly wanted: ReadonlyMap<number, boolean>;
  readonly finish: (rank: number) => void;
  /** Whether it is known what happened at a place. */
  readonly isTold: (rank: number) => boolean;
  readonly slices: Slices;
  readonly changed: () => void;
}

/** Goes to what is wanted, at once or in slices. */
function createWork({ replay, wanted, finish, isTold, slices, changed }: WorkParts) {
  let spent = 0;
  let total = 0;
  let left = 0;
  let runs = false;
  const step = (): boolean => {
    spent = 0;
    const next = nearest(wanted, replay.rank());
    runs = next !== undefined;
    if (next === undefined) return false;
    const pass = !isTold(next);
    left = replay.distance(next, pass);
    total = Math.max(total, left);
    const isHeavy = replay.isHeavy(next, pass);
    // Large books: to make them, to go on and to copy them are turns of their own.
    const isDone = replay.goTo(next, isHeavy && replay.isApart(next, pass) ? 0 : TURN, pass);
    if (isDone && !(isHeavy && left > 0)) {
      finish(next);
      total = 0;
      changed();
    }
    return true;
  };
  const later = (): void => {
    if (runs) return;
    runs = true;
    slices.runFirst(step);
  };
  return {
    later,
    now: (rank: number): boolean => {
      const pass = !isTold(rank);
      const distance = replay.distance(rank, pass);
      if (distance > AT_ONCE || spent + distance > BETWEEN_SLICES) return false;
      if (replay.isHeavy(rank, pass)) return false;
      later();
      const before = replay.walked();
      const isThere = replay.goTo(rank, AT_ONCE, pass);
      spent += replay.walked() - before + 1;
      return isThere;
    },
    progress: (): number | undefined => (wanted.size === 0 || total === 0 ? undefined : 1 - left / total),
  };
}

/** The next place on the way forward; where there is none, the first of all. */
function nearest(wanted: ReadonlyMap<number, boolean>, from: number): number | undefined {
  let ahead: number | undefined;
  let first: number | undefined;
  for (const rank of wanted.keys()) {
    if (first === undefined || rank < first) first = rank;
    if (rank >= from && (ahead === undefined || rank < ahead)) ahead = rank;
  }
  return ahead ?? first;
}
