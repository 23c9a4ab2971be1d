/**
 * How the index takes packets in. A chunk that is filled starts slim and takes on a column only when a packet needs it:
 *
 *   always            offset 4 (less the chunk's first) │ captured length 4
 *   whole microseconds within 35 minutes of the chunk's first packet:  time 4      all other times:  seconds 8 │ nanoseconds 4
 *   a packet was cut  length on the wire 4
 *   several interfaces  interface 4
 *
 * Once it is full it is packed, and its columns serve the next one.
 */
import {
  CHUNK_ROWS,
  type ChunkColumns,
  type FillingChunk,
  type FillingColumns,
  type IndexStore,
  nanosecondsAt,
  secondsAt,
} from './index-chunks.js';
import { type PackedTimes, packNumbers, packOffsets, packTimes } from './index-packing.js';
import type { PacketBatch } from './types.js';

const TWO_32 = 4_294_967_296;

/** The chunk that takes the next packet; where a new one must be begun, the packet's own figures are its base. */
export function lastChunk(store: IndexStore, offset: number, sec: number, interfaceId: number): FillingChunk {
  const last = store.filling;
  if (last !== undefined && last.count < CHUNK_ROWS) return last;
  const chunk: FillingChunk = {
    count: 0,
    offsetBase: offset,
    secBase: Number.isSafeInteger(sec) ? sec : 0,
    oneInterface: interfaceId,
    columns: last === undefined ? freshColumns() : pack(store, last),
  };
  store.chunks.push(chunk);
  store.filling = chunk;
  return chunk;
}

function freshColumns(): FillingColumns {
  return {
    offset: new Uint32Array(CHUNK_ROWS),
    capLen: new Uint32Array(CHUNK_ROWS),
    wireLen: undefined,
    times: new Int32Array(CHUNK_ROWS),
    interfaceId: undefined,
  };
}

/** Packs the last chunk, which is full. Gives its columns, as far as they are free now, for the next one. */
function pack(store: IndexStore, full: FillingChunk): FillingColumns {
  const { columns, offsetBase } = full;
  const { offset, capLen, wireLen, times, interfaceId } = columns;
  const base = offset instanceof Uint32Array ? offsetBase : 0;
  const packed: ChunkColumns = {
    offset: packOffsets(offset, base, capLen) ?? offset,
    capLen: packNumbers(capLen),
    wireLen: wireLen === undefined ? undefined : packNumbers(wireLen),
    times: packedTimes(full) ?? times,
    interfaceId: interfaceId === undefined ? undefined : packNumbers(interfaceId),
  };
  store.chunks[store.chunks.length - 1] = { ...full, columns: packed };
  return {
    offset: packed.offset !== offset && offset instanceof Uint32Array ? offset : new Uint32Array(CHUNK_ROWS),
    capLen,
    wireLen: undefined,
    times: packed.times !== times && times instanceof Int32Array ? times : new Int32Array(CHUNK_ROWS),
    interfaceId: undefined,
  };
}

function packedTimes({ columns: { times }, secBase }: FillingChunk): PackedTimes | undefined {
  if (times instanceof Int32Array) return packTimes((row) => times[row], CHUNK_ROWS, 1_000_000);
  const { sec, nsec } = times;
  return packTimes((row) => (sec[row] - secBase) * 1_000_000_000 + nsec[row], CHUNK_ROWS, 1_000_000_000);
}

/** Adds the packets of a batch. */
export function appendBatch(store: IndexStore, batch: PacketBatch): void {
  for (let from = 0; from < batch.count; ) {
    const offset = batch.inputOffset + batch.dataStart[from];
    const chunk = lastChunk(store, offset, batch.sec[from], batch.interfaceId[from]);
    const to = Math.min(batch.count, from + CHUNK_ROWS - chunk.count);
    addOffsets(chunk, batch, from, to);
    chunk.columns.capLen.set(batch.capLen.subarray(from, to), chunk.count);
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

function addOffsets(chunk: FillingChunk, batch: PacketBatch, from: number, to: number): void {
  const { dataStart } = batch;
  const { columns, offsetBase } = chunk;
  let at = chunk.count;
  if (columns.offset instanceof Uint32Array) {
    const shift = batch.inputOffset - offsetBase;
    if (dataStart[to - 1] + shift < TWO_32) {
      const narrow = columns.offset;
      for (let i = from; i < to; i++) narrow[at++] = dataStart[i] + shift;
      return;
    }
    const wide = new Float64Array(CHUNK_ROWS);
    for (let row = 0; row < at; row++) wide[row] = columns.offset[row] + offsetBase;
    columns.offset = wide;
  }
  for (let i = from; i < to; i++) columns.offset[at++] = dataStart[i] + batch.inputOffset;
}

function addWireLengths(
  { columns, count }: FillingChunk,
  batch: PacketBatch,
  from: number,
  to: number,
): void {
  const { capLen, wireLen } = batch;
  if (columns.wireLen === undefined) {
    let i = from;
    while (i < to && capLen[i] === wireLen[i]) i++;
    if (i === to) return;
    columns.wireLen = columns.capLen.slice();
  }
  columns.wireLen.set(wireLen.subarray(from, to), count);
}

function addTimes(chunk: FillingChunk, batch: PacketBatch, from: number, to: number): void {
  const { columns, count, secBase } = chunk;
  if (columns.times instanceof Int32Array) {
    if (addMicros(columns.times, count, batch.sec, batch.nsec, from, to, secBase)) return;
    const sec = new Float64Array(CHUNK_ROWS);
    const nsec = new Uint32Array(CHUNK_ROWS);
    for (let row = 0; row < count; row++) {
      sec[row] = secondsAt(chunk, row);
      nsec[row] = nanosecondsAt(chunk, row);
    }
    columns.times = { sec, nsec };
  }
  columns.times.sec.set(batch.sec.subarray(from, to), count);
  columns.times.nsec.set(batch.nsec.subarray(from, to), count);
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

function addInterfaces(
  { columns, count, oneInterface }: FillingChunk,
  batch: PacketBatch,
  from: number,
  to: number,
): void {
  const ids = batch.interfaceId;
  if (columns.interfaceId === undefined) {
    let i = from;
    while (i < to && ids[i] === oneInterface) i++;
    if (i === to) return;
    columns.interfaceId = new Uint32Array(CHUNK_ROWS).fill(oneInterface, 0, count);
  }
  columns.interfaceId.set(ids.subarray(from, to), count);
}
