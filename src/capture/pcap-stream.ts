/**
 * Classic pcap from a stream, through the package `pcap-parser`, kept from what it cannot do:
 *
 *   it refuses all magics but one      → it is handed a plain 2.4 microsecond header; the real one is read here
 *   it believes every captured length  → each packetHeader is checked before the body is collected
 *   it knows one record header         → a longer one is passed to it as part of the body
 *   it joins all it holds to each chunk → it never holds anything over: a straddling record is kept here, and handed
 *                                        over when it is whole; nothing is copied twice
 *   it ends a cut-off input in silence → what is left over at the end is an error here
 *   it never slows its source down     → it is fed one chunk for each batch that is asked for
 *
 *   chunk ─► [kept octets + chunk] ─► pcap-parser ─► packetHeader, packetData ─► columns over the same octets
 */
import { EventEmitter } from 'node:events';
import pcapParser, { type PacketHeader } from 'pcap-parser';
import type { IndexableReader } from './block-reader.js';
import { type Columns, createColumns, restartColumns } from './columns.js';
import { corrupt, cutShort } from './errors.js';
import { appendBatch } from './index-filling.js';
import {
  carryFraction,
  createPcapDecoder,
  lengthsSwapped,
  oversizedRecord,
  PCAP_HEADER_LENGTH,
  type PcapHeader,
} from './pcap.js';
import type { ChunkSource } from './sources.js';
import type { CaptureError } from './types.js';

const RECORD_HEADER = 16;
/** Octets given to the parser at a time, and so (an empty record is a header alone) the rows that this can make. */
const FEED = 65_536;
const ROWS = FEED / RECORD_HEADER + 2;

/** What the parser's events are turned into. */
interface Records {
  readonly columns: Columns;
  /** Offset in the input of the record whose header was seen last, and of the one that must follow it. */
  recordOffset: number;
  nextOffset: number;
  /** True between a record's header and its body. */
  inBody: boolean;
  /** Octets that the parser waits for. */
  need: number;
  failure: CaptureError | null;
}

function onHeader(records: Records, header: PcapHeader, record: PacketHeader): void {
  if (records.failure !== null) return;
  if (lengthsSwapped(header, record.capturedLength, record.originalLength)) {
    const wire = record.capturedLength;
    record.capturedLength = record.originalLength;
    record.originalLength = wire;
  }
  const extra = header.recordHeaderLength - RECORD_HEADER;
  const { columns } = records;
  const row = columns.count;
  const captured = record.capturedLength;
  records.recordOffset = records.nextOffset;
  if (captured > header.maxCapLen) {
    records.failure = oversizedRecord(captured, header, records.recordOffset);
    return;
  }
  carryFraction(columns, row, record.timestampSeconds, record.timestampMicroseconds, header.nanoseconds);
  columns.capLen[row] = captured;
  columns.wireLen[row] = record.originalLength;
  record.capturedLength = captured + extra;
  records.need = captured + extra;
  records.inBody = true;
  records.nextOffset = records.recordOffset + RECORD_HEADER + extra + captured;
}

function onBody(records: Records, header: PcapHeader, data: Uint8Array): void {
  if (records.failure !== null) return;
  const { columns } = records;
  const extra = header.recordHeaderLength - RECORD_HEADER;
  columns.dataStart[columns.count] = data.byteOffset - columns.bytes.byteOffset + extra;
  columns.count++;
  records.inBody = false;
  records.need = RECORD_HEADER;
}

/** The parser, with a plain header behind it and ready for records. Returns what feeds it: it tells what it left over. */
function connect(header: PcapHeader, records: Records): (bytes: Uint8Array) => number {
  // Pausing and resuming are no concern of the parser: it is fed by hand.
  const input = Object.assign(new EventEmitter(), { pause: () => undefined, resume: () => undefined });
  const parser = pcapParser.parse(input);
  parser.on('packetHeader', (record: PacketHeader) => onHeader(records, header, record));
  parser.on('packetData', (data: Uint8Array) => onBody(records, header, data));
  parser.on('error', (cause: Error) => {
    records.failure ??= corrupt(`pcap: ${cause.message}`, records.nextOffset);
  });
  const feed = (bytes: Uint8Array): number => {
    parser.buffer = null;
    input.emit('data', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    return parser.buffer === null ? 0 : (parser.buffer as Uint8Array).length;
  };
  const plain = new Uint8Array(PCAP_HEADER_LENGTH);
  const view = new DataView(plain.buffer);
  view.setUint32(0, 0xa1b2c3d4, header.littleEndian);
  view.setUint16(4, 2, header.littleEndian);
  view.setUint16(6, 4, header.littleEndian);
  feed(plain);
  return feed;
}

/** Octets kept until the record that they begin is whole. Grows, by doubling, only with octets that arrived. */
interface Kept {
  bytes: Uint8Array;
  length: number;
}

function keep(kept: Kept, more: Uint8Array): void {
  const length = kept.length + more.length;
  if (length > kept.bytes.length) {
    const grown = new Uint8Array(Math.max(length, kept.bytes.length * 2));
    grown.set(kept.bytes.subarray(0, kept.length));
    kept.bytes = grown;
  }
  kept.bytes.set(more, kept.length);
  kept.length = length;
}

/** The way of the input from its chunks to the parser. */
interface Feeder {
  readonly records: Records;
  readonly chunks: ChunkSource;
  /** Hands octets to the parser; returns how many at their end it left over. */
  readonly feed: (bytes: Uint8Array) => number;
  /** Octets that complete nothing yet. */
  readonly kept: Kept;
  chunk: Uint8Array | null;
  /** First octet of the chunk that was not taken yet. */
  at: number;
  /** Octets of the input taken from the chunks. */
  offset: number;
  /** What the parser left over of what it was fed; kept at the next step, when the batch is no longer in use. */
  left: Uint8Array;
}

/** One step: the next piece of input goes to the parser, unless it completes nothing. False at the end. */
async function step(feeder: Feeder): Promise<boolean> {
  const { records, kept, chunks } = feeder;
  // May lie within `kept` itself: `set` copes with that.
  keep(kept, feeder.left);
  feeder.left = feeder.left.subarray(feeder.left.length);
  if (feeder.chunk === null || feeder.at === feeder.chunk.length) {
    feeder.chunk = await chunks.next();
    feeder.at = 0;
    if (feeder.chunk === null) return false;
  }
  const piece = feeder.chunk.subarray(feeder.at, feeder.at + FEED);
  feeder.at += piece.length;
  feeder.offset += piece.length;
  let bytes = piece;
  if (kept.length > 0) {
    keep(kept, piece);
    if (kept.length < records.need) return true;
    bytes = kept.bytes.subarray(0, kept.length);
    kept.length = 0;
  }
  records.columns.bytes = bytes;
  records.columns.inputOffset = feeder.offset - bytes.length;
  feeder.left = bytes.subarray(bytes.length - feeder.feed(bytes));
  return true;
}

/** What is wrong with the end of the input, if anything. */
function failureAtEnd({ records, kept, chunks, offset }: Feeder): CaptureError | null {
  if (records.failure !== null) return records.failure;
  if (chunks.failure !== null) return chunks.failure(offset);
  if (records.inBody) return cutShort(records.recordOffset);
  return kept.length > 0 ? cutShort(records.nextOffset) : null;
}

/** Reads the records that follow `header` (already taken out of the stream) from `chunks`. */
export function pcapStreamReader(header: PcapHeader, chunks: ChunkSource): IndexableReader {
  const columns = createColumns(ROWS);
  const records: Records = {
    columns,
    recordOffset: header.length,
    nextOffset: header.length,
    inBody: false,
    need: RECORD_HEADER,
    failure: null,
  };
  const feeder: Feeder = {
    records,
    chunks,
    feed: connect(header, records),
    kept: { bytes: new Uint8Array(4096), length: 0 },
    chunk: null,
    at: 0,
    offset: header.length,
    left: new Uint8Array(0),
  };
  let error: CaptureError | null = null;
  let done = false;

  const next = async (): Promise<Columns | null> => {
    if (done) return null;
    startBatch(records);
    while (records.failure === null && (await step(feeder))) if (columns.count > 0) return columns;
    done = true;
    error = failureAtEnd(feeder);
    return null;
  };

  return {
    ...createPcapDecoder(header).facts,
    get error() {
      return error;
    },
    next,
    async advance(store) {
      const batch = await next();
      if (batch !== null) appendBatch(store, batch);
      return batch !== null;
    },
    async close() {
      done = true;
      await chunks.close();
    },
  };
}

/** Begins a batch; a record whose header came with the last one takes its row along. */
function startBatch(records: Records): void {
  const { columns } = records;
  const row = columns.count;
  restartColumns(columns);
  if (!records.inBody) return;
  columns.sec[0] = columns.sec[row];
  columns.nsec[0] = columns.nsec[row];
  columns.capLen[0] = columns.capLen[row];
  columns.wireLen[0] = columns.wireLen[row];
}
