/**
 * Lists of packet numbers: all of them, or those that a scan has found so far: a bit for each packet, in chunks that are
 * made when the first number in them is found. The row of a number (rank) and the number at a row (select) are counted:
 * the chunks by their sums, one chunk by its words.
 */
import type { NumberBits, NumberList } from './contract.js';
import { createStretches, type Stretch } from './stretches.js';

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
    bits: 'all',
  };
}

/** A list that a scan fills. */
export interface GrowingList extends NumberList {
  /** Adds a number, unless it is there; in any order. */
  readonly add: (number: number) => void;
  /** Adds all numbers from one to another. */
  readonly addAll: (from: number, to: number) => void;
  /** Packets were looked at: what is to be found among them is there. */
  readonly cover: (from: number, to: number) => void;
  /** The first packets, up to a number, were looked at; whether there will be no more. */
  readonly advance: (upTo: number, complete: boolean) => void;
  /** All that there was has been looked at (or there is more again). */
  readonly waits: (isSo: boolean) => void;
  /** There will be no more. */
  readonly finish: () => void;
  /** There will be no more, for nobody looks any further. */
  readonly stop: () => void;
  readonly looked: (number: number) => Stretch;
}

const SHIFT = 16;
const MASK = 0xffff;
const WORDS = (MASK + 1) / 32;

interface Chunk {
  readonly words: Uint32Array;
  count: number;
}

/** An empty list. */
export function createNumberList(): GrowingList {
  const chunks: Chunk[] = [];
  let count = 0;
  const stretches = createStretches();
  let complete = false;
  let stopped = false;
  let caughtUp = false;
  const rows = rowsOf(chunks);
  return {
    get count() {
      return count;
    },
    at: rows.at,
    rowOf: (number) => rankOf(chunks, number) - 1,
    get scanned() {
      return stretches.total();
    },
    get complete() {
      return complete;
    },
    get caughtUp() {
      return caughtUp;
    },
    get stopped() {
      return stopped;
    },
    bits: (n) => chunks[n],
    add: (number) => {
      const chunk = chunkFor(chunks, number >>> SHIFT);
      const word = (number & MASK) >>> 5;
      const bit = 1 << (number & 31);
      if ((chunk.words[word] & bit) !== 0) return;
      chunk.words[word] |= bit;
      chunk.count += 1;
      count += 1;
      rows.added(number);
    },
    addAll: (from, to) => {
      for (let at = from; at <= to; ) {
        const end = Math.min(to, at | MASK);
        count += setBits(chunkFor(chunks, at >>> SHIFT), at & MASK, end & MASK);
        at = end + 1;
      }
      rows.added(from);
    },
    cover: stretches.cover,
    advance: (upTo, isComplete) => {
      stretches.cover(1, upTo);
      complete = isComplete;
    },
    looked: stretches.around,
    waits: (isSo) => {
      caughtUp = isSo;
    },
    finish: () => {
      complete = true;
    },
    stop: () => {
      stopped ||= !complete;
      complete = true;
    },
  };
}

/** The numbers at rows: rows are asked for one after the other, so the last answer is where the next one is looked for. */
function rowsOf(chunks: readonly Chunk[]): {
  readonly at: (row: number) => number;
  /** Numbers from one on have been added. */
  readonly added: (from: number) => void;
} {
  let lastRow = -1;
  let lastNumber = 0;
  return {
    at: (row) => {
      if (row === lastRow) return lastNumber;
      const next = lastRow >= 0 && row === lastRow + 1 ? following(chunks, lastNumber) : undefined;
      lastNumber = next ?? selectFrom(chunks, row);
      lastRow = row;
      return lastNumber;
    },
    added: (from) => {
      if (from < lastNumber) lastRow = -1;
    },
  };
}

const NONE = new Uint32Array(0);

/** The chunk of some numbers, with room for their bits. */
function chunkFor(chunks: Chunk[], at: number): Chunk {
  while (chunks.length <= at) chunks.push({ words: NONE, count: 0 });
  if (chunks[at].words === NONE) chunks[at] = { words: new Uint32Array(WORDS), count: 0 };
  return chunks[at];
}

/** Sets bits of a chunk, both ends among them; gives how many were not set. */
function setBits(chunk: Chunk, from: number, to: number): number {
  const { words } = chunk;
  let added = 0;
  for (let word = from >>> 5; word <= to >>> 5; word += 1) {
    const low = word === from >>> 5 ? 0xffffffff << (from & 31) : -1;
    const high = word === to >>> 5 ? 0xffffffff >>> (31 - (to & 31)) : -1;
    const bits = low & high;
    added += bitsOf(bits & ~words[word]);
    words[word] |= bits;
  }
  chunk.count += added;
  return added;
}

/** How many bits are set. */
export function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The lowest bit that is set. */
function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** How many numbers are not above `number`. */
export function rankOf(chunks: readonly NumberBits[], number: number): number {
  if (number < 0) return 0;
  const at = number >>> SHIFT;
  let rank = 0;
  for (let i = 0; i < Math.min(at, chunks.length); i += 1) rank += chunks[i].count;
  if (at >= chunks.length || chunks[at].words.length === 0) return rank;
  const { words } = chunks[at];
  const last = (number & MASK) >>> 5;
  for (let i = 0; i < last; i += 1) rank += bitsOf(words[i]);
  return rank + bitsOf(words[last] & (0xffffffff >>> (31 - (number & 31))));
}

/** The number at a row that there is. */
export function selectFrom(chunks: readonly NumberBits[], row: number): number {
  let rest = row;
  let at = 0;
  while (rest >= chunks[at].count) {
    rest -= chunks[at].count;
    at += 1;
  }
  const { words } = chunks[at];
  let word = 0;
  for (let bits = bitsOf(words[0]); rest >= bits; bits = bitsOf(words[word])) {
    rest -= bits;
    word += 1;
  }
  let left = words[word];
  for (; rest > 0; rest -= 1) left &= left - 1;
  return (at << SHIFT) + word * 32 + lowest(left);
}

/** The number behind `number`, if it lies in the same chunk. */
function following(chunks: readonly Chunk[], number: number): number | undefined {
  const from = number & MASK;
  if (from === MASK) return undefined;
  const { words } = chunks[number >>> SHIFT];
  const base = number - from;
  let word = (from + 1) >>> 5;
  let left = words[word] & (0xffffffff << ((from + 1) & 31));
  while (left === 0 && word + 1 < WORDS) {
    word += 1;
    left = words[word];
  }
  return left === 0 ? undefined : base + word * 32 + lowest(left);
}
