/**
 * Goes outwards from where one looks, on both sides in turns, and finds what can be told from packets alone: by their octets,
 * or by the filter's sift. What is found is true; where a packet could not be told, others may be missing there, and the
 * stretch that counts as looked at ends before it.
 *
 *   1 ──────────────── ◄── down │ one looks here │ up ──► ──────────── count
 */
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import type { PacketBatch } from '../../capture/types.js';
import type { Sift } from '../../filter/sift.js';
import type { OctetTest } from './contract.js';
import type { GrowingList } from './number-list.js';

/** Tells of the packets of a batch which match; gives the first and the last row that it cannot tell (-1: none). */
export type BatchTest = (batch: PacketBatch, hit: (number: number) => void) => Untold;

/** Rows that cannot be told. */
export interface Untold {
  readonly first: number;
  readonly last: number;
}

const ALL_TOLD: Untold = { first: -1, last: -1 };

/** By octets: all can be told. */
export function testOctets(test: OctetTest): BatchTest {
  return ({ bytes, dataStart, capLen, count, firstNumber }, hit) => {
    for (let i = 0; i < count; i += 1)
      if (test(bytes, dataStart[i], dataStart[i] + capLen[i])) hit(firstNumber + i);
    return ALL_TOLD;
  };
}

/** By a sift: what it would have walked cannot be told. */
export function testSifted(index: CaptureIndex, sift: Sift): BatchTest {
  let timed = 0;
  return (batch, hit) => {
    if (timed === 0) {
      timed = firstTimed(index);
      if (timed === 0) return { first: 0, last: batch.count - 1 };
      const chunk = chunkOf(index.store, timed);
      sift.begin(secondsAt(chunk, rowOf(timed)), nanosecondsAt(chunk, rowOf(timed)));
    }
    let first = -1;
    let last = -1;
    for (let i = 0; i < batch.count; ) {
      const id = batch.interfaceId[i];
      let end = i + 1;
      while (end < batch.count && batch.interfaceId[end] === id) end += 1;
      while (i < end) {
        i = sift.scan(batch, i, end, index.facts.interfaces[id].linkType);
        for (let k = 0; k < sift.count; k += 1) hit(batch.firstNumber + sift.rows[k]);
        if (i === end) break;
        if (first < 0) first = i;
        last = i;
        i += 1;
      }
    }
    return { first, last };
  };
}

/** Packets among which one that has a time is looked for. */
const MOST_UNTIMED = 100_000;

function firstTimed({ store, count }: CaptureIndex): number {
  for (let number = 1; number <= Math.min(count, MOST_UNTIMED); number += 1)
    if (!Number.isNaN(secondsAt(chunkOf(store, number), rowOf(number)))) return number;
  return 0;
}

/** A scout at work. */
export interface Scout {
  /** Goes on for some packets; false where there are none for now. */
  readonly turn: () => boolean;
}

/** What it goes through. */
export interface ScoutParts {
  readonly index: CaptureIndex;
  /** Where one looks. */
  readonly near: () => number;
  readonly test: BatchTest;
  readonly into: GrowingList;
}

/** Packets of a turn: few at first, so that there is something to be shown, then more. */
const FIRST = 2048;
const MOST = 65_536;

/** Where a scout has come to on its two sides, and whether all up to there could be told. */
interface Place {
  up: number;
  down: number;
  upTold: boolean;
  downTold: boolean;
  upwards: boolean;
  size: number;
}

function beginAt(number: number): Place {
  return { up: number, down: number - 1, upTold: true, downTold: true, upwards: true, size: FIRST };
}

/** Makes one; it begins anew elsewhere when one looks elsewhere. */
export function createScout(parts: ScoutParts): Scout {
  const { index, near, into } = parts;
  let place = beginAt(Math.max(1, near()));
  return {
    turn: () => {
      const number = Math.min(near(), index.count);
      if (number > 0 && (number < place.down || number > place.up)) place = beginAt(number);
      // What was looked at already need not be looked at again.
      const above = into.looked(place.up);
      if (above.to >= above.from) place.up = above.to + 1;
      const below = into.looked(place.down);
      if (below.to >= below.from) place.down = below.from - 1;
      const canUp = place.up <= index.count;
      const canDown = place.down >= 1;
      if (!canUp && !canDown) return false;
      place.upwards = canUp && (!canDown || !place.upwards);
      const whole = place.upwards ? goUp(parts, place) : goDown(parts, place);
      place.size = Math.min(MOST, place.size * 2);
      return whole;
    },
  };
}

function goUp({ index, test, into }: ScoutParts, place: Place): boolean {
  const to = Math.min(index.count, place.up + place.size - 1);
  while (place.up <= to) {
    const read = index.readBatch(place.up, to - place.up + 1);
    if (!read.ok) return false;
    const { firstNumber, count } = read.value;
    const { first } = test(read.value, into.add);
    if (place.upTold) into.cover(firstNumber, first < 0 ? firstNumber + count - 1 : firstNumber + first - 1);
    place.upTold &&= first < 0;
    place.up = firstNumber + count;
  }
  return true;
}

function goDown({ index, test, into }: ScoutParts, place: Place): boolean {
  const from = Math.max(1, place.down - place.size + 1);
  let told = from;
  for (let at = from; at <= place.down; ) {
    const read = index.readBatch(at, place.down - at + 1);
    if (!read.ok) return false;
    const { firstNumber, count } = read.value;
    const { last } = test(read.value, into.add);
    if (last >= 0) told = firstNumber + last + 1;
    at = firstNumber + count;
  }
  if (place.downTold) into.cover(told, place.down);
  place.downTold &&= told === from;
  place.down = from - 1;
  return true;
}
