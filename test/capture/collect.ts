/** Reads captures to their end in the ways that there are, and puts all they say into plain values to compare. */
import { expect } from 'vitest';
import { indexCapture } from '../../src/capture/capture-index.js';
import { type OpenOptions, readerOfBytes, readerOfChunks } from '../../src/capture/open.js';
import type { ByteSource, ChunkSource } from '../../src/capture/sources.js';
import type {
  CaptureError,
  CaptureInterface,
  CaptureName,
  CaptureReader,
  CaptureStatistics,
  PacketBatch,
} from '../../src/capture/types.js';

/** One packet, copied out of its batch. */
export interface Packet {
  readonly number: number;
  readonly sec: number;
  readonly nsec: number;
  readonly capLen: number;
  readonly wireLen: number;
  readonly interfaceId: number;
  readonly data: string;
  readonly comments: readonly string[] | undefined;
}

/** Everything that a capture says. */
export interface Collected {
  readonly format: 'pcap' | 'pcapng' | undefined;
  readonly packets: readonly Packet[];
  readonly error: CaptureError | null;
  readonly interfaces: readonly CaptureInterface[];
  readonly names: readonly CaptureName[];
  readonly statistics: readonly CaptureStatistics[];
  readonly comments: readonly string[];
  readonly blockCounts: ReadonlyMap<number, number>;
}

/** The packets of one batch, each checked to lie within the batch's bytes. */
export function packetsOf(batch: PacketBatch): Packet[] {
  const packets: Packet[] = [];
  for (let i = 0; i < batch.count; i++) {
    const start = batch.dataStart[i];
    const end = start + batch.capLen[i];
    if (end > batch.bytes.length) expect.fail(`packet ${batch.firstNumber + i} lies outside its batch`);
    if (batch.nsec[i] > 999_999_999) expect.fail(`packet ${batch.firstNumber + i} has too many nanoseconds`);
    packets.push({
      number: batch.firstNumber + i,
      sec: batch.sec[i],
      nsec: batch.nsec[i],
      capLen: batch.capLen[i],
      wireLen: batch.wireLen[i],
      interfaceId: batch.interfaceId[i],
      data: Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset + start, end - start).toString('latin1'),
      comments: batch.comments?.get(i),
    });
  }
  return packets;
}

/** Reads to the end. */
export async function collect(reader: CaptureReader): Promise<Collected> {
  const packets: Packet[] = [];
  for (;;) {
    const batch = await reader.next();
    if (batch === null) break;
    if (batch.count === 0) expect.fail('an empty batch');
    for (const packet of packetsOf(batch)) packets.push(packet);
  }
  const { format, error, interfaces, names, statistics, comments, blockCounts } = reader;
  await reader.close();
  return { format, packets, error, interfaces, names, statistics, comments, blockCounts };
}

/** What is collected from an input that could not even be opened. */
export function nothing(error: CaptureError): Collected {
  return {
    format: undefined,
    packets: [],
    error,
    interfaces: [],
    names: [],
    statistics: [],
    comments: [],
    blockCounts: new Map(),
  };
}

/** Through the index: all packets by number, one by one or in runs. */
export async function viaIndex(path: string, run: number): Promise<Collected> {
  const opened = await indexCapture(path);
  if (!opened.ok) return nothing(opened.error);
  const index = opened.value;
  const packets: Packet[] = [];
  for (let number = 1; number <= index.count; ) {
    const batch = index.readBatch(number, run);
    if (!batch.ok) expect.fail(batch.error.message);
    if (batch.value.count < 1) expect.fail('an empty batch');
    for (const packet of packetsOf(batch.value)) packets.push(packet);
    number += batch.value.count;
  }
  const { format, interfaces, names, statistics, comments, blockCounts } = index.facts;
  const error = index.error;
  await index.close();
  return { format, packets, error, interfaces, names, statistics, comments, blockCounts };
}

/** Octets in memory as a source that fills buffers. */
export function memorySource(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    failure: null,
    read(target, from) {
      const count = Math.min(target.length - from, bytes.length - at);
      target.set(bytes.subarray(at, at + count), from);
      at += count;
      return count;
    },
    close: async () => undefined,
  };
}

/**
 * Octets in memory as a stream that brings them in pieces of the given sizes, over and over. Each piece is overwritten
 * when the next one is asked for, as a stream that reuses its buffer would.
 */
export function memoryChunks(bytes: Uint8Array, sizes: readonly number[]): ChunkSource {
  let at = 0;
  let turn = 0;
  let last: Uint8Array | undefined;
  return {
    failure: null,
    async next() {
      last?.fill(0xee);
      if (at >= bytes.length) return null;
      const size = sizes[turn++ % sizes.length];
      last = bytes.slice(at, at + size);
      at += last.length;
      return last;
    },
    close: async () => undefined,
  };
}

/** Through the block reader. */
export async function viaBlocks(bytes: Uint8Array, options: OpenOptions = {}): Promise<Collected> {
  const opened = await readerOfBytes(memorySource(bytes), options);
  return opened.ok ? collect(opened.value) : nothing(opened.error);
}

/** As from standard input, in pieces of the given sizes. */
export async function viaChunks(bytes: Uint8Array, sizes: readonly number[]): Promise<Collected> {
  const opened = await readerOfChunks(memoryChunks(bytes, sizes));
  return opened.ok ? collect(opened.value) : nothing(opened.error);
}
