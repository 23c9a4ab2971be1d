/**
 * Opening buckets of the wheel: the events of the next bucket move to the level below, in the order in which they came,
 * until level 0 holds something. This is where a large simulation spends its time; the loops are written out, with the
 * wheel's lists at hand.
 */
import { giveSlot, NO_SLOT, type Slots } from './queue-slots.js';
import {
  BUCKETS,
  CHUNK,
  clearBit,
  firstBucket,
  giveChunk,
  INVERSES,
  LEVELS,
  takeChunk,
  type Wheel,
  WIDTHS,
  WORDS,
} from './queue-wheel.js';

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

/** Moves the events of a level's first bucket to the level below, whose window becomes this bucket. */
function open(wheel: Wheel, slots: Slots, level: number): void {
  const bucket = firstBucket(wheel, level);
  clearBit(wheel, bucket);
  const below = level - 1;
  const start = wheel.starts[level] + (bucket - level * BUCKETS) * WIDTHS[level];
  wheel.starts[below] = start;
  wheel.ends[below] = start + WIDTHS[level];
  const head = wheel.heads[bucket];
  const end = wheel.tails[bucket];
  if (below > 0) spread(wheel, below, head, end);
  else settle(wheel, slots, head, end, anyCancelled(wheel, slots, head, end));
}

/** Moves a chain of entries to the buckets of an empty level above 0. */
function spread(wheel: Wheel, level: number, head: number, end: number): void {
  const { heads, tails, bits } = wheel;
  let { instants, links } = wheel;
  const start = wheel.starts[level];
  const inverse = INVERSES[level];
  const first = level * BUCKETS;
  let summary = 0;
  let entry = head;
  for (;;) {
    const at = instants[2 * entry];
    const bucket = first + (((at - start) * inverse) | 0);
    const word = bucket >> 5;
    const bit = 1 << (bucket & 31);
    const empty = (bits[word] & bit) === 0;
    let to = tails[bucket];
    if (empty || (to & (CHUNK - 1)) === 0) {
      const fresh = takeChunk(wheel);
      ({ instants, links } = wheel);
      if (empty) {
        bits[word] |= bit;
        summary |= 1 << (word & (WORDS - 1));
        heads[bucket] = fresh;
      } else {
        links[4 * (to - CHUNK) + 3] = fresh;
      }
      to = fresh;
    }
    instants[2 * to] = at;
    links[4 * to + 2] = links[4 * entry + 2];
    tails[bucket] = to + 1;
    entry += 1;
    if (entry === end) break;
    if ((entry & (CHUNK - 1)) === 0) {
      const chunk = entry - CHUNK;
      entry = links[4 * chunk + 3];
      giveChunk(wheel, chunk);
    }
  }
  giveChunk(wheel, (entry - 1) & -CHUNK);
  wheel.summaries[level] = summary;
}

/**
 * Whether an event of a chain was cancelled. Asking for all of them before the first is moved has the memory fetch their
 * slots side by side, which with a million events is worth more than the answer.
 */
function anyCancelled(wheel: Wheel, slots: Slots, head: number, end: number): boolean {
  const { links } = wheel;
  const { words } = slots;
  let generations = 0;
  let entry = head;
  for (;;) {
    generations |= words[(links[4 * entry + 2] & ~3) + 2];
    entry += 1;
    if (entry === end) return generations < 0;
    if ((entry & (CHUNK - 1)) === 0) entry = links[4 * (entry - CHUNK) + 3];
  }
}

/** Moves a chain of entries to the empty level 0; where some are cancelled, those give their slots back. */
function settle(wheel: Wheel, slots: Slots, head: number, end: number, someCancelled: boolean): void {
  const { heads, tails, bits, instants, links } = wheel;
  const { words } = slots;
  const start = wheel.starts[0];
  let summary = 0;
  let entry = head;
  for (;;) {
    const ref = links[4 * entry + 2];
    const slot = ref >> 2;
    if (someCancelled && words[4 * slot + 2] < 0) {
      giveSlot(slots, slot);
    } else {
      const bucket = ((instants[2 * entry] - start) << 2) | (ref & 3);
      const word = bucket >> 5;
      const bit = 1 << (bucket & 31);
      if ((bits[word] & bit) === 0) {
        bits[word] |= bit;
        summary |= 1 << word;
        heads[bucket] = slot;
      } else {
        words[4 * tails[bucket] + 3] = slot;
      }
      words[4 * slot + 3] = NO_SLOT;
      tails[bucket] = slot;
    }
    entry += 1;
    if (entry === end) break;
    if ((entry & (CHUNK - 1)) === 0) {
      const chunk = entry - CHUNK;
      entry = links[4 * chunk + 3];
      giveChunk(wheel, chunk);
    }
  }
  giveChunk(wheel, (entry - 1) & -CHUNK);
  wheel.summaries[0] = summary;
}
