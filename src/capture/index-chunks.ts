/**
 * The index of a capture: where each packet lies, how long it is, when and where it was seen. Chunks of 65,536 packets
 * in typed arrays; each starts slim and takes on a column only when a packet needs it:
 *
 *   always            offset 4 (less the chunk's first) │ captured length 4
 *   whole microseconds within 35 minutes of the chunk's first packet:  time 4      all other times:  seconds 8 │ nanoseconds 4
 *   a packet was cut  length on the wire 4
 *   several interfaces  interface 4
 *
 * So a packet takes 12 octets in most captures, 16 where packets are cut, and 20 to 24 with nanoseconds.
 */
import type { PacketBatch } from './types.js';

/** Packets of a chunk. */
export const CHUNK_ROWS = 65_536;
const CHUNK_SHIFT = 16;
const CHUNK_MASK = CHUNK_ROWS - 1;
const TWO_32 = 4_294_967_296;

/** Up to 65,536 packets. */
export interface IndexChunk {
  /** Packets in it. */
  count: number;
  /** Offset of the first captured octet: less `offsetBase` in 32 bits, or (in more than 4 GiB) as it is. */
  offset: Uint32Array | Float64Array;
  readonly offsetBase: number;
  readonly capLen: Uint32Array;
  /** Length on the wire; undefined while all packets are whole. */
  wireLen: Uint32Array | undefined;
  /** Microseconds after (or before) the second `secBase`; undefined when `times` are kept. */
  micros: Int32Array | undefined;
  readonly secBase: number;
  times: { readonly sec: Float64Array; readonly nsec: Uint32Array } | undefined;
  /** The interface that saw all of them; the column counts where there are several. */
  readonly oneInterface: number;
  interfaceId: Uint32Array | undefined;
}

/** All chunks, and the few packets that carry comments. */
export interface IndexStore {
  readonly chunks: IndexChunk[];
  /** Packets in all. */
  count: number;
  /** Comments by packet number. */
  readonly comments: Map<number, readonly string[]>;
}

/** Makes an empty index. */
export function createIndexStore(): IndexStore {
  return { chunks: [], count: 0, comments: new Map() };
}

function createChunk(offsetBase: number, firstSec: number, oneInterface: number): IndexChunk {
  return {
    count: 0,
    offset: new Uint32Array(CHUNK_ROWS),
    offsetBase,
    capLen: new Uint32Array(CHUNK_ROWS),
    wireLen: undefined,
    micros: new Int32Array(CHUNK_ROWS),
    secBase: Number.isSafeInteger(firstSec) ? firstSec : 0,
    times: undefined,
    oneInterface,
    interfaceId: undefined,
  };
}

/** The chunk that takes the next packet; where a new one must be begun, the packet's own figures are its base. */
export function lastChunk(store: IndexStore, offset: number, sec: number, interfaceId: number): IndexChunk {
  const last = store.chunks.at(-1);
  if (last !== undefined && last.count < CHUNK_ROWS) return last;
  const chunk = createChunk(offset, sec, interfaceId);
  store.chunks.push(chunk);
  return chunk;
}

/** Adds the packets of a batch. */
export function appendBatch(store: IndexStore, batch: PacketBatch): void {
  for (let from = 0; from < batch.count; ) {
    const offset = batch.inputOffset + batch.dataStart[from];
    const chunk = lastChunk(store, offset, batch.sec[from], batch.interfaceId[from]);
    const to = Math.min(batch.count, from + CHUNK_ROWS - chunk.count);
    addOffsets(chunk, batch, from, to);
    chunk.capLen.set(batch.capLen.subarray(from, to), chunk.count);
    addWireLengths(chunk, batch, from, to);
    addTimes(chunk, batch, from, to);
    addInterfaces(chunk, batch, from, to);
    chunk.count += to - from;
    from = to;
  }
  if (batch.comments !== undefined) {
    for (const [row, comments] of batch.comments) store.comments.set(batch.firstNumber + row, comments);
  }
  store.count += batch.count;
}

function addOffsets(chunk: IndexChunk, batch: PacketBatch, from: number, to: number): void {
  const { dataStart } = batch;
  let at = chunk.count;
  if (chunk.offset instanceof Uint32Array) {
    const shift = batch.inputOffset - chunk.offsetBase;
    if (dataStart[to - 1] + shift < TWO_32) {
      const narrow = chunk.offset;
      for (let i = from; i < to; i++) narrow[at++] = dataStart[i] + shift;
      return;
    }
    const wide = new Float64Array(CHUNK_ROWS);
    for (let row = 0; row < at; row++) wide[row] = chunk.offset[row] + chunk.offsetBase;
    chunk.offset = wide;
  }
  for (let i = from; i < to; i++) chunk.offset[at++] = dataStart[i] + batch.inputOffset;
}

function addWireLengths(chunk: IndexChunk, batch: PacketBatch, from: number, to: number): void {
  const { capLen, wireLen } = batch;
  if (chunk.wireLen === undefined) {
    let i = from;
    while (i < to && capLen[i] === wireLen[i]) i++;
    if (i === to) return;
    chunk.wireLen = chunk.capLen.slice();
  }
  chunk.wireLen.set(wireLen.subarray(from, to), chunk.count);
}

function addTimes(chunk: IndexChunk, batch: PacketBatch, from: number, to: number): void {
  if (chunk.micros !== undefined) {
    if (addMicros(chunk.micros, chunk.count, batch.sec, batch.nsec, from, to, chunk.secBase)) return;
    const sec = new Float64Array(CHUNK_ROWS);
    const nsec = new Uint32Array(CHUNK_ROWS);
    for (let row = 0; row < chunk.count; row++) {
      sec[row] = secondsAt(chunk, row);
      nsec[row] = nanosecondsAt(chunk, row);
    }
    chunk.times = { sec, nsec };
    chunk.micros = undefined;
  }
  chunk.times?.sec.set(batch.sec.subarray(from, to), chunk.count);
  chunk.times?.nsec.set(batch.nsec.subarray(from, to), chunk.count);
}

/** False when a time doesn't fit. */
function addMicros(
  micros: Int32Array,
  at: number,
  sec: Float64Array,
  nsec: Uint32Array,
  from: number,
  to: number,
  base: number,
): boolean {
  for (let i = from; i < to; i++) {
    const time = (sec[i] - base) * 1_000_000 + nsec[i] / 1000;
    if (time !== (time | 0)) return false;
    micros[at++] = time;
  }
  return true;
}

function addInterfaces(chunk: IndexChunk, batch: PacketBatch, from: number, to: number): void {
  const ids = batch.interfaceId;
  const one = chunk.oneInterface;
  if (chunk.interfaceId === undefined) {
    let i = from;
    while (i < to && ids[i] === one) i++;
    if (i === to) return;
    chunk.interfaceId = new Uint32Array(CHUNK_ROWS).fill(one, 0, chunk.count);
  }
  chunk.interfaceId.set(ids.subarray(from, to), chunk.count);
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
export function offsetAt(chunk: IndexChunk, row: number): number {
  return chunk.offset instanceof Uint32Array ? chunk.offset[row] + chunk.offsetBase : chunk.offset[row];
}

/** Octets that the packet of a row had on the wire. */
export function wireLengthAt(chunk: IndexChunk, row: number): number {
  return chunk.wireLen === undefined ? chunk.capLen[row] : chunk.wireLen[row];
}

/** Seconds since 1970 of a row (floor); NaN for a packet without a time. */
export function secondsAt(chunk: IndexChunk, row: number): number {
  if (chunk.times !== undefined) return chunk.times.sec[row];
  return chunk.micros === undefined ? Number.NaN : chunk.secBase + Math.floor(chunk.micros[row] / 1_000_000);
}

/** Nanoseconds within the second of a row; 0 for a packet without a time. */
export function nanosecondsAt(chunk: IndexChunk, row: number): number {
  if (chunk.times !== undefined) return chunk.times.nsec[row];
  if (chunk.micros === undefined) return 0;
  const rest = chunk.micros[row] % 1_000_000;
  return (rest < 0 ? rest + 1_000_000 : rest) * 1000;
}

/** The interface that saw the packet of a row. */
export function interfaceAt(chunk: IndexChunk, row: number): number {
  return chunk.interfaceId === undefined ? chunk.oneInterface : chunk.interfaceId[row];
}
