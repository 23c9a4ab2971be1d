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
import { giveSlot, isCancelled, NO_SLOT, type Slots } from './queue-slots.js';

const BITS = 10;
const BUCKETS = 1 << BITS;
const WORDS = BUCKETS / 32;
/** 2^8, 2^18 … 2^58 µs: every instant up to 2^53 has its place. */
const LEVELS = 6;
const CHUNK = 16;
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

/** Microseconds that a bucket of a level spans, and their inverse: powers of two, so that products are exact. */
const WIDTHS = Float64Array.from({ length: LEVELS }, (_, level) =>
  level === 0 ? 1 : 2 ** (BITS * level - 2),
);
const INVERSES = WIDTHS.map((width) => 1 / width);

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

/** The bucket that is next at level 0, opening others for it; -1 where nothing waits. */
export function nextBucket(wheel: Wheel, slots: Slots): number {
  const { summaries } = wheel;
  while (summaries[0] === 0) {
    let level = 1;
    while (level < LEVELS && summaries[level] === 0) level += 1;
    if (level === LEVELS) return -1;
    for (; level > 0; level -= 1) open(wheel, slots, level);
  }
  return firstBucket(wheel, 0);
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

function firstBucket(wheel: Wheel, level: number): number {
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

function clearBit(wheel: Wheel, bucket: number): void {
  const word = bucket >> 5;
  const rest = wheel.bits[word] & ~(1 << (bucket & 31));
  wheel.bits[word] = rest;
  if (rest === 0) wheel.summaries[word >> (BITS - 5)] &= ~(1 << (word & (WORDS - 1)));
}

function holds(wheel: Wheel, bucket: number): boolean {
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

function append(wheel: Wheel, level: number, at: number, ref: number): void {
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

/** Moves the events of a level's first bucket to the level below, whose window becomes this bucket. */
function open(wheel: Wheel, slots: Slots, level: number): void {
  const bucket = firstBucket(wheel, level);
  clearBit(wheel, bucket);
  const below = level - 1;
  const start = wheel.starts[level] + (bucket - level * BUCKETS) * WIDTHS[level];
  wheel.starts[below] = start;
  wheel.ends[below] = start + WIDTHS[level];
  const end = wheel.tails[bucket];
  let entry = wheel.heads[bucket];
  for (;;) {
    const at = wheel.instants[2 * entry];
    const ref = wheel.links[4 * entry + 2];
    if (below > 0) append(wheel, below, at, ref);
    else if (isCancelled(slots, ref >> 2)) giveSlot(slots, ref >> 2);
    else appendSlot(wheel, slots, at, ref);
    entry += 1;
    if (entry === end) break;
    if ((entry & (CHUNK - 1)) === 0) {
      const next = wheel.links[4 * (entry - CHUNK) + 3];
      giveChunk(wheel, entry - CHUNK);
      entry = next;
    }
  }
  giveChunk(wheel, (entry - 1) & -CHUNK);
}

/** The first entry of a chunk that nobody uses. */
function takeChunk(wheel: Wheel): number {
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

function giveChunk(wheel: Wheel, chunk: number): void {
  wheel.links[4 * chunk + 3] = wheel.freeChunk;
  wheel.freeChunk = chunk;
}

/** Takes the cancelled events out of every bucket; the others keep their order. */
export function sweepWheel(wheel: Wheel, slots: Slots): void {
  for (let bucket = 0; bucket < LEVELS * BUCKETS; bucket += 1) {
    if (!holds(wheel, bucket)) continue;
    if (bucket < BUCKETS) sweepSlots(wheel, slots, bucket);
    else sweepChain(wheel, slots, bucket);
  }
}

function sweepSlots(wheel: Wheel, slots: Slots, bucket: number): void {
  let slot = wheel.heads[bucket];
  let last = NO_SLOT;
  while (slot !== NO_SLOT) {
    const behind = slots.words[4 * slot + 3];
    if (isCancelled(slots, slot)) giveSlot(slots, slot);
    else {
      if (last === NO_SLOT) wheel.heads[bucket] = slot;
      else slots.words[4 * last + 3] = slot;
      slots.words[4 * slot + 3] = NO_SLOT;
      last = slot;
    }
    slot = behind;
  }
  wheel.tails[bucket] = last;
  if (last === NO_SLOT) clearBit(wheel, bucket);
}

function sweepChain(wheel: Wheel, slots: Slots, bucket: number): void {
  const level = bucket >> BITS;
  const end = wheel.tails[bucket];
  let entry = wheel.heads[bucket];
  clearBit(wheel, bucket);
  for (;;) {
    const at = wheel.instants[2 * entry];
    const ref = wheel.links[4 * entry + 2];
    if (isCancelled(slots, ref >> 2)) giveSlot(slots, ref >> 2);
    else append(wheel, level, at, ref);
    entry += 1;
    if (entry === end) break;
    if ((entry & (CHUNK - 1)) === 0) {
      const next = wheel.links[4 * (entry - CHUNK) + 3];
      giveChunk(wheel, entry - CHUNK);
      entry = next;
    }
  }
  giveChunk(wheel, (entry - 1) & -CHUNK);
}
