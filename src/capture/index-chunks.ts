/**
 * The index of a capture: where each packet lies, how long it is, when and where it was seen. Chunks of 65,536 packets
 * in typed arrays: while one is filled (index-filling.ts) a packet takes 12 octets and more; full ones are packed
 * (index-packing.ts), and then 4 are left in most captures.
 */

import type { Columns } from './columns.js';
import {
  offsetBehind,
  type PackedOffsets,
  type PackedTimes,
  packedOffset,
  packedTick,
  tickBehind,
} from './index-packing.js';

/** Packets of a chunk. */
export const CHUNK_ROWS = 65_536;
const CHUNK_SHIFT = 16;
const CHUNK_MASK = CHUNK_ROWS - 1;

/** Columns of numbers that are not negative: in 16 bits where all fit. */
export type Numbers = Uint32Array | Uint16Array;

/** The columns of a chunk, as they are read. */
export interface ChunkColumns {
  /** Offset of the first captured octet: less `offsetBase` in 32 bits; in more than 4 GiB as it is; or packed. */
  readonly offset: Uint32Array | Float64Array | PackedOffsets;
  readonly capLen: Numbers;
  /** Length on the wire; undefined while all packets are whole. */
  readonly wireLen: Numbers | undefined;
  /** Microseconds after (or before) the second `secBase`; or seconds and nanoseconds; or packed. */
  readonly times: Int32Array | SplitTimes | PackedTimes;
  /** Undefined while one interface has seen all of them. */
  readonly interfaceId: Numbers | undefined;
}

/** Seconds since 1970 (floor; NaN: no time) and nanoseconds within the second. */
export interface SplitTimes {
  readonly sec: Float64Array;
  readonly nsec: Uint32Array;
}

/** Up to 65,536 packets. */
export interface IndexChunk {
  /** Packets in it. */
  count: number;
  readonly offsetBase: number;
  readonly secBase: number;
  /** The interface that saw all of them; the column counts where there are several. */
  readonly oneInterface: number;
  readonly columns: ChunkColumns;
}

/** The columns of a chunk that is filled. */
export interface FillingColumns extends ChunkColumns {
  offset: Uint32Array | Float64Array;
  readonly capLen: Uint32Array;
  wireLen: Uint32Array | undefined;
  times: Int32Array | SplitTimes;
  interfaceId: Uint32Array | undefined;
}

/** A chunk that is filled. */
export interface FillingChunk extends IndexChunk {
  readonly columns: FillingColumns;
}

/** All chunks, and the few packets that carry comments. */
export interface IndexStore {
  readonly chunks: IndexChunk[];
  /** The last of them, while it can take more (index-filling.ts). */
  filling: FillingChunk | undefined;
  /** Packets in all. */
  count: number;
  /** Comments by packet number. */
  readonly comments: Map<number, readonly string[]>;
}

/** Makes an empty index. */
export function createIndexStore(): IndexStore {
  return { chunks: [], filling: undefined, count: 0, comments: new Map() };
}

/** The chunk that holds packet `number` (counting from 1; it must be there). */
export function chunkOf(store: IndexStore, number: number): IndexChunk {
  return store.chunks[(number - 1) >>> CHUNK_SHIFT];
}

/** The row of packet `number` in its chunk. */
export function rowOf(number: number): number {
  return (number - 1) & CHUNK_MASK;
}

/** Offset of the first captured octet of a row. */
export function offsetAt({ columns, offsetBase }: IndexChunk, row: number): number {
  const { offset, capLen } = columns;
  if (offset instanceof Uint32Array) return offset[row] + offsetBase;
  return offset instanceof Float64Array ? offset[row] : packedOffset(offset, capLen, row);
}

/** Octets that were captured of the packet of a row. */
export function capturedLengthAt({ columns }: IndexChunk, row: number): number {
  return columns.capLen[row];
}

/** Octets that the packet of a row had on the wire. */
export function wireLengthAt({ columns: { wireLen, capLen } }: IndexChunk, row: number): number {
  return wireLen === undefined ? capLen[row] : wireLen[row];
}

/** Seconds since 1970 of a row (floor); NaN for a packet without a time. */
export function secondsAt({ columns: { times }, secBase }: IndexChunk, row: number): number {
  if (times instanceof Int32Array) return secBase + Math.floor(times[row] / 1_000_000);
  if ('sec' in times) return times.sec[row];
  return secBase + Math.floor(packedTick(times, row) / times.perSecond);
}

/** Nanoseconds within the second of a row; 0 for a packet without a time. */
export function nanosecondsAt({ columns: { times } }: IndexChunk, row: number): number {
  if (times instanceof Int32Array) return nanosecondsOf(times[row], 1_000_000);
  if ('sec' in times) return times.nsec[row];
  return nanosecondsOf(packedTick(times, row), times.perSecond);
}

function nanosecondsOf(tick: number, perSecond: number): number {
  const rest = tick % perSecond;
  return (rest < 0 ? rest + perSecond : rest) * (1_000_000_000 / perSecond);
}

/** The interface that saw the packet of a row. */
export function interfaceAt({ columns: { interfaceId }, oneInterface }: IndexChunk, row: number): number {
  return interfaceId === undefined ? oneInterface : interfaceId[row];
}

/**
 * Fills the columns of a batch from packet `first` on: with up to `most` packets, as many as lie within `octets` from the start of
 * the first, at least one. `dataStart` counts from there. Gives the octets from there to the end of the last.
 */
export function fillRun(store: IndexStore, to: Columns, first: number, most: number, octets: number): number {
  to.firstNumber = first;
  to.inputOffset = offsetAt(chunkOf(store, first), rowOf(first));
  to.count = 0;
  let size = 0;
  while (to.count < most) {
    const number = first + to.count;
    const chunk = chunkOf(store, number);
    const from = rowOf(number);
    const wanted = Math.min(most - to.count, chunk.count - from);
    const run = { chunk, from, to, at: to.count };
    const { count, end } = fillPlaces(run, wanted, octets);
    if (count > 0) size = end;
    fillTimes(run, count);
    fillRest(run, count);
    to.count += count;
    if (count < wanted) break;
  }
  return size;
}

/** Rows of a chunk on their way into a batch. */
interface Run {
  readonly chunk: IndexChunk;
  readonly from: number;
  readonly to: Columns;
  readonly at: number;
}

/** Lengths on the wire, and interfaces. */
function fillRest({ chunk, from, to, at }: Run, count: number): void {
  const { wireLen, capLen, interfaceId } = chunk.columns;
  to.wireLen.set((wireLen ?? capLen).subarray(from, from + count), at);
  if (interfaceId === undefined) to.interfaceId.fill(chunk.oneInterface, at, at + count);
  else to.interfaceId.set(interfaceId.subarray(from, from + count), at);
}

/** Offsets and lengths; fewer than wanted where the next would end behind `octets`. */
function fillPlaces(
  { chunk, from, to, at }: Run,
  wanted: number,
  octets: number,
): { count: number; end: number } {
  const { offset, capLen } = chunk.columns;
  const packed = 'marks' in offset ? offset : undefined;
  let start = offsetAt(chunk, from) - to.inputOffset;
  let end = 0;
  let count = 0;
  for (; count < wanted; count++) {
    if (count > 0) {
      start =
        packed === undefined
          ? offsetAt(chunk, from + count) - to.inputOffset
          : offsetBehind(packed, start, capLen[from + count - 1]);
    }
    const length = capLen[from + count];
    if (at + count > 0 && start + length > octets) break;
    end = start + length;
    to.dataStart[at + count] = start;
    to.capLen[at + count] = length;
  }
  return { count, end };
}

function fillTimes({ chunk, from, to, at }: Run, count: number): void {
  const { columns, secBase } = chunk;
  const { times } = columns;
  if (!(times instanceof Int32Array) && 'sec' in times) {
    to.sec.set(times.sec.subarray(from, from + count), at);
    to.nsec.set(times.nsec.subarray(from, from + count), at);
    return;
  }
  const packed = times instanceof Int32Array ? undefined : times;
  const perSecond = packed?.perSecond ?? 1_000_000;
  const unit = 1_000_000_000 / perSecond;
  const { sec, nsec } = to;
  let tick = packed === undefined ? 0 : packedTick(packed, from);
  // Most packets lie in the same second as the one before: no division is needed.
  let second = 0;
  let begins = Number.NaN;
  for (let i = 0; i < count; i++) {
    if (packed === undefined) tick = (times as Int32Array)[from + i];
    else if (i > 0) tick = tickBehind(packed, tick, from + i);
    let rest = tick - begins;
    if (!(rest >= 0 && rest < perSecond)) {
      second = Math.floor(tick / perSecond);
      begins = second * perSecond;
      rest = tick - begins;
    }
    sec[at + i] = secBase + second;
    nsec[at + i] = rest * unit;
  }
}
