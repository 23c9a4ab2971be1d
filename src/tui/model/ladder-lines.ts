/**
 * The lines of a row of the ladder: what happened by time before the message (at hidden packets too), its arrows, what happened
 * because of it. Where a hundred timers start at once they take one line.
 */
import type { Micros } from '../../base/micros.js';
import type { PacketStore } from '../store/contract.js';
import type { Arrow, Happening, Story } from '../story/contract.js';
import { type ByTime, byTimeBetween, leftText, NOTHING_BY_TIME } from './by-time.js';
import type { LadderState } from './ladder.js';
import type { Entry, Listing } from './ladder-entries.js';

/** A line. */
export type LadderLine =
  | { readonly kind: 'arrow'; readonly arrow: Arrow }
  /** A folded run: its types, between which actors, and which of them are sent to (as far as it was looked at). */
  | {
      readonly kind: 'run';
      readonly types: readonly string[];
      readonly actors: readonly number[];
      readonly receivers: ReadonlySet<number>;
    }
  /** Something that happened, and how many more of the same kind; `byTime`: before the packet, at its own instant. */
  | {
      readonly kind: 'mark';
      readonly happening: Happening;
      readonly more: number;
      readonly byTime: boolean;
    }
  /** What is not told one by one. */
  | { readonly kind: 'more'; readonly text: string }
  /** Behind the last message: what follows came of time alone. */
  | { readonly kind: 'end' }
  /** The messages are being looked up. */
  | { readonly kind: 'waiting' };

/** The lines of a row, and the one that is selected with it. */
export interface EntryLines {
  readonly lines: readonly LadderLine[];
  readonly anchor: number;
}

/** Most lines of messages in a packet, and of what happened before it or at it. */
const MOST_ARROWS = 20;
const MOST_MARKS = 12;
/** So many of one kind are told one by one. */
const FEW = 3;
/** Messages of a run that are looked at. */
const SAMPLE = 8;

/** Kinds that are changes of state; the others are timers, rounds, notes. */
const STATE_KINDS: ReadonlySet<Happening['kind']> = new Set(['group', 'phase', 'key', 'action']);

/** The instant of a packet; NaN where it has none. */
export function instantOf({ time }: PacketStore, number: number): Micros {
  const { sec, nsec } = time(number);
  return (sec * 1_000_000 + Math.floor(nsec / 1000)) as Micros;
}

/** What time did behind the last message, where a row is the last one; undefined while it is worked out. */
export function closingOf(
  { row, count }: Entry,
  { messages, timed, ahead }: Listing,
  { story }: World,
): ByTime | undefined {
  if (row + count !== messages.count || ahead) return NOTHING_BY_TIME;
  const closing = story.closing();
  const isEnd = messages.complete && timed.complete;
  const end = isEnd ? story.messages.at(story.messages.count - 1) + 1 : 0;
  const hidden = byTimeBetween(story, messages.at(messages.count - 1), end, 'after');
  if (closing === undefined || hidden === undefined) return undefined;
  return { happenings: [...hidden.happenings, ...closing], left: hidden.left };
}

/** What time did at hidden packets since the message displayed before a row; undefined while it is worked out. */
export function sinceBefore(
  { row, number }: Entry,
  { messages, ahead }: Listing,
  { story }: World,
): ByTime | undefined {
  return ahead ? NOTHING_BY_TIME : byTimeBetween(story, row === 0 ? 0 : messages.at(row - 1), number);
}

type World = { readonly story: Story; readonly store: PacketStore };

/** The lines of a row. */
export function linesOf(
  entry: Entry,
  listing: Listing,
  world: World,
  level: LadderState['happenings'],
): EntryLines {
  const { lines, anchor } = ownLines(entry, listing, world, level);
  const { happenings, left } = level === 'none' ? NOTHING_BY_TIME : known(closingOf(entry, listing, world));
  const marks = [...marksOf(ofLevel(happenings, level), true), ...leftLines(left)];
  return marks.length === 0 ? { lines, anchor } : { lines: [...lines, { kind: 'end' }, ...marks], anchor };
}

function known(byTime: ByTime | undefined): ByTime {
  return byTime ?? NOTHING_BY_TIME;
}

function leftLines(left: number): readonly LadderLine[] {
  return left === 0 ? [] : [{ kind: 'more', text: leftText(left) }];
}

function ofLevel(happenings: readonly Happening[], level: LadderState['happenings']): readonly Happening[] {
  return level === 'states' ? happenings.filter(({ kind }) => STATE_KINDS.has(kind)) : happenings;
}

function ownLines(
  entry: Entry,
  listing: Listing,
  world: World,
  level: LadderState['happenings'],
): EntryLines {
  const { story, store } = world;
  if (entry.count > 1) return { lines: [runLine(entry, listing, story)], anchor: 0 };
  const { number } = entry;
  const arrows = story.arrows(number);
  const messages: LadderLine[] =
    arrows === undefined
      ? [{ kind: 'waiting' }]
      : arrows.slice(0, MOST_ARROWS).map((arrow) => ({ kind: 'arrow', arrow }));
  if (arrows !== undefined && arrows.length > MOST_ARROWS)
    messages.push({ kind: 'more', text: `${arrows.length - MOST_ARROWS} more messages in this packet` });
  // At what is routine nothing has changed: where only changes are wanted, nothing need be worked out.
  const quiet = level === 'none' || (level === 'states' && entry.run >= 0);
  const wanted = quiet ? [] : ofLevel(story.happenings(number) ?? [], level);
  const at = instantOf(store, number);
  const isBefore = ({ by }: Happening): boolean => by.frame !== number && !(by.at > at);
  const since = quiet ? NOTHING_BY_TIME : known(sinceBefore(entry, listing, world));
  const before = [
    ...leftLines(since.left),
    ...marksOf([...ofLevel(since.happenings, level), ...wanted.filter(isBefore)], true),
  ];
  const behind = marksOf(
    wanted.filter((one) => !isBefore(one)),
    false,
  );
  const first = messages.length === 0 ? [{ kind: 'more', text: 'no message' } as const] : messages;
  return { lines: [...before, ...first, ...behind], anchor: before.length };
}

function marksOf(happenings: readonly Happening[], byTime: boolean): readonly LadderLine[] {
  const lines: LadderLine[] = [];
  for (let i = 0; i < happenings.length; ) {
    if (lines.length === MOST_MARKS) {
      lines.push({ kind: 'more', text: `${happenings.length - i} more happened: see the details` });
      break;
    }
    let end = i + 1;
    while (end < happenings.length && isLike(happenings[i], happenings[end])) end += 1;
    const few = end - i <= FEW;
    lines.push({ kind: 'mark', happening: happenings[i], more: few ? 0 : end - i - 1, byTime });
    i = few ? i + 1 : end;
  }
  return lines;
}

function isLike(a: Happening, b: Happening): boolean {
  return a.kind === b.kind && a.actor === b.actor && a.by.why === b.by.why;
}

/** Places of the messages of a run that are looked at, to say what it is made of. */
export function sampled(row: number, count: number): readonly number[] {
  return Array.from({ length: Math.min(count, SAMPLE) }, (_, i) => row + i);
}

function runLine({ row, count }: Entry, { messages }: Listing, story: Story): LadderLine {
  const types = new Set<string>();
  const actors = new Set<number>();
  const receivers = new Set<number>();
  for (const at of sampled(row, count)) {
    for (const { type, from, to } of story.arrows(messages.at(at)) ?? []) {
      types.add(type);
      for (const actor of [from, to]) if (actor >= 0) actors.add(actor);
      receivers.add(to);
    }
  }
  return { kind: 'run', types: [...types], actors: [...actors], receivers };
}

/** Actors that a line needs lanes for. */
export function actorsOf(line: LadderLine): readonly number[] {
  switch (line.kind) {
    case 'arrow':
      return [line.arrow.from, line.arrow.to].filter((actor) => actor >= 0);
    case 'run':
      return line.actors;
    case 'mark':
      return line.happening.actor >= 0 ? [line.happening.actor] : [];
    default:
      return [];
  }
}
