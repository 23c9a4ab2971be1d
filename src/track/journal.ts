/**
 * The journal of a capture: every change of a state, in columns (36 octets each), with the places of each subject's changes. What
 * goes beyond its bound is counted no more: the journal then says that it is cut.
 */
import { type Micros, micros } from '../base/micros.js';
import type { ReasonTable } from './frozen-members.js';

/** What changed, when, by which packet (0: none), and why. */
export interface JournalEntry {
  readonly subject: number;
  readonly from: number;
  readonly to: number;
  readonly at: Micros;
  readonly frame: number;
  readonly why: string;
  /** Whether it came of a timer that expired. */
  readonly expired: boolean;
  /** The packet under which it shows: its own, or the message behind the timer; 0 where none has come. */
  readonly shown: number;
}

/** The changes of a capture so far. */
export interface Journal {
  readonly count: () => number;
  readonly cut: () => boolean;
  readonly at: (i: number) => JournalEntry;
  /** Places of a subject's changes, ascending. */
  readonly of: (subject: number) => Int32Array;
  readonly add: (entry: Omit<JournalEntry, 'shown'>) => void;
  /** A message: what timers did before it shows under it. True where that, or something by itself, changed since the last one. */
  readonly settle: (frame: number) => boolean;
}

/** Most changes that are kept. */
const MOST = 1_000_000;
const SMALLEST = 1024;

/** In a row's states: the state after the change, the one before, and whether a timer expired. */
const STATE = 7;
const FROM = 4;
const EXPIRED = 0x80;

interface Columns {
  readonly subjects: Int32Array;
  readonly states: Uint8Array;
  readonly instants: Float64Array;
  readonly frames: Uint32Array;
  readonly reasons: Uint32Array;
  readonly shown: Uint32Array;
  /** The subject's change before this one; -1: none. */
  readonly before: Int32Array;
}

function makeColumns(size: number): Columns {
  return {
    subjects: new Int32Array(size),
    states: new Uint8Array(size),
    instants: new Float64Array(size),
    frames: new Uint32Array(size),
    reasons: new Uint32Array(size),
    shown: new Uint32Array(size),
    before: new Int32Array(size),
  };
}

function enlarge(columns: Columns): Columns {
  const larger = makeColumns(columns.subjects.length * 2);
  for (const name of Object.keys(columns) as (keyof Columns)[]) larger[name].set(columns[name]);
  return larger;
}

/** An empty journal. */
export function createJournal(reasons: ReasonTable, most = MOST): Journal {
  let columns = makeColumns(SMALLEST);
  let count = 0;
  let cut = false;
  /** The first change that no message has shown yet. */
  let open = 0;
  /** Whether something changed since the last message, kept or not. */
  let stirred = false;
  /** By subject: its last change, and how many it has. */
  let lasts = new Int32Array(SMALLEST);
  let counts = new Uint32Array(SMALLEST);
  const known = new Map<number, Int32Array>();
  return {
    count: () => count,
    cut: () => cut,
    at: (i) => {
      const { subjects, states, instants, frames, shown } = columns;
      return {
        subject: subjects[i],
        from: (states[i] >> FROM) & STATE,
        to: states[i] & STATE,
        at: micros(instants[i]),
        frame: frames[i],
        why: reasons.textOf(columns.reasons[i]),
        expired: (states[i] & EXPIRED) !== 0,
        shown: shown[i],
      };
    },
    of: (subject) => {
      const own = subject < 0 ? 0 : (counts[subject] ?? 0);
      if (own === 0) return NO_PLACES;
      const before = known.get(subject);
      if (before?.length === own) return before;
      const places = placesOf(columns, lasts[subject], own);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(subject, places);
      return places;
    },
    add: ({ subject, from, to, at, frame, why, expired }) => {
      stirred = true;
      if (count >= most) {
        cut = true;
        return;
      }
      if (count === columns.subjects.length) columns = enlarge(columns);
      if (subject >= counts.length) {
        lasts = longer(lasts, subject);
        counts = longer(counts, subject);
      }
      columns.subjects[count] = subject;
      columns.states[count] = (expired ? EXPIRED : 0) | (from << FROM) | to;
      columns.instants[count] = at;
      columns.frames[count] = frame;
      columns.reasons[count] = reasons.numberOf(why);
      columns.before[count] = counts[subject] === 0 ? -1 : lasts[subject];
      lasts[subject] = count;
      counts[subject] += 1;
      count += 1;
    },
    settle: (frame) => {
      const changed = stirred;
      for (; open < count; open += 1) columns.shown[open] = columns.frames[open] || frame;
      stirred = false;
      return changed;
    },
  };
}

function longer<T extends Int32Array | Uint32Array>(list: T, place: number): T {
  const made = list instanceof Int32Array ? new Int32Array(2 * place) : new Uint32Array(2 * place);
  made.set(list);
  return made as T;
}

const NO_PLACES = new Int32Array(0);
/** Subjects whose places are at hand. */
const MOST_KNOWN = 256;

function placesOf({ before }: Columns, last: number, count: number): Int32Array {
  const places = new Int32Array(count);
  let at = last;
  for (let i = count - 1; i >= 0; i -= 1) {
    places[i] = at;
    at = before[at];
  }
  return places;
}
