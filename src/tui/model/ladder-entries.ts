/**
 * The rows of the ladder: packets with messages that the display filter shows, runs of routine ones folded to one row. They
 * are found by counting in the lists of numbers, from whichever packet one asks: nothing is made of what is not looked at.
 */
import { inBoth } from '../store/both.js';
import type { NumberList } from '../store/contract.js';
import { NO_STORY } from '../story/no-story.js';
import type { LadderState } from './ladder.js';
import { type Looked, lookedAt } from './looking.js';
import type { Model, World } from './model.js';

/** Runs of fewer messages are not folded. */
const FOLDED_FROM = 2;

/** What rows are counted in. */
export interface Listing {
  /** Displayed packets with messages. */
  readonly messages: NumberList;
  /** Of those: those that stand on their own. */
  readonly notable: NumberList;
  /** Packets, hidden ones too, under which something shows that time did: the next message that is displayed stands on its own. */
  readonly timed: NumberList;
  readonly isFolded: (run: number) => boolean;
  /** True where the packets around the one that is looked at were not studied yet: each message stands on its own. */
  readonly ahead: boolean;
}

/** A row: a packet, or a folded run of them. */
export interface Entry {
  /** Its first packet, and that packet's place among the messages. */
  readonly number: number;
  readonly row: number;
  /** Packets in it: 1, or those of a folded run. */
  readonly count: number;
  /** The run that it is, or lies in: the number of the notable packet before (0: there is none); -1: in none. */
  readonly run: number;
}

/** The lists that hold where one looks now. */
export function listingOf(model: Model, world: World): Listing {
  const { story, store } = world;
  const { number } = lookedAt(model, world);
  const messages = number === 0 ? undefined : story.ahead(number, store.shown);
  if (messages === undefined) return studiedListing(model, world);
  return { messages, notable: messages, timed: NO_STORY.timed, isFolded: () => false, ahead: true };
}

/** The lists of what was studied. */
export function studiedListing({ views }: Model, { story, store }: World): Listing {
  return {
    messages: inBoth(story.messages, store.shown),
    notable: inBoth(story.notable, store.shown),
    timed: story.timed,
    isFolded: foldedBy(views.ladder),
    ahead: false,
  };
}

function foldedBy({ unfolded, turned }: LadderState): (run: number) => boolean {
  return (run) => turned.has(run) === unfolded;
}

/** A run of routine messages. */
interface Run {
  readonly run: number;
  readonly from: number;
  /** The place behind its last one. */
  readonly to: number;
}

function runAt({ messages, notable, timed }: Listing, row: number): Run | undefined {
  const number = messages.at(row);
  const before = notable.rowOf(number);
  const time = timed.rowOf(number);
  const told = time < 0 ? 0 : messages.at(messages.rowOf(timed.at(time) - 1) + 1);
  const run = Math.max(before < 0 ? 0 : notable.at(before), told);
  if (run === number) return undefined;
  const from = run === 0 ? 0 : messages.rowOf(run) + 1;
  const to = before + 1 < notable.count ? messages.rowOf(notable.at(before + 1)) : messages.count;
  const toTime = time + 1 < timed.count ? messages.rowOf(timed.at(time + 1) - 1) + 1 : messages.count;
  return { run, from, to: Math.min(to, toTime) };
}

/** The row in which the message at a place is. */
export function entryAt(listing: Listing, row: number): Entry {
  const { messages, isFolded } = listing;
  const run = runAt(listing, row);
  if (run === undefined || run.to - run.from < FOLDED_FROM)
    return { number: messages.at(row), row, count: 1, run: -1 };
  if (!isFolded(run.run)) return { number: messages.at(row), row, count: 1, run: run.run };
  return { number: messages.at(run.from), row: run.from, count: run.to - run.from, run: run.run };
}

/** The row of a packet, or of the nearest message before it; the first one where there is none; undefined without messages. */
export function entryOf(listing: Listing, number: number): Entry | undefined {
  const { messages } = listing;
  return messages.count === 0 ? undefined : entryAt(listing, Math.max(0, messages.rowOf(number)));
}

/** The row below; undefined at the end. */
export function entryAfter(listing: Listing, { row, count }: Entry): Entry | undefined {
  return row + count < listing.messages.count ? entryAt(listing, row + count) : undefined;
}

/** The row above; undefined at the beginning. */
export function entryBefore(listing: Listing, { row }: Entry): Entry | undefined {
  return row > 0 ? entryAt(listing, row - 1) : undefined;
}

/** The selected row. */
export interface SelectedEntry {
  readonly listing: Listing;
  readonly entry: Entry;
  readonly looked: Looked;
  /** The selected message: the packet that is looked at, or the nearest message before it. */
  readonly number: number;
  /** Its place in the row, from 0. */
  readonly at: number;
  /** False where the packet that is looked at has no message. */
  readonly exact: boolean;
}

/** The row of the packet that is looked at. */
export function selectedEntry(model: Model, world: World): SelectedEntry | undefined {
  const listing = listingOf(model, world);
  const looked = lookedAt(model, world);
  if (listing.messages.count === 0 || looked.number === 0) return undefined;
  const row = Math.max(0, listing.messages.rowOf(looked.number));
  const entry = entryAt(listing, row);
  const number = listing.messages.at(row);
  return { listing, entry, looked, number, at: row - entry.row, exact: number === looked.number };
}
