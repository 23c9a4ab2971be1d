/**
 * Reads a capture block by block through one reused window: the reader for files, for pcapng wherever it comes from,
 * and for everything compressed. Memory does not grow with the input.
 */
import { createColumns, restartColumns } from './columns.js';
import type { Decoder } from './decoder.js';
import type { IndexStore } from './index-chunks.js';
import { appendBatch } from './index-filling.js';
import type { ByteSource } from './sources.js';
import type { CaptureError, CaptureReader } from './types.js';
import { createWindow, makeRoom } from './window.js';

/** Rows of a batch at most: the columns then fit the second-level cache together with a block. */
export const BATCH_ROWS = 4096;

/** A reader whose packets may as well go into an index: either way they are read only once. */
export interface IndexableReader extends CaptureReader {
  /** Reads some more packets into `store`; false at the end of the input (see `error`). */
  advance(store: IndexStore): Promise<boolean>;
}

/** Reads with `decoder` from `source`, which stands at offset `inputOffset` of the input, in blocks of `blockSize`. */
export function blockReader(
  source: ByteSource,
  decoder: Decoder,
  inputOffset: number,
  blockSize: number,
): IndexableReader {
  const window = createWindow(blockSize, inputOffset);
  const columns = createColumns(BATCH_ROWS);
  let failure: CaptureError | null = null;
  let error: CaptureError | null = null;
  let done = false;

  /** Reads the next block. At the end, and where decoding has failed, says why there is none. */
  const fill = async (): Promise<boolean> => {
    if (failure === null) {
      makeRoom(window);
      const read = source.read(window.bytes, window.end);
      const count = typeof read === 'number' ? read : await read;
      window.end += count;
      if (count > 0) return true;
      const end = window.inputOffset + window.end;
      failure = source.failure === null ? decoder.finish(window) : source.failure(end);
    }
    done = true;
    error = failure;
    return false;
  };

  return {
    ...decoder.facts,
    get error() {
      return error;
    },
    async next() {
      restartColumns(columns);
      while (!done) {
        failure ??= decoder.decode(window, columns);
        if (columns.count > 0) return columns;
        await fill();
      }
      return null;
    },
    async advance(store) {
      while (!done) {
        const skimmed = decoder.skim(window, store);
        restartColumns(columns);
        columns.firstNumber = store.count + 1;
        failure ??= decoder.decode(window, columns);
        appendBatch(store, columns);
        if (skimmed + columns.count > 0) return true;
        await fill();
      }
      return false;
    },
    async close() {
      done = true;
      await source.close();
    },
  };
}
