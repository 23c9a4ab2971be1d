/**
 * When a conversation began and was last heard: what "time since first frame" and "time since previous frame" are made
 * of. Numbers only; packets without payload, or without a time, do not count as heard (as in Wireshark).
 */
import { toNanos } from '../src/base/time.js';
import { MAX_LAYERS, type Walk } from './contract.js';
import type { Conversations } from './conversations.js';
import type { NetworkFinder } from './pseudo-header.js';
import type { Witness } from './witness.js';

/** The times of one protocol's conversations; the answers are about the layers of the frame walked last. */
export interface StreamTimes {
  /** Takes note of layer `i`, whose payload is at the cursor and whose IP layer is `network` (-1: none). */
  readonly note: (
    w: Walk,
    i: number,
    network: number,
    finder: NetworkFinder,
    from: number,
    to: number,
  ) => void;
  /** Layer `i` belongs to no conversation: its header is not all there, or lies. */
  readonly forget: (i: number) => void;
  /** Number of the layer's conversation. */
  readonly stream: (i: number) => number | undefined;
  /** Nanoseconds since 1970 of the conversation's first frame, and of the one before this. */
  readonly first: (i: number) => bigint | undefined;
  readonly previous: (i: number) => bigint | undefined;
  /** Forgets all conversations. */
  readonly clear: () => void;
}

/** Where nobody asks: no layer belongs to a conversation. */
export const NO_STREAM_TIMES: StreamTimes = {
  note: () => undefined,
  forget: () => undefined,
  stream: () => undefined,
  first: () => undefined,
  previous: () => undefined,
  clear: () => undefined,
};

/** First and last time heard, four numbers a place: seconds, nanoseconds, seconds, nanoseconds. */
const NUMBERS = 4;

/** Times for the conversations of a table. */
export function makeStreamTimes(conversations: Conversations, witness?: Witness): StreamTimes {
  let heard = new Float64Array(256 * NUMBERS).fill(Number.NaN);
  /** Number of the conversation whose times stand at a place. */
  let owners = new Float64Array(256).fill(-1);
  const streams = new Int32Array(MAX_LAYERS).fill(-1);
  const before = new Float64Array(MAX_LAYERS * NUMBERS);

  const makeRoom = (place: number): void => {
    let room = owners.length * 2;
    while (room <= place) room *= 2;
    const more = new Float64Array(room * NUMBERS).fill(Number.NaN);
    more.set(heard);
    heard = more;
    const moreOwners = new Float64Array(room).fill(-1);
    moreOwners.set(owners);
    owners = moreOwners;
  };
  const hear = (w: Walk, i: number, place: number, stream: number): void => {
    const { sec, nsec } = w.frame;
    const at = place * NUMBERS;
    if (place >= owners.length) makeRoom(place);
    if (owners[place] !== stream) {
      owners[place] = stream;
      heard[at] = sec;
      heard[at + 1] = nsec;
      heard[at + 2] = sec;
      heard[at + 3] = nsec;
    }
    for (let k = 0; k < NUMBERS; k += 1) before[i * NUMBERS + k] = heard[at + k];
    heard[at + 2] = sec;
    heard[at + 3] = nsec;
  };
  const timeAt = (i: number, at: number): bigint | undefined => {
    const sec = before[i * NUMBERS + at];
    return Number.isNaN(sec) ? undefined : toNanos(sec, before[i * NUMBERS + at + 1]);
  };
  const forget = (i: number): void => {
    before[i * NUMBERS] = Number.NaN;
    before[i * NUMBERS + 2] = Number.NaN;
    streams[i] = -1;
  };
  return {
    forget,
    note: (w, i, network, finder, from, to) => {
      forget(i);
      if (network < 0) return;
      const size = finder.addressLength(w, network);
      const source = finder.sourceAt(w, network);
      const place = conversations.find(w.sources[network], source, source + size, size, from, to);
      const heard = w.start < w.limit && !Number.isNaN(w.frame.sec);
      const own = conversations.numberAt(place);
      const stream = witness === undefined ? own : witness.udp(own, heard);
      if (stream !== own) conversations.renumber(place, stream);
      streams[i] = stream;
      if (heard) hear(w, i, place, stream);
    },
    stream: (i) => (streams[i] < 0 ? undefined : streams[i]),
    first: (i) => timeAt(i, 0),
    previous: (i) => timeAt(i, 2),
    clear: () => {
      conversations.clear();
      owners.fill(-1);
    },
  };
}
