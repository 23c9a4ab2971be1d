/**
 * Looks at a stretch of the capture again, from the nearest copy of the books on, to tell what was believed just after a packet and
 * what happened at it. It goes on from where it stands where it can. What is near is done at once, what is far in the background.
 *
 *   place ──thaw──► onlooker ──messages──► … ──► packet n: happenings, books ──freeze──► situation
 */
import { micros } from '../../base/micros.js';
import type { TrackOptions } from '../../track/contract.js';
import { type FrozenBooks, freeze, NOTHING_YET, thaw } from '../../track/frozen.js';
import type { ReasonTable } from '../../track/frozen-members.js';
import type { Hosts } from '../../track/hosts.js';
import type { ContextSource } from '../store/context-source.js';
import type { NumberList } from '../store/contract.js';
import type { Recall } from '../store/recall.js';
import type { Happening } from './contract.js';
import { createOnlooker, type Onlooker } from './onlooker.js';
import type { Place } from './place.js';
import type { Roster } from './roster.js';
import { createTeller, type Teller } from './teller.js';

/** What a replay is made of. */
export interface ReplayParts {
  readonly source: ContextSource;
  readonly messages: NumberList;
  readonly options: TrackOptions;
  readonly hosts: Hosts;
  readonly roster: Roster;
  readonly reasons: ReasonTable;
  /** The nearest copy that is not behind a packet. */
  readonly before: (frame: number) => Place | undefined;
}

/** A stretch that is looked at again. */
export interface Replay {
  /** Place among the packets with messages of the last one that was looked at; -1: none. */
  readonly rank: () => number;
  /** Packets with messages from where it would begin to that one. `pass`: it is to be looked at again itself. */
  readonly distance: (rank: number, pass: boolean) => number;
  /** Goes to a packet with messages, or so far on the way that `most` were looked at; true where it is there. */
  readonly goTo: (rank: number, most: number, pass: boolean) => boolean;
  /** What is believed where it stands. */
  readonly books: () => FrozenBooks;
}

interface Stand {
  readonly recall: Recall;
  readonly onlooker: Onlooker;
  readonly teller: Teller;
  readonly books: ReturnType<typeof thaw>;
  rank: number;
}

/** Packets that are owed for one, at most. */
const MOST_OWED = 100_000;
/** Messages whose packets are read at once. */
const BATCH = 256;

/** Makes a replay; `hear` is told what happened at each packet that it passes. */
export function createReplay(
  parts: ReplayParts,
  hear: (frame: number, happenings: readonly Happening[]) => void,
): Replay {
  const { source, messages, options, hosts, roster, reasons, before } = parts;
  let stand: Stand | undefined;
  const begin = (place: Place | undefined): Stand => {
    const teller = createTeller(roster);
    const books = thaw(place?.books ?? NOTHING_YET, { options, hosts, listeners: [teller.gmp] }, reasons);
    const recall = source.recall();
    const onlooker = createOnlooker(recall.registry, { books, at: place?.at ?? micros(0) }, teller);
    return { recall, onlooker, teller, books, rank: place?.rank ?? -1 };
  };
  const startFor = (rank: number, pass: boolean) => {
    const place = before(messages.at(rank) - Number(pass));
    const from = place?.rank ?? -1;
    const last = pass ? rank - 1 : rank;
    const goesOn = stand !== undefined && stand.rank <= last && stand.rank >= from && !stand.recall.worn();
    return { place, from: goesOn ? stand!.rank : from, goesOn };
  };
  return {
    rank: () => stand?.rank ?? -1,
    distance: (rank, pass) => rank - startFor(rank, pass).from,
    goTo: (rank, most, pass) => {
      const { place, goesOn } = startFor(rank, pass);
      if (stand === undefined || !goesOn) stand = begin(place);
      const end = Math.min(rank, stand.rank + most);
      while (stand.rank < end) walkOn(stand, messages, source, Math.min(end, stand.rank + BATCH), hear);
      return stand.rank === rank;
    },
    books: () => freeze(stand!.books, reasons),
  };
}

/** Walks the packets with messages up to place `to` among them, and what they owe. */
function walkOn(
  stand: Stand,
  messages: NumberList,
  { context }: ContextSource,
  to: number,
  hear: (frame: number, happenings: readonly Happening[]) => void,
): void {
  const { recall, onlooker, teller } = stand;
  const { walk } = recall;
  const own = new Set<number>();
  const all: number[] = [];
  for (let rank = stand.rank + 1; rank <= to; rank += 1) {
    const number = messages.at(rank);
    own.add(number);
    all.push(number);
    if (owes(number)) for (const frame of recall.owed(number, MOST_OWED).frames) all.push(frame);
  }
  const frames = Uint32Array.from(new Set(all)).sort();
  recall.pay(frames, 0, frames.length, (number) => {
    if (!own.has(number)) {
      onlooker.pass(walk);
      return;
    }
    onlooker.see(walk);
    hear(number, teller.told());
  });
  stand.rank = to;

  /** Datagrams over UDP that are whole need nothing but themselves. */
  function owes(number: number): boolean {
    if (context.fragment(number, 0) !== 0) return true;
    for (let k = 0; ; k += 1) {
      const belonging = context.belonging(number, k);
      if (belonging === undefined) return false;
      if (belonging.tcp) return true;
    }
  }
}
