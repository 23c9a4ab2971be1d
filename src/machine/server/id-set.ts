/**
 * A set of user IDs that is walked in ascending order (rounds, lists and indications go out so): one bit each. Walking it
 * costs one step for each member of the set and one for each 32 IDs, however many members the session has.
 */

/** A set of numbers 0 … 65535. */
export interface IdSet {
  words: Uint32Array;
  count: number;
}

/** An empty set. */
export function createIdSet(): IdSet {
  return { words: new Uint32Array(1), count: 0 };
}

/** Whether an ID is in the set. */
export function hasId(set: IdSet, id: number): boolean {
  const word = id >>> 5;
  return word < set.words.length && ((set.words[word] >>> (id & 31)) & 1) === 1;
}

/** Puts an ID in; nothing happens where it is. */
export function addId(set: IdSet, id: number): void {
  if (hasId(set, id)) return;
  const word = id >>> 5;
  if (word >= set.words.length) {
    const grown = new Uint32Array(Math.max(word + 1, set.words.length * 2));
    grown.set(set.words);
    set.words = grown;
  }
  set.words[word] |= 1 << (id & 31);
  set.count += 1;
}

/** Takes an ID out; nothing happens where it is not. */
export function deleteId(set: IdSet, id: number): void {
  if (!hasId(set, id)) return;
  set.words[id >>> 5] &= ~(1 << (id & 31));
  set.count -= 1;
}

/** Empties the set. */
export function clearIds(set: IdSet): void {
  set.words.fill(0);
  set.count = 0;
}

/** Calls `visit` for each ID, ascending. */
export function eachId(set: IdSet, visit: (id: number) => void): void {
  for (let word = 0; word < set.words.length; word += 1) {
    let bits = set.words[word];
    while (bits !== 0) {
      const bit = 31 - Math.clz32(bits & -bits);
      visit(word * 32 + bit);
      bits &= bits - 1;
    }
  }
}

/** Calls `visit` for at most `most` IDs from `from` on, ascending; the ID to go on from, 0 where there are no more. */
export function someIds(set: IdSet, from: number, most: number, visit: (id: number) => void): number {
  let left = most;
  for (let word = from >>> 5; word < set.words.length; word += 1) {
    let bits = set.words[word];
    if (word === from >>> 5) bits &= -1 << (from & 31);
    while (bits !== 0) {
      const id = word * 32 + 31 - Math.clz32(bits & -bits);
      if (left === 0) return id;
      visit(id);
      left -= 1;
      bits &= bits - 1;
    }
  }
  return 0;
}
