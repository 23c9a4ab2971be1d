/**
 * What stands in each column of a line: the highest state that the subject was in while the column lasts, how often it changed
 * there, whether a timer that expired brought that about, what was found. Columns are looked up by time: what is not seen costs nothing.
 */
import { type Micros, micros } from '../../base/micros.js';
import type { Changes, Found, Story, TimerRun } from '../story/contract.js';
import type { Stretch } from './timeline.js';
import { columnOf, instantOf } from './timeline-scale.js';

/** A column. */
export interface Block {
  /** Code of the highest state in it; -1: nothing is known yet. */
  readonly state: number;
  /** Changes in it. */
  readonly changes: number;
  /** Whether one of them came of a timer that expired. */
  readonly expired: boolean;
  /** The gravest of what was found in it. */
  readonly found: Found['severity'] | undefined;
}

/** Changes of one column that are looked at: they say what the highest state is; more say nothing new. */
const MOST = 64;

/** The place of the first change of a subject, among its own, that is not before an instant. */
function firstChangeFrom(changes: Changes, own: ArrayLike<number>, at: Micros): number {
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (changes.at(own[middle]).by.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The columns of a subject's line. */
export function blocksOf(
  { changes, findings }: Story,
  subject: number,
  stretch: Stretch,
  columns: number,
  found: readonly FoundAt[],
): readonly Block[] {
  const own = changes.of(subject);
  const severities = new Map<number, Found['severity']>();
  for (let i = firstFoundFrom(found, stretch.from); i < found.length; i += 1) {
    const column = columnOf(stretch, found[i].at);
    if (column >= columns) break;
    const { severity } = findings.at(found[i].index);
    const had = severities.get(column);
    if (had === undefined || WEIGHTS[severity] > WEIGHTS[had]) severities.set(column, severity);
  }
  const blocks: Block[] = [];
  let next = firstChangeFrom(changes, own, stretch.from);
  let state = next === 0 ? -1 : changes.at(own[next - 1]).to;
  for (let column = 0; column < columns; column += 1) {
    const end = firstChangeFrom(changes, own, instantOf(stretch, column + 1));
    // A state that ends as the column begins is not of this column.
    const isFirst = next < end && changes.at(own[next]).by.at === instantOf(stretch, column);
    let highest = isFirst ? -1 : state;
    let expired = false;
    for (let i = next; i < Math.min(end, next + MOST); i += 1) {
      const change = changes.at(own[i]);
      highest = Math.max(highest, change.to);
      expired ||= change.expired;
    }
    blocks.push({ state: highest, changes: end - next, expired, found: severities.get(column) });
    if (end > next) state = changes.at(own[end - 1]).to;
    next = end;
  }
  return blocks;
}

const WEIGHTS = { error: 3, warning: 2, note: 1, chat: 0 };

/** A finding of a subject. */
export interface FoundAt {
  readonly at: Micros;
  readonly index: number;
}

interface Kept {
  readonly bySubject: Map<number, FoundAt[]>;
  readonly complete: boolean;
  seen: number;
}

const kept = new WeakMap<Story, Kept>();
const NONE: readonly FoundAt[] = [];

/** What was found of a subject, of a session with its members, in order of time; only what is new is looked at. */
export function foundOf(story: Story, subject: number): readonly FoundAt[] {
  const { findings, subjects, complete } = story;
  const had = kept.get(story);
  const known: Kept =
    had !== undefined && had.complete === complete && had.seen <= findings.count
      ? had
      : { bySubject: new Map(), complete, seen: 0 };
  kept.set(story, known);
  for (; known.seen < findings.count; known.seen += 1) {
    const { subject: of, at } = findings.at(known.seen);
    const entry = { at, index: known.seen };
    for (const one of [of, subjects.parentOf(of)]) if (one >= 0) enter(known.bySubject, one, entry);
  }
  return known.bySubject.get(subject) ?? NONE;
}

function enter(bySubject: Map<number, FoundAt[]>, subject: number, entry: FoundAt): void {
  const list = bySubject.get(subject);
  if (list === undefined) bySubject.set(subject, [entry]);
  else if (list[list.length - 1].at <= entry.at) list.push(entry);
  else list.splice(firstFoundFrom(list, micros(entry.at + 1)), 0, entry);
}

/** The place of the first finding that is not before an instant. */
function firstFoundFrom(found: readonly FoundAt[], at: Micros): number {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (found[middle].at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What stands in a column of the line of timers. */
export type BarPart = 'none' | 'runs' | 'starts' | 'stops' | 'restarts' | 'expires';

/** A line of timers: a part a column, and names where there is room for them. */
export interface Bars {
  readonly parts: readonly BarPart[];
  readonly labels: readonly { readonly column: number; readonly text: string }[];
}

const RANK: Readonly<Record<BarPart, number>> = {
  none: 0,
  runs: 1,
  stops: 2,
  starts: 3,
  restarts: 4,
  expires: 5,
};

/** The line of timers of these runs. */
export function barsOf(runs: readonly TimerRun[], stretch: Stretch, columns: number): Bars {
  const parts = new Array<BarPart>(columns).fill('none');
  const labels: { column: number; text: string }[] = [];
  const put = (column: number, part: BarPart): void => {
    if (column >= 0 && column < columns && RANK[part] > RANK[parts[column]]) parts[column] = part;
  };
  let free = 0;
  for (const { name, from, to, end } of runs) {
    const first = columnOf(stretch, from);
    const last = columnOf(stretch, to);
    for (let column = Math.max(0, first); column <= Math.min(columns - 1, last); column += 1)
      put(column, 'runs');
    put(first, 'starts');
    if (end === 'expired') put(last, 'expires');
    else if (end === 'stopped') put(last, 'stops');
    else if (end === 'restarted') put(last, 'restarts');
    const begin = Math.max(free, Math.max(0, first + 1));
    if (Math.min(columns, last) - begin > name.length + 1) {
      labels.push({ column: begin + 1, text: name });
      // A name every now and then is enough.
      free = begin + name.length + 24;
    }
  }
  return { parts, labels };
}
