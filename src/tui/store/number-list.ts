/**
 * Lists of packet numbers: all of them, or those that a scan has found so far.
 */
import type { NumberList } from './contract.js';

/** All packets that there are. */
export function allNumbers(count: () => number, complete: () => boolean): NumberList {
  return {
    get count() {
      return count();
    },
    at: (row) => row + 1,
    rowOf: (number) => Math.min(number, count()) - 1,
    get scanned() {
      return count();
    },
    get complete() {
      return complete();
    },
  };
}

/** A list that a scan fills. */
export interface GrowingList extends NumberList {
  readonly add: (number: number) => void;
  readonly advance: (scanned: number, complete: boolean) => void;
}

/** An empty list. */
export function createNumberList(): GrowingList {
  let numbers = new Uint32Array(1024);
  let count = 0;
  let scanned = 0;
  let complete = false;
  return {
    get count() {
      return count;
    },
    at: (row) => numbers[row],
    rowOf: (number) => {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (numbers[middle] <= number) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    },
    get scanned() {
      return scanned;
    },
    get complete() {
      return complete;
    },
    add: (number) => {
      if (count === numbers.length) {
        const grown = new Uint32Array(count * 2);
        grown.set(numbers);
        numbers = grown;
      }
      numbers[count] = number;
      count += 1;
    },
    advance: (upTo, isComplete) => {
      scanned = upTo;
      complete = isComplete;
    },
  };
}
