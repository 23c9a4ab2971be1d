/**
 * A stream of random words for tests, made of a seed: xorshift32, so that a run is repeated by its seed.
 */
import type { RandomStream } from '../../src/base/random.js';

/** A stream that is the same for the same seed. */
export function seededStream(seed: number): RandomStream {
  let state = (seed ^ 0x9e3779b9) | 1;
  return {
    uint32: () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 0;
    },
  };
}
