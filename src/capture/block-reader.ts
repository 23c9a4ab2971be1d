/**
 * Reads a capture block by block through one reused window: the reader for files, for pcapng wherever it comes from,
 * and for everything compressed. Memory does not grow with the input.
 */
import { createColumns, restartColumns } from './columns.js';
import type { Decoder } from './decoder.js';
import type { ByteSource } from './sources.js';
import type { CaptureError, CaptureReader } from './types.js';
import { createWindow, makeRoom } from './window.js';

/** Rows of a batch at most: the columns then fit the second-level cache together with a block. */
export const BATCH_ROWS = 4096;

/** Reads with `decoder` from `source`, which stands at offset `inputOffset` of the input, in blocks of `blockSize`. */
export function blockReader(
  source: ByteSource,
  decoder: Decoder,
  inputOffset: number,
  blockSize: number,
): CaptureReader {
  const window = createWindow(blockSize, inputOffset);
  const columns = createColumns(BATCH_ROWS);
  let failure: CaptureError | null = null;
  let error: CaptureError | null = null;
  let done = false;
  return {
    format: decoder.facts.format,
    interfaces: decoder.facts.interfaces,
    names: decoder.facts.names,
    statistics: decoder.facts.statistics,
    comments: decoder.facts.comments,
    blockCounts: decoder.facts.blockCounts,
    get error() {
      return error;
    },
    async next() {
      if (done) return null;
      restartColumns(columns);
      for (;;) {
        failure ??= decoder.decode(window, columns);
        if (columns.count > 0) return columns;
        if (failure !== null) break;
        makeRoom(window);
        const read = source.read(window.bytes, window.end);
        const count = typeof read === 'number' ? read : await read;
        if (count === 0) {
          const end = window.inputOffset + window.end;
          failure = source.failure === null ? decoder.finish(window) : source.failure(end);
          break;
        }
        window.end += count;
      }
      done = true;
      error = failure;
      return null;
    },
    async close() {
      done = true;
      await source.close();
    },
  };
}
