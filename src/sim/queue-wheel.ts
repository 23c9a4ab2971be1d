/**
 * The hierarchical timing wheel of the event queue (after Varghese and Lauck, 1987). Each level has 2^10 buckets; a bucket
 * of one level spans the whole level below it:
 *
 *   level 5   …                    ┌──┬──┬──┬──┐
 *   level 2   2^18 µs a bucket     │  │▓▓│  │  │   an event waits in the lowest level whose window holds its instant
 *                                  └──┴┬─┴┬─┘
 *   level 1   2^8 µs a bucket  ┌──┬──┬─┴┬──┐       when a bucket's turn comes, it is opened: its events move to the level
 *                              └──┴──┴┬─┴┬─┘       below, in the order in which they came
 *   level 0   1 µs × 4 classes ┌─┬─┬─┬┴┬─┐         here a bucket is one instant and one class: first in, first out
 *
 * A bitmap over a bitmap finds the next bucket that holds something, so that empty time costs nothing. Above level 0 a
 * bucket is a chain of chunks that are written and read in sequence: with a million events, memory is walked, not jumped
 * through. At level 0 a bucket is a list of slots.
 */
import { NO_SLOT, type Slots } from './queue-slots.js';

/** Buckets of a level, as a power of two. */
export const BITS = 10;
/** Buckets of a level. */
export const BUCKETS = 1 << BITS;
/** Words of their bits. */
export const WORDS = BUCKETS / 32;
/** 2^8, 2^18 … 2^58 µs: every instant up to 2^53 has its place. */
export const LEVELS = 6;
/** Entries of a chunk. */
export const CHUNK = 16;
const NO_CHUNK = -1;
const FIRST_CHUNKS = 16;

/** The buckets of all levels, and the chunks that they are made of. */
export interface Wheel {
  /** For each bucket its first slot (level 0) or first entry. */
  readonly heads: Int32Array;
  /** For each bucket its last slot (level 0) or the place behind its last entry. */
  readonly tails: Int32Array;
  /** A bit for each bucket that holds something, and a bit for each word of those. */
  readonly bits: Int32Array;
  readonly summaries: Int32Array;
  /** The window of each level: first instant, and the one behind the last. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Instant of entry e at 2 e. */
  instants: Float64Array;
  /** Slot × 4 + class of entry e at 4 e + 2; in a chunk's first entry the next chunk at 4 e + 3. The same memory. */
  links: Int32Array;
  freeChunk: number;
  usedChunks: number;
}

/** Microseconds that a bucket of a level spans: powers of two, so that products are exact. */
export const WIDTHS = Float64Array.from({ length: LEVELS }, (_, level) =>
  level === 0 ? 1 : 2 ** (BITS * level - 2),
);
/** Buckets in a microsecond. */
export const INVERSES = WIDTHS.map((width) => 1 / width);

/** An empty wheel that begins at instant 0. */
export function createWheel(): Wheel {
  const instants = new Float64Array(2 * CHUNK * FIRST_CHUNKS);
  return {
    heads: new Int32Array(LEVELS * BUCKETS),
    tails: new Int32Array(LEVELS * BUCKETS),
    bits: new Int32Array(LEVELS * WORDS),
    summaries: new Int32Array(LEVELS),
    starts: new Float64Array(LEVELS),
    ends: Float64Array.from({ length: LEVELS }, (_, level) => 2 ** (BITS * (level + 1) - 2)),
    instants,
    links: new Int32Array(instants.buffer),
    freeChunk: NO_CHUNK,
    usedChunks: 0,
  };
}

/** Puts an event to its place; `at` is not before the window of level 0. */
export function putInWheel(wheel: Wheel, slots: Slots, at: number, ref: number): void {
  const { ends } = wheel;
  if (at < ends[0]) {
    appendSlot(wheel, slots, at, ref);
    return;
  }
  let level = 1;
  while (at >= ends[level]) level += 1;
  append(wheel, level, at, ref);
}

/** The instant of a bucket of level 0. */
export function instantOfBucket(wheel: Wheel, bucket: number): number {
  return wheel.starts[0] + (bucket >> 2);
}

/** Takes the first slot out of a bucket of level 0. */
export function shiftSlot(wheel: Wheel, slots: Slots, bucket: number): number {
  const slot = wheel.heads[bucket];
  const behind = slots.words[4 * slot + 3];
  if (behind === NO_SLOT) clearBit(wheel, bucket);
  else wheel.heads[bucket] = behind;
  return slot;
}

/** The first bucket of a level that holds something; the level holds something. */
export function firstBucket(wheel: Wheel, level: number): number {
  const summary = wheel.summaries[level];
  const word = level * WORDS + lowestBit(summary);
  return word * 32 + lowestBit(wheel.bits[word]);
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function setBit(wheel: Wheel, bucket: number): void {
  const word = bucket >> 5;
  wheel.bits[word] |= 1 << (bucket & 31);
  wheel.summaries[word >> (BITS - 5)] |= 1 << (word & (WORDS - 1));
}

/** Notes that a bucket holds nothing. */
export function clearBit(wheel: Wheel, bucket: number): void {
  const word = bucket >> 5;
  const rest = wheel.bits[word] & ~(1 << (bucket & 31));
  wheel.bits[word] = rest;
  if (rest === 0) wheel.summaries[word >> (BITS - 5)] &= ~(1 << (word & (WORDS - 1)));
}

/** Whether a bucket holds something. */
export function holds(wheel: Wheel, bucket: number): boolean {
  return (wheel.bits[bucket >> 5] & (1 << (bucket & 31))) !== 0;
}

function appendSlot(wheel: Wheel, slots: Slots, at: number, ref: number): void {
  const bucket = ((at - wheel.starts[0]) << 2) | (ref & 3);
  const slot = ref >> 2;
  slots.words[4 * slot + 3] = NO_SLOT;
  if (holds(wheel, bucket)) {
    slots.words[4 * wheel.tails[bucket] + 3] = slot;
  } else {
    setBit(wheel, bucket);
    wheel.heads[bucket] = slot;
  }
  wheel.tails[bucket] = slot;
}

/** Puts an event to the end of its bucket of a level above 0. */
export function append(wheel: Wheel, level: number, at: number, ref: number): void {
  const { heads, tails } = wheel;
  const bucket = level * BUCKETS + (((at - wheel.starts[level]) * INVERSES[level]) | 0);
  let entry: number;
  if (!holds(wheel, bucket)) {
    setBit(wheel, bucket);
    entry = takeChunk(wheel);
    heads[bucket] = entry;
  } else {
    entry = tails[bucket];
    if ((entry & (CHUNK - 1)) === 0) {
      const fresh = takeChunk(wheel);
      wheel.links[4 * (entry - CHUNK) + 3] = fresh;
      entry = fresh;
    }
  }
  wheel.instants[2 * entry] = at;
  wheel.links[4 * entry + 2] = ref;
  tails[bucket] = entry + 1;
}

/** The first entry of a chunk that nobody uses. */
export function takeChunk(wheel: Wheel): number {
  const chunk = wheel.freeChunk;
  if (chunk !== NO_CHUNK) {
    wheel.freeChunk = wheel.links[4 * chunk + 3];
    return chunk;
  }
  const fresh = wheel.usedChunks * CHUNK;
  if (2 * fresh === wheel.instants.length) {
    const instants = new Float64Array(2 * wheel.instants.length);
    instants.set(wheel.instants);
    wheel.instants = instants;
    wheel.links = new Int32Array(instants.buffer);
  }
  wheel.usedChunks += 1;
  return fresh;
}

/** Gives a chunk back. */
export function giveChunk(wheel: Wheel, chunk: number): void {
  wheel.links[4 * chunk + 3] = wheel.freeChunk;
  wheel.freeChunk = chunk;
}
