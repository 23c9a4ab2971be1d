/**
 * What packets of an index lie between: numbers, lengths, interfaces and times. Times are looked through, for they need not
 * rise from packet to packet.
 */
import type { Bounds, PacketBounds, TimeBounds } from '../base/packet-bounds.js';
import {
  chunkOf,
  type IndexChunk,
  type IndexStore,
  type Numbers,
  rowOf,
  type SplitTimes,
} from './index-chunks.js';
import { type PackedTimes, packedTick, tickBehind } from './index-packing.js';

/** Bounds of the packets `from` … `to`, which must be there. */
export function boundsOf(store: IndexStore, from: number, to: number): PacketBounds {
  return {
    number: [from, to],
    get capLen() {
      return numbersIn(store, from, to, ({ columns }) => columns.capLen);
    },
    get wireLen() {
      return numbersIn(store, from, to, ({ columns }) => columns.wireLen ?? columns.capLen);
    },
    get interfaceId() {
      return numbersIn(store, from, to, ({ columns, oneInterface }) => columns.interfaceId ?? oneInterface);
    },
    get time() {
      return timesIn(store, from, to);
    },
  };
}

/** Calls `each` for the rows of every chunk that the packets lie in: from … end-1. */
function eachPart(
  store: IndexStore,
  from: number,
  to: number,
  each: (chunk: IndexChunk, from: number, end: number) => void,
): void {
  for (let number = from; number <= to; ) {
    const chunk = chunkOf(store, number);
    const row = rowOf(number);
    const end = Math.min(chunk.count, row + to - number + 1);
    each(chunk, row, end);
    number += end - row;
  }
}

function numbersIn(
  store: IndexStore,
  from: number,
  to: number,
  columnOf: (chunk: IndexChunk) => Numbers | number,
): Bounds<number> {
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  eachPart(store, from, to, (chunk, first, end) => {
    const column = columnOf(chunk);
    if (typeof column === 'number') {
      least = Math.min(least, column);
      greatest = Math.max(greatest, column);
      return;
    }
    for (let row = first; row < end; row += 1) {
      const one = column[row];
      if (one < least) least = one;
      if (one > greatest) greatest = one;
    }
  });
  return [least, greatest];
}

function timesIn(store: IndexStore, from: number, to: number): TimeBounds {
  let bounds: Bounds<bigint> | undefined;
  let everywhere = true;
  eachPart(store, from, to, (chunk, first, end) => {
    const one = timesOf(chunk, first, end);
    everywhere &&= one.everywhere;
    if (bounds === undefined || one.bounds === undefined) bounds ??= one.bounds;
    else
      bounds = [
        one.bounds[0] < bounds[0] ? one.bounds[0] : bounds[0],
        one.bounds[1] > bounds[1] ? one.bounds[1] : bounds[1],
      ];
  });
  return { bounds, everywhere };
}

function timesOf({ columns: { times }, secBase }: IndexChunk, first: number, end: number): TimeBounds {
  if (times instanceof Int32Array) return tickTimes(secBase, 1_000_000, first, end, (_, row) => times[row]);
  return 'sec' in times ? splitTimes(times, first, end) : packedTimes(times, secBase, first, end);
}

function packedTimes(times: PackedTimes, secBase: number, first: number, end: number): TimeBounds {
  const next = (before: number, row: number): number =>
    row === first ? packedTick(times, row) : tickBehind(times, before, row);
  return tickTimes(secBase, times.perSecond, first, end, next);
}

/** Times in ticks since a second; `next` gives that of a row by that of the row before. */
function tickTimes(
  secBase: number,
  perSecond: 1_000_000 | 1_000_000_000,
  first: number,
  end: number,
  next: (before: number, row: number) => number,
): TimeBounds {
  let tick = next(0, first);
  let least = tick;
  let greatest = tick;
  for (let row = first + 1; row < end; row += 1) {
    tick = next(tick, row);
    if (tick < least) least = tick;
    else if (tick > greatest) greatest = tick;
  }
  const base = BigInt(secBase) * NANOS;
  const unit = NANOS / BigInt(perSecond);
  return { bounds: [base + BigInt(least) * unit, base + BigInt(greatest) * unit], everywhere: true };
}

const NANOS = 1_000_000_000n;

function splitTimes({ sec, nsec }: SplitTimes, first: number, end: number): TimeBounds {
  let least = -1;
  let greatest = -1;
  let everywhere = true;
  for (let row = first; row < end; row += 1) {
    const one = sec[row];
    if (Number.isNaN(one)) {
      everywhere = false;
      continue;
    }
    if (least < 0 || one < sec[least] || (one === sec[least] && nsec[row] < nsec[least])) least = row;
    if (greatest < 0 || one > sec[greatest] || (one === sec[greatest] && nsec[row] > nsec[greatest]))
      greatest = row;
  }
  const at = (row: number): bigint => BigInt(sec[row]) * NANOS + BigInt(nsec[row]);
  return { bounds: least < 0 ? undefined : [at(least), at(greatest)], everywhere };
}
