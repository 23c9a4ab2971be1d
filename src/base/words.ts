/**
 * A list of numbers from 0 to 2^32 − 1 that grows: four octets each, where an array may take eight, or sixteen more for a number of
 * its own.
 */
import { longer, moreThan } from './columns.js';

/** Numbers by place; 0 where none was set. */
export interface Words {
  /** Places up to the last one that was set. */
  readonly count: () => number;
  readonly get: (place: number) => number;
  readonly set: (place: number, value: number) => void;
}

/** An empty list. */
export function createWords(): Words {
  let words = new Uint32Array(0);
  let count = 0;
  return {
    count: () => count,
    get: (place) => (place < count ? words[place] : 0),
    set: (place, value) => {
      if (place >= words.length) words = longer(words, moreThan(place));
      words[place] = value;
      if (place >= count) count = place + 1;
    },
  };
}
