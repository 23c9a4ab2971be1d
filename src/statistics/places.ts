/**
 * Numbers for keys: a hash table in typed arrays, for what statistics count by (two ends of a conversation, an interval). Its
 * keys are a fixed number of 32-bit words. Places are given in order of first appearance, and columns of numbers stand beside
 * them (tally.ts). There is no object and no string a key: a million conversations are about 110 octets each, and nothing else.
 *
 *   key (words) ──hash──► heads ──► place ──► keys, next place of the same hash
 */

/** A table of keys. */
export interface Places {
  /** Number of keys so far: their places are 0 … size-1. */
  readonly size: number;
  /** Place of a key; a new one where it was not seen before. */
  readonly find: (key: Int32Array) => number;
  /** Word `word` of the key at a place. */
  readonly word: (place: number, word: number) => number;
}

const NOWHERE = -1;
const FIRST_ROOM = 256;

/** An empty table of keys of `words` words. */
export function makePlaces(words: number): Places {
  let size = 0;
  let room = FIRST_ROOM;
  let heads = new Int32Array(room * 2).fill(NOWHERE);
  let next = new Int32Array(room);
  let keys = new Int32Array(room * words);
  const hashAt = (from: Int32Array, at: number): number => {
    let hash = 0x9e3779b9 | 0;
    for (let i = 0; i < words; i += 1) {
      hash = Math.imul(hash ^ from[at + i], 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    return hash;
  };
  const link = (place: number): void => {
    const head = hashAt(keys, place * words) & (heads.length - 1);
    next[place] = heads[head];
    heads[head] = place;
  };
  const grow = (): void => {
    room *= 2;
    heads = new Int32Array(room * 2).fill(NOWHERE);
    next = new Int32Array(room);
    const grown = new Int32Array(room * words);
    grown.set(keys);
    keys = grown;
    for (let place = 0; place < size; place += 1) link(place);
  };
  const same = (place: number, key: Int32Array): boolean => {
    for (let i = 0, at = place * words; i < words; i += 1) if (keys[at + i] !== key[i]) return false;
    return true;
  };
  return {
    get size() {
      return size;
    },
    word: (place, word) => keys[place * words + word],
    find: (key) => {
      let place = heads[hashAt(key, 0) & (heads.length - 1)];
      while (place !== NOWHERE && !same(place, key)) place = next[place];
      if (place !== NOWHERE) return place;
      if (size === room) grow();
      keys.set(key, size * words);
      size += 1;
      link(size - 1);
      return size - 1;
    },
  };
}
