/**
 * The first packet of a capture that has a time: relative times count from it.
 */
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, rowOf, secondsAt } from '../../capture/index-chunks.js';

/** Finds the first packet that has a time; 0 as long as none has. */
export function createTimed(index: CaptureIndex): () => number {
  let looked = 0;
  let found = 0;
  return () => {
    while (found === 0 && looked < index.count) {
      looked += 1;
      if (!Number.isNaN(secondsAt(chunkOf(index.store, looked), rowOf(looked)))) found = looked;
    }
    return found;
  };
}
