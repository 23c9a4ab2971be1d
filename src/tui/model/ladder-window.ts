/**
 * Which lines of the ladder are seen: from the row at the top down, and where the top must be so that the selected row is
 * seen. Only rows in the window, and at most two windows around it, are looked at.
 */
import type { LadderState } from './ladder.js';
import {
  type Entry,
  entryAfter,
  entryBefore,
  entryOf,
  type Listing,
  type SelectedEntry,
} from './ladder-entries.js';
import { type EntryLines, type LadderLine, linesOf } from './ladder-lines.js';
import type { World } from './model.js';

/** A line in the window. */
export interface SeenLine {
  readonly entry: Entry;
  readonly line: LadderLine;
  /** Whether it is selected with its row: messages are. */
  readonly main: boolean;
  /** Whether number and time of the row stand here. */
  readonly head: boolean;
}

/** The lines of rows, by row. */
type Lines = (entry: Entry) => EntryLines;

function linesBy(listing: Listing, world: World, level: LadderState['happenings']): Lines {
  const known = new Map<number, EntryLines>();
  return (entry) => {
    const lines = known.get(entry.row) ?? linesOf(entry, listing, world, level);
    known.set(entry.row, lines);
    return lines;
  };
}

/** The lines in a window of so many rows. */
export function seenLines(
  { top, skip, happenings }: LadderState,
  listing: Listing,
  world: World,
  height: number,
): readonly SeenLine[] {
  const seen: SeenLine[] = [];
  let entry = entryOf(listing, top);
  let left = skip;
  while (entry !== undefined && seen.length < height) {
    const { lines, anchor } = linesOf(entry, listing, world, happenings);
    for (let i = Math.min(left, lines.length - 1); i < lines.length && seen.length < height; i += 1)
      seen.push({
        entry,
        line: lines[i],
        main: i >= anchor && lines[i].kind !== 'mark' && lines[i].kind !== 'end',
        head: i === anchor,
      });
    left = 0;
    entry = entryAfter(listing, entry);
  }
  return seen;
}

/** Where a window begins. */
export interface Top {
  readonly top: number;
  readonly skip: number;
}

/** A place: a row and one of its lines. */
interface Spot {
  readonly entry: Entry;
  readonly line: number;
}

/**
 * The top of the window that shows the selected row, moved as little as need be; to the middle after a long way. A message that is held
 * stays on its line.
 */
export function topFor(
  { top, skip, held, happenings }: LadderState,
  { listing, entry, number }: SelectedEntry,
  world: World,
  height: number,
): Top {
  const lines = linesBy(listing, world, happenings);
  const room = Math.max(1, height);
  const { lines: own, anchor } = lines(entry);
  const target = { entry, line: anchor };
  if (held.number === number)
    return filled(back(target, Math.min(held.line, room - 1), lines, listing), room, lines, listing);
  if (listing.ahead && isOutside(listing, top)) return filled(middle(), room, lines, listing);
  const begin = entryOf(listing, top) ?? entry;
  const spot = { entry: begin, line: Math.min(skip, lines(begin).lines.length - 1) };
  // The whole of the row, as far as its message stays in.
  const end = { entry, line: Math.min(own.length - 1, anchor + room - 1) };
  let first: Spot;
  if (isAbove(target, spot)) {
    const start = { entry, line: Math.max(0, anchor - room + 1) };
    first = distance(start, spot, lines, listing, 2 * room) === undefined ? middle() : start;
  } else {
    const down = distance(spot, end, lines, listing, 3 * room);
    if (down === undefined) first = middle();
    else first = down < room ? spot : back(end, room - 1, lines, listing);
  }
  return filled(first, room, lines, listing);

  function middle(): Spot {
    return back(target, Math.floor(room / 2), lines, listing);
  }
}

/** The line on which the selected message stands. */
export function lineIn(
  { top, skip }: Top,
  { listing, entry }: SelectedEntry,
  world: World,
  level: LadderState['happenings'],
): number {
  const lines = linesBy(listing, world, level);
  const begin = entryOf(listing, top) ?? entry;
  const target = { entry, line: lines(entry).anchor };
  return Math.max(0, distance({ entry: begin, line: skip }, target, lines, listing, MOST_LINES) ?? 0);
}

/** More lines than a window has. */
const MOST_LINES = 1000;

/** Whether a row is none of those that are known around the selected one. */
function isOutside({ messages }: Listing, number: number): boolean {
  return number < messages.at(0) || number > messages.at(messages.count - 1);
}

function isAbove(a: Spot, b: Spot): boolean {
  return a.entry.row < b.entry.row || (a.entry.row === b.entry.row && a.line < b.line);
}

/** Lines from one place down to another; undefined where there are more than `most`. */
function distance(from: Spot, to: Spot, lines: Lines, listing: Listing, most: number): number | undefined {
  let passed = -from.line;
  let entry: Entry | undefined = from.entry;
  while (entry !== undefined && entry.row < to.entry.row && passed <= most) {
    passed += lines(entry).lines.length;
    entry = entryAfter(listing, entry);
  }
  return passed > most ? undefined : passed + to.line;
}

/** The place so many lines above. */
function back(from: Spot, count: number, lines: Lines, listing: Listing): Spot {
  let { entry, line } = from;
  let left = count;
  while (left > line) {
    const above = entryBefore(listing, entry);
    if (above === undefined) return { entry, line: 0 };
    left -= line + 1;
    entry = above;
    line = lines(above).lines.length - 1;
  }
  return { entry, line: line - left };
}

/** The window's top, higher where it would else be empty at its end. */
function filled(first: Spot, room: number, lines: Lines, listing: Listing): Top {
  let there = lines(first.entry).lines.length - first.line;
  let last = first.entry;
  while (there < room) {
    const next = entryAfter(listing, last);
    if (next === undefined) break;
    there += lines(next).lines.length;
    last = next;
  }
  const { entry, line } = there < room ? back(first, room - there, lines, listing) : first;
  return { top: entry.number, skip: line };
}
