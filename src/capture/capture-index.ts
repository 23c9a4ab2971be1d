/**
 * An indexed capture: one pass notes where every packet lies; after that any packet is one read away. Plain files are
 * read again where they are; streams and compressed files from a spool.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { err, ok, type Result } from '../base/result.js';
import type { IndexableReader } from './block-reader.js';
import { addComments, type Columns, createColumns } from './columns.js';
import { ioError } from './errors.js';
import { chunkOf, createIndexStore, fillRun, type IndexStore, offsetAt, rowOf } from './index-chunks.js';
import { isStream, type OpenOptions, openReader } from './open.js';
import { reasonOf } from './sources.js';
import { createSpool, type Spool } from './spool.js';
import type { CaptureError, CaptureReader, PacketBatch } from './types.js';

/** A capture with random access. Packets are numbered from 1; `store` has the columns themselves. */
export interface CaptureIndex {
  /** Format, interfaces, names and so on: as far as has been indexed. */
  readonly facts: Omit<CaptureReader, 'next' | 'close' | 'error'>;
  readonly store: IndexStore;
  /** Packets indexed so far. */
  readonly count: number;
  /** True once there is nothing more to index. */
  readonly complete: boolean;
  /** True where more may come for as long as one waits: a stream, a file that is followed. */
  readonly live: boolean;
  /** How much of a plain file has been indexed: 0 … 1; undefined where nobody knows how much will come. */
  readonly progress: number | undefined;
  /** Why indexing stopped early; null before the end, and when the input was read to its end. */
  readonly error: CaptureError | null;
  /** Indexes the next few thousand packets; false when there are no more. A growing input is waited for. */
  advance(): Promise<boolean>;
  /** Indexes no more: what has been indexed is all that there is. */
  stop(): void;
  /** Reads packet `number`. The batch of one is valid until the next read. */
  readPacket(number: number): Result<PacketBatch, CaptureError>;
  /** Reads packets from `first` on: as many as are there, fit a block, and are wanted, at least one. */
  readBatch(first: number, wanted: number): Result<PacketBatch, CaptureError>;
  /** The same without octets, for whoever asks about the facts alone: nothing is read. The packets must be there. */
  factsFrom(first: number, wanted: number): PacketBatch;
  close(): Promise<void>;
}

/** Opens a capture for random access; nothing is indexed yet (see `advance`). */
export async function openIndex(
  path: string,
  options: OpenOptions = {},
): Promise<Result<CaptureIndex, CaptureError>> {
  const spools: Spool[] = [];
  const live = options.follow === true || isStream(path);
  const opened = await openReader(path, options, () => {
    const spool = createSpool();
    spools.push(spool);
    return spool;
  });
  if (!opened.ok) {
    for (const spool of spools) closeSync(spool.fd);
    return opened;
  }
  try {
    const fd = spools.length > 0 ? spools[0].fd : openSync(path, 'r');
    const size = live || spools.length > 0 ? undefined : fstatSync(fd).size;
    return ok(indexOf(opened.value, fd, live, size));
  } catch (cause) {
    await opened.value.close();
    return err(ioError(reasonOf(cause), 0));
  }
}

/** Opens a capture and indexes it to its end. `onProgress` hears now and then how many packets there are. */
export async function indexCapture(
  path: string,
  options: OpenOptions & { readonly onProgress?: (count: number) => void } = {},
): Promise<Result<CaptureIndex, CaptureError>> {
  const opened = await openIndex(path, options);
  if (!opened.ok) return opened;
  const index = opened.value;
  for (let batches = 1; await index.advance(); batches++) {
    if (batches % 64 !== 0) continue;
    options.onProgress?.(index.count);
    await turn();
  }
  return ok(index);
}

/** `size`: octets of the input, where they are known. */
function indexOf(reader: IndexableReader, fd: number, live: boolean, size: number | undefined): CaptureIndex {
  const store = createIndexStore();
  const columns = createColumns(READ_ROWS);
  const facts = createColumns(READ_ROWS);
  let complete = false;
  let stopping = false;
  let open = true;
  const read = (first: number, wanted: number): Result<PacketBatch, CaptureError> => {
    if (!open || first < 1 || first > store.count) return err(ioError(`there is no packet ${first}`, 0));
    return readRun(fd, store, columns, first, wanted);
  };
  return {
    facts: reader,
    store,
    live,
    get count() {
      return store.count;
    },
    get complete() {
      return complete;
    },
    get progress() {
      if (size === undefined || size === 0 || complete) return size === undefined ? undefined : 1;
      return store.count === 0 ? 0 : offsetAt(chunkOf(store, store.count), rowOf(store.count)) / size;
    },
    get error() {
      return reader.error;
    },
    async advance() {
      complete ||= stopping || !(await reader.advance(store));
      return !complete;
    },
    stop: () => {
      stopping = true;
    },
    readPacket: (number) => read(number, 1),
    readBatch: read,
    factsFrom: (first, wanted) => {
      fillColumns(store, facts, first, wanted, Number.POSITIVE_INFINITY);
      return facts;
    },
    async close() {
      if (open) closeSync(fd);
      open = false;
      complete = true;
      await reader.close();
    },
  };
}

const READ_ROWS = 4096;
const READ_BLOCK = 262_144;

/** Reads a run of packets with one read; the columns come from the index. */
function readRun(
  fd: number,
  store: IndexStore,
  columns: Columns,
  first: number,
  wanted: number,
): Result<PacketBatch, CaptureError> {
  const size = fillColumns(store, columns, first, wanted, READ_BLOCK);
  const start = columns.inputOffset;
  if (columns.bytes.length < size) columns.bytes = new Uint8Array(Math.max(size, READ_BLOCK));
  try {
    for (let got = 0; got < size; ) {
      const count = readSync(fd, columns.bytes, got, size - got, start + got);
      if (count === 0) return err(ioError('the file has become shorter', start + got));
      got += count;
    }
  } catch (cause) {
    return err(ioError(reasonOf(cause), start));
  }
  return ok(columns);
}

/** Fills columns with packets from `first` on that lie within so many octets, and their comments; gives the octets. */
function fillColumns(
  store: IndexStore,
  columns: Columns,
  first: number,
  wanted: number,
  octets: number,
): number {
  const most = Math.min(wanted, READ_ROWS, store.count - first + 1);
  const size = fillRun(store, columns, first, most, octets);
  columns.comments = undefined;
  if (store.comments.size === 0) return size;
  for (let row = 0; row < columns.count; row++) {
    const comments = store.comments.get(first + row);
    if (comments !== undefined) addComments(columns, row, comments);
  }
  return size;
}
