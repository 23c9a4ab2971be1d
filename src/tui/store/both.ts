/**
 * The packets that are in two lists, as a list: messages that the display filter shows. Nothing is copied while one of them
 * holds all packets; else the bits of both are taken together, a chunk of 65536 numbers at a time and again only where one
 * of the two has got more in it.
 */
import type { NumberBits, NumberList } from './contract.js';
import { bitsOf, rankOf, selectFrom } from './number-list.js';

/** Whether a number is in a list. */
export function isIn(list: NumberList, number: number): boolean {
  const row = list.rowOf(number);
  return row >= 0 && list.at(row) === number;
}

const made = new WeakMap<NumberList, WeakMap<NumberList, NumberList>>();

/** What is in both lists. The same lists give the same list. */
export function inBoth(a: NumberList, b: NumberList): NumberList {
  if (b.bits === 'all') return a;
  if (a.bits === 'all') return b;
  let withA = made.get(a);
  if (withA === undefined) {
    withA = new WeakMap();
    made.set(a, withA);
  }
  let both = withA.get(b);
  if (both === undefined) {
    both = intersection(a, b);
    withA.set(b, both);
  }
  return both;
}

/** A chunk of both, and how many numbers each list had in it when it was made. */
interface Joint extends NumberBits {
  readonly ofA: number;
  readonly ofB: number;
}

const NOTHING: Joint = { words: new Uint32Array(0), count: 0, ofA: 0, ofB: 0 };

function intersection(a: NumberList, b: NumberList): NumberList {
  const chunks: Joint[] = [];
  const { bits: bitsA } = a;
  const { bits: bitsB } = b;
  const joint = (n: number): Joint | undefined => {
    const inA = typeof bitsA === 'function' ? bitsA(n) : listed(a, n);
    const inB = typeof bitsB === 'function' ? bitsB(n) : listed(b, n);
    if (inA === undefined || inB === undefined) return undefined;
    const old = chunks[n];
    if (old !== undefined && old.ofA === inA.count && old.ofB === inB.count) return old;
    return jointOf(inA, inB);
  };
  const refresh = (): readonly Joint[] => {
    for (let n = 0; ; n += 1) {
      const next = joint(n);
      if (next === undefined) return chunks;
      chunks[n] = next;
    }
  };
  return {
    get count() {
      return refresh().reduce((sum, { count }) => sum + count, 0);
    },
    at: (row) => selectFrom(refresh(), row),
    rowOf: (number) => rankOf(refresh(), number) - 1,
    get scanned() {
      return Math.min(a.scanned, b.scanned);
    },
    get complete() {
      return a.complete && b.complete;
    },
    bits: (n) => refresh()[n],
  };
}

function jointOf(inA: NumberBits, inB: NumberBits): Joint {
  if (inA.count === 0 || inB.count === 0) return { ...NOTHING, ofA: inA.count, ofB: inB.count };
  const words = new Uint32Array(inA.words.length);
  let count = 0;
  for (let i = 0; i < words.length; i += 1) {
    words[i] = inA.words[i] & inB.words[i];
    if (words[i] !== 0) count += bitsOf(words[i]);
  }
  return { words, count, ofA: inA.count, ofB: inB.count };
}

/** Bits of a list that is kept otherwise (short ones). */
function listed(list: NumberList, n: number): NumberBits | undefined {
  const from = n * 65_536;
  const first = list.rowOf(from - 1) + 1;
  if (first >= list.count) return undefined;
  const words = new Uint32Array(2048);
  let count = 0;
  for (let row = first; row < list.count; row += 1) {
    const at = list.at(row) - from;
    if (at >= 65_536) break;
    words[at >>> 5] |= 1 << (at & 31);
    count += 1;
  }
  return { words, count };
}
