/**
 * Sweeping the wheel: an event that is cancelled stays where it waits, and is passed over when its turn comes. Where many are
 * cancelled long before their time (a keepalive timer that every answer starts anew), all of them are taken out at once.
 */
import { giveSlot, isCancelled, NO_SLOT, type Slots } from './queue-slots.js';
import {
  append,
  BITS,
  BUCKETS,
  CHUNK,
  clearBit,
  giveChunk,
  holds,
  LEVELS,
  type Wheel,
} from './queue-wheel.js';

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
