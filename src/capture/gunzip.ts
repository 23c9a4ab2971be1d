/**
 * gzip, undone as a stream. Node's own decompressor drops what it has produced from a piece of input in which it then
 * finds damage; so the input goes in small pieces, one at a time, and a damaged piece is gone through again octet by
 * octet in a second pass (over the file; over what has been kept of a stream, if that was no more than a mebibyte), so
 * that everything in front of the damage is delivered before the error is told.
 *
 * Bounds: at most 16 KiB of input are in the decompressor at a time, and deflate yields at most 1032 octets for one.
 */
import { createGunzip } from 'node:zlib';
import { badGzip } from './errors.js';
import { type ChunkSource, type Failure, plainBytes } from './sources.js';

const PIECE = 16_384;
const OUTPUT = 65_536;
/** Octets of a stream's compressed input that are kept for a second pass. */
const KEPT = 1_048_576;

/** One run of the decompressor. */
interface Run {
  readonly ready: Uint8Array[];
  /** Octets produced so far. */
  produced: number;
  /** What is wrong with the input, in a few words. */
  fault: string | null;
  /** True when the compressed data has come to its end (whatever follows is ignored). */
  done: boolean;
  write(piece: Uint8Array): Promise<void>;
  end(): Promise<void>;
  close(): void;
}

function startRun(): Run {
  const gunzip = createGunzip({ chunkSize: OUTPUT });
  let wake: () => void = () => undefined;
  const run: Run = {
    ready: [],
    produced: 0,
    fault: null,
    done: false,
    write: (piece) =>
      new Promise((resolve) => {
        wake = resolve;
        gunzip.write(piece, () => resolve());
      }),
    end: () =>
      new Promise((resolve) => {
        wake = resolve;
        gunzip.end();
      }),
    close: () => gunzip.destroy(),
  };
  gunzip.on('data', (chunk: Uint8Array) => {
    run.ready.push(plainBytes(chunk));
    run.produced += chunk.length;
  });
  gunzip.on('error', (cause) => {
    run.fault = cause.message;
    wake();
  });
  gunzip.on('end', () => {
    run.done = true;
    wake();
  });
  return run;
}

/** Decompresses `input`. `again` opens the same input once more from its start, where that is possible. */
export function gunzipSource(input: ChunkSource, again: (() => ChunkSource) | undefined): ChunkSource {
  const run = startRun();
  let failure: Failure | null = null;
  let salvaged: Uint8Array[] = [];
  let chunk: Uint8Array | null = null;
  let at = 0;
  let consumed = 0;
  /** Pieces of a stream so far, until they are too many. */
  let pieces: Uint8Array[] | undefined = again === undefined ? [] : undefined;

  const step = async (): Promise<boolean> => {
    if (failure !== null || run.done) return false;
    if (chunk === null || at === chunk.length) {
      chunk = await input.next();
      at = 0;
    }
    if (chunk === null) {
      failure = input.failure;
      if (failure === null) await run.end();
      if (run.fault !== null) failure = failing(run.fault);
      return true;
    }
    const piece = chunk.slice(at, at + PIECE);
    at += piece.length;
    await run.write(piece);
    if (run.fault === null) {
      consumed += piece.length;
      pieces = consumed <= KEPT ? pieces : undefined;
      pieces?.push(piece);
      return true;
    }
    failure = failing(run.fault);
    const second = again?.() ?? (pieces === undefined ? undefined : chunksOfPieces(pieces));
    if (second !== undefined) salvaged = await salvage(second, consumed, piece, run.produced);
    return true;
  };

  return {
    get failure() {
      return failure;
    },
    async next() {
      for (;;) {
        const ready = run.ready.shift() ?? salvaged.shift();
        if (ready !== undefined) return ready;
        if (!(await step())) return null;
      }
    },
    async close() {
      run.close();
      await input.close();
    },
  };
}

function chunksOfPieces(pieces: readonly Uint8Array[]): ChunkSource {
  const left = [...pieces];
  return { failure: null, next: async () => left.shift() ?? null, close: async () => undefined };
}

function failing(fault: string): Failure {
  return (offset) => badGzip(`gzip: ${fault}`, offset);
}

/** What the damaged `piece` (after `skip` good octets of input) yields in front of the damage. */
async function salvage(
  input: ChunkSource,
  skip: number,
  piece: Uint8Array,
  delivered: number,
): Promise<Uint8Array[]> {
  const run = startRun();
  let left = skip;
  while (left > 0) {
    const chunk = await input.next();
    if (chunk === null) break;
    for (let at = 0; at < chunk.length && left > 0; ) {
      const part = chunk.slice(at, at + Math.min(PIECE, left));
      at += part.length;
      left -= part.length;
      await run.write(part);
      run.ready.length = 0;
    }
  }
  await input.close();
  // The second pass must come to the same point, or the file has changed meanwhile.
  if (left === 0 && run.produced === delivered) {
    for (let at = 0; at < piece.length && run.fault === null && !run.done; at++) {
      await run.write(piece.slice(at, at + 1));
    }
  }
  run.close();
  return run.ready;
}
