/**
 * Opens an input of any kind and finds out what it is: by what the operating system says (file, stream), then by its
 * first octets (gzip, pcap, pcapng).
 *
 *   file, growing file ─► blocks ──────────────────────────────► block reader
 *   stdin, FIFO ────────► chunks ─┬─ classic pcap ─────────────► pcap-parser
 *                                 └─ pcapng ─► blocks ─────────► block reader
 *   gzip of either ─────► chunks ─► gunzip ─► blocks ──────────► block reader
 */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  open,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { err, ok, type Result } from '../base/result.js';
import { blockReader, type IndexableReader } from './block-reader.js';
import { DETECT_LENGTH, type Decoder, detectFormat, type Format } from './decoder.js';
import { ioError, notACapture } from './errors.js';
import { gunzipSource } from './gunzip.js';
import { createPcapDecoder, parsePcapHeader, pcapHeaderLength } from './pcap.js';
import { createPcapngDecoder } from './pcapng.js';
import {
  type ByteSource,
  bytesOfChunks,
  type ChunkSource,
  chunksOfBytes,
  fileSource,
  growingSource,
  peekBytes,
  peekChunks,
  readFully,
  reasonOf,
  streamSource,
} from './sources.js';
import { type Spool, spooled } from './spool.js';
import type { CaptureError, CaptureReader } from './types.js';

/** How to read. */
export interface OpenOptions {
  /** Wait for more at the end of the file, until `signal` aborts. */
  readonly follow?: boolean;
  /** Ends reading as if the input had ended. */
  readonly signal?: AbortSignal;
  /** Octets read at a time; a smaller number is only of use to tests. */
  readonly blockSize?: number;
}

/** From the page cache, blocks of this size are read fastest: they stay in the second-level cache. */
export const BLOCK_SIZE = 131_072;
const GZIP_CHUNK = 65_536;

/** Opens a capture: a path, or `-` for standard input. */
export function openCapture(
  path: string,
  options: OpenOptions = {},
): Promise<Result<CaptureReader, CaptureError>> {
  return openReader(path, options, undefined);
}

/** Opens a capture of which every octet is also wanted later: what is no plain file goes through `spool`. */
export async function openReader(
  path: string,
  options: OpenOptions,
  spool: (() => Spool) | undefined,
): Promise<Result<IndexableReader, CaptureError>> {
  const opened = await openDescriptor(path);
  if (!opened.ok) return opened;
  const fd = opened.value;
  const stat = fstatSync(fd);
  if (stat.isFile()) {
    const source = options.follow
      ? growingSource(fileSource(fd), options.signal)
      : fileSource(fd, options.signal);
    if (fd !== 0) return readerOfBytes(source, options, () => fileSource(openSync(path, 'r')), spool);
    // Standard input may stand anywhere in its file: what is read from there has offsets of its own.
    if (spool !== undefined) return readerOfChunks(chunksOfBytes(source, BLOCK_SIZE), options, spool);
    return readerOfBytes(source, options);
  }
  if (stat.isDirectory()) {
    closeSync(fd);
    return err(ioError('it is a directory', 0));
  }
  return readerOfChunks(streamSource(streamOf(fd, stat), options.signal), options, spool);
}

/** Whether an input comes bit by bit, so that nobody knows when it ends; false for what is not there. */
export function isStream(path: string): boolean {
  try {
    const stat = path === '-' ? fstatSync(0) : statSync(path);
    return !stat.isFile() && !stat.isDirectory();
  } catch {
    return false;
  }
}

/** Pipes and terminals are waited for by the event loop; a thread that waits in a read could not be called off. */
function streamOf(fd: number, stat: Stats): Readable {
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd, readable: true, writable: false });
  return isatty(fd) ? new ReadStream(fd) : createReadStream('', { fd });
}

async function openDescriptor(path: string): Promise<Result<number, CaptureError>> {
  if (path === '-') return ok(0);
  try {
    // A FIFO is opened before anybody writes to it, or the wait for its writer could not be called off: the first that is
    // heard of it is then its first octet (so Linux; others would take it for ended).
    if (process.platform === 'linux' && statSync(path).isFIFO())
      return ok(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    // Not the synchronous call: opening a FIFO waits for its writer.
    return ok(await promisify(open)(path, 'r'));
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (missing) return err({ code: 'not-found', message: "The file doesn't exist.", offset: 0 });
    return err(ioError(reasonOf(cause), 0));
  }
}

/**
 * Reads a capture from octets that are read on demand. `again` opens them once more, for damaged gzip; `spool` keeps
 * what gzip yields.
 */
export async function readerOfBytes(
  source: ByteSource,
  options: OpenOptions = {},
  again?: () => ByteSource,
  spool?: () => Spool,
): Promise<Result<IndexableReader, CaptureError>> {
  const [head, rest] = await peekBytes(source, DETECT_LENGTH);
  const format = detectFormat(head);
  if (format !== 'gzip') return blockReaderFor(format, head, rest, options);
  const reopen = again === undefined ? undefined : () => chunksOfBytes(again(), GZIP_CHUNK);
  return readerOfGzip(chunksOfBytes(rest, GZIP_CHUNK), options, reopen, spool);
}

/** Reads a capture from the pieces of a stream; `spool` keeps what they (or gzip within them) yield. */
export async function readerOfChunks(
  chunks: ChunkSource,
  options: OpenOptions = {},
  spool?: () => Spool,
): Promise<Result<IndexableReader, CaptureError>> {
  const [head, rest] = await peekChunks(chunks, DETECT_LENGTH);
  const format = detectFormat(head);
  if (format === 'gzip') return readerOfGzip(rest, options, undefined, spool);
  const kept = spool === undefined ? rest : spooled(rest, spool());
  if (format !== 'pcap') return blockReaderFor(format, head, bytesOfChunks(kept), options);
  const length = pcapHeaderLength(head);
  const [whole, records] = await peekChunks(kept, length);
  const header = parsePcapHeader(whole);
  if (!header.ok) return refuse(records, records.failure?.(whole.length) ?? header.error);
  // Files, which most inputs are, need no package.
  const { pcapStreamReader } = await import('./pcap-stream.js');
  return ok(pcapStreamReader(header.value, await withoutFirst(records, length)));
}

async function readerOfGzip(
  chunks: ChunkSource,
  options: OpenOptions,
  again: (() => ChunkSource) | undefined,
  spool: (() => Spool) | undefined,
): Promise<Result<IndexableReader, CaptureError>> {
  const plain = gunzipSource(chunks, again);
  const kept = spool === undefined ? plain : spooled(plain, spool());
  const [head, rest] = await peekBytes(bytesOfChunks(kept), DETECT_LENGTH);
  return blockReaderFor(detectFormat(head), head, rest, options);
}

/** Picks the decoder for what begins with `head`, and the block reader for `source`, which begins with it too. */
async function blockReaderFor(
  format: Format,
  head: Uint8Array,
  source: ByteSource,
  options: OpenOptions,
): Promise<Result<IndexableReader, CaptureError>> {
  const blockSize = options.blockSize ?? BLOCK_SIZE;
  if (format === 'pcapng') return ok(blockReader(source, createPcapngDecoder(), 0, blockSize));
  if (format === 'pcap') {
    const length = pcapHeaderLength(head);
    const whole = new Uint8Array(length);
    const size = await readFully(source, whole);
    const header = parsePcapHeader(whole.subarray(0, size));
    if (!header.ok) return refuse(source, source.failure?.(size) ?? header.error);
    return ok(blockReader(source, createPcapDecoder(header.value), length, blockSize));
  }
  if (source.failure !== null) return refuse(source, source.failure(head.length));
  // An input without a single octet holds no packets, and nothing that could be wrong.
  if (format === 'empty') return ok(blockReader(source, EMPTY, 0, 1));
  return refuse(source, notACapture());
}

const EMPTY: Decoder = {
  facts: {
    format: 'pcap',
    interfaces: [],
    names: [],
    statistics: [],
    comments: [],
    blockCounts: new Map(),
  },
  decode: () => null,
  skim: () => 0,
  finish: () => null,
};

async function refuse(
  source: ByteSource | ChunkSource,
  error: CaptureError,
): Promise<Result<IndexableReader, CaptureError>> {
  await source.close();
  return err(error);
}

/** The chunks behind the first `length` octets, which the first chunk holds. */
async function withoutFirst(chunks: ChunkSource, length: number): Promise<ChunkSource> {
  const first = await chunks.next();
  let body = first !== null && first.length > length ? first.subarray(length) : null;
  return {
    get failure() {
      return chunks.failure;
    },
    async next() {
      const chunk = body;
      body = null;
      return chunk ?? chunks.next();
    },
    close: () => chunks.close(),
  };
}
