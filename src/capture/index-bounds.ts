/**
 * What packets of an index lie between: numbers, lengths, interfaces and times. Times are looked through, for they need not
 * rise from packet to packet.
 */
import type { Bounds, PacketBounds, TimeBounds } from '../base/packet-bounds.js';
import { chunkOf, type IndexChunk, type IndexStore, rowOf } from './index-chunks.js';

/** Bounds of the packets `from` … `to`, which must be there. */
export function boundsOf(store: IndexStore, from: number, to: number): PacketBounds {
  return {
    number: [from, to],
    get capLen() {
      return numbersIn(store, from, to, ({ capLen }) => capLen);
    },
    get wireLen() {
      return numbersIn(store, from, to, ({ wireLen, capLen }) => wireLen ?? capLen);
    },
    get interfaceId() {
      return numbersIn(store, from, to, ({ interfaceId, oneInterface }) => interfaceId ?? oneInterface);
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
  columnOf: (chunk: IndexChunk) => Uint32Array | number,
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
    const one = chunk.micros === undefined ? fullTimes(chunk, first, end) : microTimes(chunk, first, end);
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

const NO_TIMES: TimeBounds = { bounds: undefined, everywhere: false };

function microTimes({ micros, secBase }: IndexChunk, first: number, end: number): TimeBounds {
  if (micros === undefined) return NO_TIMES;
  let least = micros[first];
  let greatest = least;
  for (let row = first + 1; row < end; row += 1) {
    const one = micros[row];
    if (one < least) least = one;
    else if (one > greatest) greatest = one;
  }
  const base = BigInt(secBase) * 1_000_000_000n;
  return { bounds: [base + BigInt(least) * 1000n, base + BigInt(greatest) * 1000n], everywhere: true };
}

function fullTimes({ times }: IndexChunk, first: number, end: number): TimeBounds {
  if (times === undefined) return NO_TIMES;
  const { sec, nsec } = times;
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
  const at = (row: number): bigint => BigInt(sec[row]) * 1_000_000_000n + BigInt(nsec[row]);
  return { bounds: least < 0 ? undefined : [at(least), at(greatest)], everywhere };
}
