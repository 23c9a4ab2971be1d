/**
 * How packets are looked at by themselves, without a reading: by the facts that the index keeps, by their octets, or by a
 * filter's sift. What is found is true; what cannot be told that way is left to a reading.
 */
import type { Result } from '../../base/result.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { boundsOf } from '../../capture/index-bounds.js';
import { chunkOf, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import type { CaptureError, PacketBatch } from '../../capture/types.js';
import type { FrameLane, StretchVerdict } from '../../filter/frame-lane.js';
import type { RowTest } from '../../filter/frame-rows.js';
import type { Sift } from '../../filter/sift.js';
import type { OctetTest, PacketTest } from './contract.js';
import { createTimed } from './timed.js';

/** How packets are looked at. */
export interface Inspection {
  /** Tells of all packets of a stretch at once, where it can; they must be there. */
  readonly ofStretch: (from: number, to: number) => StretchVerdict;
  /** Packets from one on: as many as come at once. */
  readonly read: (first: number, wanted: number) => Result<PacketBatch, CaptureError>;
  /** Tells of the packets of a batch which match. */
  readonly test: BatchTest;
}

/** Tells of the packets of a batch which match; gives the first and the last row that it cannot tell (-1: none). */
export type BatchTest = (batch: PacketBatch, hit: (number: number) => void) => Untold;

/** Rows that cannot be told. */
export interface Untold {
  readonly first: number;
  readonly last: number;
}

const ALL_TOLD: Untold = { first: -1, last: -1 };

/** How packets can be looked at for a test; undefined where only a reading tells. */
export function inspectionOf(index: CaptureIndex, test: PacketTest): Inspection | undefined {
  const read = index.readBatch;
  if (test.octets !== undefined) return { ofStretch: () => 'some', read, test: testOctets(test.octets) };
  const lane = test.lane?.();
  const timed = createTimed(index);
  const ofStretch = lane === undefined ? (): StretchVerdict => 'some' : laneOver(index, lane, timed);
  if (lane?.ofRows !== undefined) {
    const facts: Inspection['read'] = (first, wanted) => ({
      ok: true,
      value: index.factsFrom(first, wanted),
    });
    return { ofStretch, read: facts, test: testFacts(index, lane.ofRows, timed) };
  }
  const sift = test.alone?.();
  return sift === undefined ? undefined : { ofStretch, read, test: testSifted(index, sift, timed) };
}

/** Stretches, by what the index keeps. */
function laneOver(index: CaptureIndex, lane: FrameLane, timed: () => number): Inspection['ofStretch'] {
  return (from, to) => {
    const [sec, nsec] = timeOf(index, timed());
    const firstTime = Number.isNaN(sec) ? undefined : BigInt(sec) * 1_000_000_000n + BigInt(nsec);
    return lane.ofStretch(boundsOf(index.store, from, to), { interfaces: tellsInterfaces(index), firstTime });
  };
}

function tellsInterfaces({ facts }: CaptureIndex): boolean {
  return facts.format === 'pcapng' && facts.interfaces.length > 0;
}

/** Time of a packet; that of packet 0 is none. */
function timeOf({ store }: CaptureIndex, number: number): readonly [sec: number, nsec: number] {
  if (number === 0) return [Number.NaN, 0];
  const chunk = chunkOf(store, number);
  return [secondsAt(chunk, rowOf(number)), nanosecondsAt(chunk, rowOf(number))];
}

/** By facts: all can be told. */
function testFacts(index: CaptureIndex, test: RowTest, timed: () => number): BatchTest {
  return (batch, hit) => {
    const [sec, nsec] = timeOf(index, timed());
    test(batch, tellsInterfaces(index), sec, nsec, (row) => hit(batch.firstNumber + row));
    return ALL_TOLD;
  };
}

/** By octets: all can be told. */
function testOctets(test: OctetTest): BatchTest {
  return ({ bytes, dataStart, capLen, count, firstNumber }, hit) => {
    for (let i = 0; i < count; i += 1)
      if (test(bytes, dataStart[i], dataStart[i] + capLen[i])) hit(firstNumber + i);
    return ALL_TOLD;
  };
}

/** By a sift: what it would have walked cannot be told. */
function testSifted(index: CaptureIndex, sift: Sift, timed: () => number): BatchTest {
  let begun = false;
  return (batch, hit) => {
    if (!begun) {
      const number = timed();
      if (number === 0) return { first: 0, last: batch.count - 1 };
      sift.begin(...timeOf(index, number));
      begun = true;
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
