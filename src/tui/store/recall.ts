/**
 * Single packets, walked as a front-to-back reading would have walked them: first the packets that they owe something to
 * (see context.ts), in order, then they themselves, with the numbers and answers that the pass wrote down.
 *
 *   packet n ──► its fragments, the packets of its TCP conversation, two of its UDP conversation ──► walked ──► n
 *
 * One goes forward: what was walked for an earlier packet need not be walked again.
 */
import { NONE, type Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { Witness } from '../../../dissectors/witness.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import type { PacketBatch } from '../../capture/types.js';
import { setFrame } from '../../packet/clock.js';
import { createWalk, walkFrame } from '../../packet/walk.js';
import type { Context } from './context.js';
import { createOwing, type Owed } from './owing.js';

/** A reading of single packets in rising order. */
export interface Recall {
  readonly registry: Registry;
  readonly walk: Walk;
  /** The last packet shown; those behind it can be shown next. */
  readonly reach: () => number;
  /** True once so much was walked that it should be restarted. */
  readonly worn: () => boolean;
  /** The packets to be walked before `number` is shown; at most about `most`. */
  readonly owed: (number: number, most: number) => Owed;
  /** Walks packets that are owed, from place `from` to place `to`; `visit` hears of each. */
  readonly pay: (frames: Uint32Array, from: number, to: number, visit?: (number: number) => void) => boolean;
  /** Walks packets that owe nothing, and that nobody else in this reading is owed. */
  readonly pass: (frames: Uint32Array, visit: (number: number) => void) => boolean;
  /** Walks packet `number` itself, in octets of its own where they are to be kept; false where it cannot be read. */
  readonly show: (number: number, keep: boolean) => boolean;
  /** Forgets what was walked: any packet can be shown next. What was made for the registry is as good as before. */
  readonly restart: () => void;
}

/** More packets walked, more conversations or fragments, than this: restart. */
const MOST_WALKED = 200_000;
const MOST_CONVERSATIONS = 4000;
const MOST_FRAGMENTS = 3000;
/** Packets so near each other are read at once. */
const NEAR = 8;

/** Frames from which times are counted. */
export interface FramesBefore {
  /** The first frame that has a time; 0 as long as none has. */
  readonly first: () => number;
  /** The frame that is displayed before another; 0 where none is. */
  readonly shownBefore: (number: number) => number;
}

/** Begins a reading of single packets. */
export function createRecall(
  index: CaptureIndex,
  context: Context,
  makeRegistry: (witness: Witness) => Registry,
  frames: FramesBefore,
): Recall {
  const teller = createTeller(context);
  const registry = makeRegistry(teller.witness);
  const w = createWalk(registry);
  const { interfaces, format } = index.facts;
  if (format === 'pcapng') w.frame.interfaces = interfaces;
  const owing = createOwing(context);
  let reach = 0;
  const walk = (batch: PacketBatch, i: number, bytes: Uint8Array, start: number): void => {
    setFrame(w, batch, i, interfaces[batch.interfaceId[i]].linkType);
    teller.begin(batch.firstNumber + i);
    walkFrame(registry, w, bytes, start);
  };
  const step = (batch: PacketBatch, i: number, bytes: Uint8Array, start: number): void => {
    const number = batch.firstNumber + i;
    setTimes(w, index, number, frames);
    walk(batch, i, bytes, start);
    owing.walked(number);
  };
  return {
    registry,
    walk: w,
    reach: () => reach,
    worn: () =>
      owing.size() > MOST_WALKED ||
      owing.conversations() > MOST_CONVERSATIONS ||
      teller.fragments() > MOST_FRAGMENTS,
    owed: owing.owed,
    pay: (numbers, from, to, visit) =>
      readEach(index, numbers, from, to, (batch, row, number) => {
        step(batch, row, batch.bytes, batch.dataStart[row]);
        visit?.(number);
      }),
    pass: (numbers, visit) =>
      readEach(index, numbers, 0, numbers.length, (batch, row, number) => {
        walk(batch, row, batch.bytes, batch.dataStart[row]);
        visit(number);
      }),
    show: (number, keep) => {
      reach = number;
      const read = index.readPacket(number);
      if (!read.ok) return false;
      const batch = read.value;
      const from = batch.dataStart[0];
      if (keep) step(batch, 0, batch.bytes.slice(from, from + batch.capLen[0]), 0);
      else step(batch, 0, batch.bytes, from);
      return true;
    },
    restart: () => {
      reach = 0;
      registry.restart();
      teller.restart();
      owing.clear();
    },
  };
}

/** Reads packets by number, ascending, those near each other at once; false where one cannot be read. */
function readEach(
  index: CaptureIndex,
  numbers: Uint32Array,
  from: number,
  to: number,
  each: (batch: PacketBatch, row: number, number: number) => void,
): boolean {
  for (let i = from; i < to; ) {
    let last = i;
    while (last + 1 < to && numbers[last + 1] - numbers[last] <= NEAR) last += 1;
    const read = index.readBatch(numbers[i], numbers[last] - numbers[i] + 1);
    if (!read.ok) return false;
    const batch = read.value;
    const end = batch.firstNumber + batch.count;
    for (; i <= last && numbers[i] < end; i += 1) each(batch, numbers[i] - batch.firstNumber, numbers[i]);
  }
  return true;
}

/** Sets the times of the frames before, as if they had been walked. */
function setTimes({ frame }: Walk, { store }: CaptureIndex, number: number, frames: FramesBefore): void {
  const second = (one: number): number =>
    one === 0 ? Number.NaN : secondsAt(chunkOf(store, one), rowOf(one));
  const part = (one: number): number => (one === 0 ? 0 : nanosecondsAt(chunkOf(store, one), rowOf(one)));
  frame.sec = second(number - 1);
  frame.nsec = part(number - 1);
  const first = frames.first();
  const begun = first < number ? first : 0;
  frame.firstSec = second(begun);
  if (begun > 0) frame.firstNsec = part(begun);
  const shown = frames.shownBefore(number);
  frame.shownSec = second(shown);
  frame.shownNsec = part(shown);
}

/** Tells dissectors what the pass found. */
interface Teller {
  readonly witness: Witness;
  /** A packet will be walked next. */
  readonly begin: (number: number) => void;
  readonly fragments: () => number;
  /** None was walked. */
  readonly restart: () => void;
}

function createTeller(context: Context): Teller {
  let at = 0;
  let layer = 0;
  let question = 0;
  let piece = 0;
  let fragments = 0;
  const firsts = new Map<number, number>();
  /** The frame that brought the first fragment of a datagram. */
  const firstOf = (frame: number, k: number): number => {
    const before = context.fragment(frame, k);
    if (before === 0 || before === frame) return frame;
    const first = firsts.get(before) ?? firstOf(before, 0);
    if (k === 0) firsts.set(frame, first);
    return first;
  };
  const witness: Witness = {
    forgets: (found, opening) => {
      const own = context.belonging(at, layer);
      if (own === undefined || !own.tcp || own.conversation === found) return false;
      return !opening || own.link === 0;
    },
    udp: (own) => {
      const known = context.belonging(at, layer);
      layer += 1;
      return known === undefined || known.tcp ? own : known.conversation;
    },
    tcp: (own) => {
      const known = context.belonging(at, layer);
      layer += 1;
      return known === undefined || !known.tcp ? own : known.conversation;
    },
    // Each datagram by itself: of two with the same key, packets may be walked in any order.
    datagram: (key) => {
      fragments += 1;
      piece += 1;
      return at > context.at() ? key : `${key} ${firstOf(at, piece - 1)}`;
    },
    fragment: () => undefined,
    learned: () => ({
      size: 1,
      learn: () => undefined,
      clear: () => undefined,
      find: () => {
        const answered = question < 8 && ((context.learned(at) >> question) & 1) === 1;
        question += 1;
        return answered ? context.learnedId() : NONE;
      },
    }),
  };
  return {
    witness,
    fragments: () => fragments,
    restart: () => {
      fragments = 0;
      firsts.clear();
    },
    begin: (number) => {
      at = number;
      layer = 0;
      question = 0;
      piece = 0;
    },
  };
}
