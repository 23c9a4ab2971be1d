/**
 * Where octets come from: files, growing files, streams. A `ByteSource` fills a buffer that the reader owns (files: no
 * copy beside the system's own); a `ChunkSource` hands over the buffers that a stream brings anyway. Either can be
 * turned into the other.
 */
import { closeSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { ioError } from './errors.js';
import type { CaptureError } from './types.js';

/** Tells why a source stopped early, given the offset up to which it was read. */
export type Failure = (offset: number) => CaptureError;

/** Octets, read into the reader's buffer. */
export interface ByteSource {
  /** Puts at least one octet into `target` from `from` on; resolves to how many, or 0 at the end (or at a failure). */
  read(target: Uint8Array, from: number): number | Promise<number>;
  /** Why the end came early; null where it did not. */
  readonly failure: Failure | null;
  close(): Promise<void>;
}

/** Octets, in the pieces in which they come. */
export interface ChunkSource {
  /** The next piece (never empty; valid until the next call), or null at the end (or at a failure). */
  next(): Promise<Uint8Array | null>;
  readonly failure: Failure | null;
  close(): Promise<void>;
}

/** A plain view of what may be a Buffer. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** What went wrong, for a person: the system's own words without its code. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message.replace(/^E[A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/, '');
}

/** Reads between two turns of the event loop: some milliseconds' worth, for signals and keys to get through. */
const READS_A_TURN = 64;

/**
 * An open file, read from where it stands until `signal` aborts. Reading is synchronous: what lies in the page cache is
 * read fastest so (handing each block through a thread was measured at half the speed).
 */
export function fileSource(fd: number, signal?: AbortSignal): ByteSource {
  let failure: Failure | null = null;
  let open = true;
  let reads = 0;
  const readNow = (target: Uint8Array, from: number): number => {
    if (!open || failure !== null || signal?.aborted) return 0;
    try {
      return readSync(fd, target, from, target.length - from, null);
    } catch (cause) {
      failure = (offset) => ioError(reasonOf(cause), offset);
      return 0;
    }
  };
  return {
    get failure() {
      return failure;
    },
    read(target, from) {
      if (++reads % READS_A_TURN !== 0) return readNow(target, from);
      return turn().then(() => readNow(target, from));
    },
    async close() {
      if (open && fd !== 0) closeSync(fd);
      open = false;
    },
  };
}

/** Milliseconds between two looks at a file that may have grown. */
const POLL_INTERVAL = 50;

/** A file that is still being written: at its end, more is waited for until `signal` aborts. */
export function growingSource(file: ByteSource, signal: AbortSignal | undefined): ByteSource {
  const closed = new AbortController();
  const stop = signal === undefined ? closed.signal : AbortSignal.any([signal, closed.signal]);
  return {
    get failure() {
      return file.failure;
    },
    async read(target, from) {
      for (;;) {
        const count = await file.read(target, from);
        if (count > 0 || file.failure !== null || stop.aborted) return count;
        // An abort ends the nap early; the loop then looks once more, so that nothing written before it is missed.
        await sleep(POLL_INTERVAL, undefined, { signal: stop }).catch(() => undefined);
      }
    },
    close() {
      closed.abort();
      return file.close();
    },
  };
}

/** A stream (standard input, FIFO). It is read no faster than it is asked for. An abort ends it. */
export function streamSource(stream: Readable, signal: AbortSignal | undefined): ChunkSource {
  let failure: Failure | null = null;
  let closed = false;
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    closed = true;
    stream.destroy();
  };
  if (signal?.aborted) void close();
  else signal?.addEventListener('abort', () => void close(), { once: true });
  return {
    get failure() {
      return failure;
    },
    async next() {
      try {
        while (!closed) {
          const result = await chunks.next();
          if (result.done) break;
          if (result.value.length > 0) return plainBytes(result.value);
        }
      } catch (cause) {
        if (!closed) failure = (offset) => ioError(reasonOf(cause), offset);
      }
      return null;
    },
    close,
  };
}

/** Lets a reader that wants its own buffer filled read from chunks. */
export function bytesOfChunks(chunks: ChunkSource): ByteSource {
  let chunk: Uint8Array | null = null;
  let at = 0;
  return {
    get failure() {
      return chunks.failure;
    },
    async read(target, from) {
      if (chunk === null || at === chunk.length) {
        chunk = await chunks.next();
        at = 0;
      }
      if (chunk === null) return 0;
      const count = Math.min(chunk.length - at, target.length - from);
      target.set(chunk.subarray(at, at + count), from);
      at += count;
      return count;
    },
    close: () => chunks.close(),
  };
}

/** Lets a reader that wants chunks read from a source that fills buffers; one buffer of `size` octets is reused. */
export function chunksOfBytes(source: ByteSource, size: number): ChunkSource {
  const buffer = new Uint8Array(size);
  return {
    get failure() {
      return source.failure;
    },
    async next() {
      const count = await source.read(buffer, 0);
      return count === 0 ? null : buffer.subarray(0, count);
    },
    close: () => source.close(),
  };
}

/** Fills `target`, unless the input ends before; resolves to how many octets there were. */
export async function readFully(source: ByteSource, target: Uint8Array): Promise<number> {
  let end = 0;
  while (end < target.length) {
    const count = await source.read(target, end);
    if (count === 0) break;
    end += count;
  }
  return end;
}

/** Looks at the first `length` octets (fewer only where the input ends) and gives back a source that begins with them. */
export async function peekBytes(source: ByteSource, length: number): Promise<[Uint8Array, ByteSource]> {
  const prefix = new Uint8Array(length);
  const end = await readFully(source, prefix);
  const head = prefix.subarray(0, end);
  let at = 0;
  const rest: ByteSource = {
    get failure() {
      return source.failure;
    },
    read(target, from) {
      if (at === end) return source.read(target, from);
      const count = Math.min(end - at, target.length - from);
      target.set(head.subarray(at, at + count), from);
      at += count;
      return count;
    },
    close: () => source.close(),
  };
  return [head, rest];
}

/** Looks at the first `length` octets (fewer only where the input ends) and gives back chunks that begin with them. */
export async function peekChunks(chunks: ChunkSource, length: number): Promise<[Uint8Array, ChunkSource]> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < length) {
    const chunk = await chunks.next();
    if (chunk === null) break;
    const joined = new Uint8Array(head.length + chunk.length);
    joined.set(head);
    joined.set(chunk, head.length);
    head = joined;
  }
  let first: Uint8Array | null = head.length > 0 ? head : null;
  const rest: ChunkSource = {
    get failure() {
      return chunks.failure;
    },
    async next() {
      const chunk = first;
      first = null;
      return chunk ?? chunks.next();
    },
    close: () => chunks.close(),
  };
  return [head.subarray(0, length), rest];
}
