/**
 * Looks at a stretch of the capture again, from the nearest copy of the books on, to tell what was believed just after a packet and
 * what happened at it. It goes on from where it stands where it can. What is near is done at once, what is far in the background.
 *
 *   place ──thaw──► onlooker ──messages──► … ──► packet n: happenings, books ──freeze──► situation
 */
import type { ContextSource } from '../store/context-source.js';
import type { NumberList } from '../store/contract.js';
import type { Recall } from '../store/recall.js';
import type { Happening } from './contract.js';
import { type Belief, createOnlooker, type Onlooker, type OnlookerTools } from './onlooker.js';
import type { Place } from './place.js';
import type { Roster } from './roster.js';
import { createTeller, type Teller } from './teller.js';

/** What a replay is made of. */
export interface ReplayParts extends OnlookerTools {
  readonly source: ContextSource;
  /** The reading of packets that owe nothing. */
  readonly plain: () => Recall;
  readonly messages: NumberList;
  readonly roster: Roster;
  /** Whether a packet owes something to others: fragments, segments of TCP. */
  readonly bound: (frame: number) => boolean;
  /** The nearest copy that is not behind a packet. */
  readonly before: (frame: number) => Place | undefined;
}

/** A stretch that is looked at again. */
export interface Replay {
  /** Place among the packets with messages of the last one that was looked at; -1: none. */
  readonly rank: () => number;
  /** Packets with messages from where it would begin to that one. `pass`: it is to be looked at again itself. */
  readonly distance: (rank: number, pass: boolean) => number;
  /** Goes to a packet with messages, or so far on the way that `most` packets were walked; true where it is there. */
  readonly goTo: (rank: number, most: number, pass: boolean) => boolean;
  /** Packets that were walked in all, those that others are owed among them. */
  readonly walked: () => number;
  /** What is believed where it stands. */
  readonly belief: () => Belief;
  /** Whether its books are so large that to make them of a copy, or to copy them, is a turn's work of its own. */
  readonly isHeavy: (rank: number, pass: boolean) => boolean;
  /** Whether it would begin anew on the way to a packet. */
  readonly isApart: (rank: number, pass: boolean) => boolean;
}

interface Stand {
  /** Packets that owe nothing to others are walked apart: their dissectors keep nothing. */
  readonly plain: Recall;
  readonly bound: () => Recall;
  /** True once a new one should be begun. */
  readonly worn: () => boolean;
  readonly onlooker: Onlooker;
  readonly teller: Teller;
  /** What is believed is soon copied. */
  readonly isLight: boolean;
  rank: number;
  /** What the next packet owes, where not all of it was walked yet. */
  due: Due | undefined;
  walked: number;
}

interface Due {
  readonly number: number;
  readonly frames: Uint32Array;
  paid: number;
}

/** Packets that are owed for one, at most. */
const MOST_OWED = 100_000;
/** Messages whose packets are read at once. */
const BATCH = 128;
/** Packets before the one that it goes to of which it tells what happened: more than a screen shows. */
const HEARD = 256;

/** Octets of what is copied on the way, at most. */
const LIGHT = 512 * 1024;

/** What a replay tells on its way. */
export interface Hearing {
  /** At how many packets before the one that it goes to. */
  readonly heard?: number;
  /** It has come so far on the last part of its way: whoever goes back from there may begin here. */
  readonly halt?: (rank: number, belief: Belief) => void;
}

type Hear = (frame: number, happenings: readonly Happening[]) => void;

/**
 * Makes a replay; `hear` is told what happened at each packet that it passes: at the last ones and a few before them, where it goes far.
 */
export function createReplay(parts: ReplayParts, hear: Hear, { heard = HEARD, halt }: Hearing = {}): Replay {
  const { source, messages, roster, before } = parts;
  let stand: Stand | undefined;
  let reading: Recall | undefined;
  /** Packets walked by those that stood before. */
  let gone = 0;
  const begin = (place: Place | undefined): Stand => {
    const teller = createTeller(roster);
    const plain = parts.plain();
    let own: Recall | undefined;
    const onlooker = createOnlooker(plain.registry, parts, place?.belief, teller);
    return {
      plain,
      bound: () => {
        if (own !== undefined) return own;
        // One reading for all that stand one after another.
        reading ??= source.recall({ derived: [] });
        reading.restart();
        own = reading;
        return own;
      },
      worn: () => own?.worn() === true,
      onlooker,
      teller,
      isLight: (place?.belief.size ?? 0) < LIGHT,
      rank: place?.rank ?? -1,
      due: undefined,
      walked: 0,
    };
  };
  const startFor = (rank: number, pass: boolean) => {
    const place = before(messages.at(rank) - Number(pass));
    const from = place?.rank ?? -1;
    const last = pass ? rank - 1 : rank;
    const goesOn = stand !== undefined && stand.rank <= last && stand.rank >= from && !stand.worn();
    return { place, from: goesOn ? stand!.rank : from, goesOn };
  };
  return {
    rank: () => stand?.rank ?? -1,
    distance: (rank, pass) => rank - startFor(rank, pass).from,
    goTo: (rank, most, pass) => {
      const { place, goesOn } = startFor(rank, pass);
      if (stand === undefined || !goesOn) {
        gone += stand?.walked ?? 0;
        stand = begin(place);
      }
      const end = stand.walked + most;
      while (stand.rank < rank && stand.walked < end) {
        stand.teller.mute(rank - stand.rank > heard);
        walkOn(stand, parts, Math.min(rank, stand.rank + BATCH), end, hear);
        if (!stand.teller.isMute() && stand.rank < rank && stand.isLight)
          halt?.(stand.rank, stand.onlooker.belief());
      }
      return stand.rank === rank;
    },
    walked: () => gone + (stand?.walked ?? 0),
    belief: () => stand!.onlooker.belief(),
    isHeavy: (rank, pass) => {
      const { place, goesOn } = startFor(rank, pass);
      return goesOn ? !stand!.isLight : (place?.belief.size ?? 0) >= LIGHT;
    },
    isApart: (rank, pass) => !startFor(rank, pass).goesOn,
  };
}

/** Walks the packets with messages up to place `to` among them, and what they owe, until `end` packets were walked. */
function walkOn(stand: Stand, parts: ReplayParts, to: number, end: number, hear: Hear): void {
  const { messages, bound } = parts;
  const { plain, teller } = stand;
  const free: number[] = [];
  const see = (recall: Recall, number: number): void => {
    stand.onlooker.see(recall.walk);
    if (!teller.isMute()) hear(number, teller.told());
  };
  const walkFree = (): void => {
    plain.pass(Uint32Array.from(free), (number) => see(plain, number));
    stand.rank += free.length;
    free.length = 0;
  };
  while (stand.rank + free.length < to && stand.walked < end) {
    const number = messages.at(stand.rank + free.length + 1);
    if (!bound(number)) {
      free.push(number);
      stand.walked += 1;
      continue;
    }
    walkFree();
    if (!payFor(stand, number, end)) return;
    const recall = stand.bound();
    recall.pay(Uint32Array.of(number), 0, 1, () => see(recall, number));
    stand.rank += 1;
    stand.walked += 1;
  }
  walkFree();
}

/** Walks what a packet owes, as far as `end` allows; true where that is all. */
function payFor(stand: Stand, number: number, end: number): boolean {
  const recall = stand.bound();
  if (stand.due?.number !== number) {
    const { frames } = recall.owed(number, MOST_OWED);
    stand.due = { number, frames, paid: 0 };
  }
  const { due } = stand;
  const to = Math.min(due.frames.length, due.paid + Math.max(0, end - stand.walked));
  recall.pay(due.frames, due.paid, to, () => stand.onlooker.pass(recall.walk));
  stand.walked += to - due.paid;
  due.paid = to;
  if (to < due.frames.length) return false;
  stand.due = undefined;
  return true;
}
