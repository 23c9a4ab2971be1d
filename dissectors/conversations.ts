/**
 * Numbers for conversations: two ends (address, port), whichever of them sends. The number is that of first appearance,
 * as Wireshark's stream index. Every packet asks, so the table is made of typed arrays and makes no object or string.
 *
 * A fixed number of them is remembered: when there are more, of a few places in turn the one not heard for longest makes
 * room. Numbers go on counting; one that was forgotten and speaks again gets a new number.
 *
 *   heads (by hash) ──► place ──► keys: 9 words each: lower end's address, upper end's address, both ports
 *                         └────► number, next place of the same hash, when last heard
 */

/** Most conversations remembered at once. */
export const MAX_CONVERSATIONS = 65536;

/** The conversations of one protocol in one capture. */
export interface Conversations {
  /** How many there were so far. */
  readonly count: number;
  /** How many are remembered: their places are 0 … size-1. */
  readonly size: number;
  /**
   * Place of the conversation between two addresses of `length` octets (4 or 16) at `source` and `destination` and the
   * ports; a new one where there is none yet.
   */
  readonly find: (
    bytes: Uint8Array,
    source: number,
    destination: number,
    length: number,
    sourcePort: number,
    destinationPort: number,
  ) => number;
  /** Number of the conversation at a place. */
  readonly numberAt: (place: number) => number;
  /** Gives the conversation at a place a number that is known better. */
  readonly renumber: (place: number, number: number) => void;
  /** Forgets all of them; numbers begin anew. */
  readonly clear: () => void;
}

const WORDS = 9;
const NOWHERE = -1;
/** Places looked at when one must make room. */
const CONSIDERED = 16;

/** The table's columns, by place; `heads` by hash. */
interface Columns {
  readonly heads: Int32Array;
  readonly keys: Int32Array;
  readonly hashes: Int32Array;
  readonly next: Int32Array;
  readonly numbers: Float64Array;
  /** How many lookups there had been when it was last heard. */
  readonly heard: Float64Array;
}

function makeColumns(room: number): Columns {
  return {
    heads: new Int32Array(room * 2).fill(NOWHERE),
    keys: new Int32Array(room * WORDS),
    hashes: new Int32Array(room),
    next: new Int32Array(room),
    numbers: new Float64Array(room),
    heard: new Float64Array(room),
  };
}

/** An empty table. `capacity`, a power of two, is for tests. */
export function makeConversations(capacity: number = MAX_CONVERSATIONS): Conversations {
  let columns = makeColumns(Math.min(512, capacity));
  let count = 0;
  let size = 0;
  let hand = 0;
  let lookups = 0;
  const key = new Int32Array(WORDS);

  const placeFor = (): number => {
    if (size < capacity) {
      if (size === columns.next.length) columns = grown(columns, size);
      size += 1;
      return size - 1;
    }
    const { heard } = columns;
    let place = hand;
    for (let k = 0; k < CONSIDERED; k += 1) {
      if (heard[hand] < heard[place]) place = hand;
      hand = (hand + 1) % capacity;
    }
    unlink(columns, place);
    return place;
  };
  const add = (hash: number): number => {
    const place = placeFor();
    columns.keys.set(key, place * WORDS);
    columns.hashes[place] = hash;
    columns.numbers[place] = count;
    columns.heard[place] = lookups;
    link(columns, place);
    count += 1;
    return place;
  };
  return {
    get count() {
      return count;
    },
    get size() {
      return size;
    },
    numberAt: (place) => columns.numbers[place],
    renumber: (place, number) => {
      columns.numbers[place] = number;
    },
    clear: () => {
      columns.heads.fill(NOWHERE);
      count = 0;
      size = 0;
      hand = 0;
      lookups = 0;
    },
    find: (bytes, source, destination, length, sourcePort, destinationPort) => {
      const swap = isAfter(bytes, source, destination, length, sourcePort, destinationPort);
      writeAddress(key, 0, bytes, swap ? destination : source, length);
      writeAddress(key, 4, bytes, swap ? source : destination, length);
      key[8] = swap ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort;
      const hash = hashOf(key, 0);
      lookups += 1;
      const { heads, keys, next, heard } = columns;
      let place = heads[hash & (heads.length - 1)];
      while (place !== NOWHERE && !same(keys, place * WORDS, key)) place = next[place];
      if (place === NOWHERE) return add(hash);
      heard[place] = lookups;
      return place;
    },
  };
}

function link({ heads, hashes, next }: Columns, place: number): void {
  const head = hashes[place] & (heads.length - 1);
  next[place] = heads[head];
  heads[head] = place;
}

function unlink({ heads, hashes, next }: Columns, place: number): void {
  const head = hashes[place] & (heads.length - 1);
  if (heads[head] === place) {
    heads[head] = next[place];
    return;
  }
  let at = heads[head];
  while (next[at] !== place) at = next[at];
  next[at] = next[place];
}

/** The same table with twice the room. */
function grown(from: Columns, size: number): Columns {
  const to = makeColumns(from.next.length * 2);
  to.keys.set(from.keys);
  to.hashes.set(from.hashes);
  to.numbers.set(from.numbers);
  to.heard.set(from.heard);
  for (let place = 0; place < size; place += 1) link(to, place);
  return to;
}

/** Whether the first end comes after the second: by address, then by port. */
function isAfter(
  bytes: Uint8Array,
  first: number,
  second: number,
  length: number,
  firstPort: number,
  secondPort: number,
): boolean {
  for (let i = 0; i < length; i += 1) {
    const difference = bytes[first + i] - bytes[second + i];
    if (difference !== 0) return difference > 0;
  }
  return firstPort > secondPort;
}

/** An IPv4 address takes one word, and a mark that it is none of IPv6. */
function writeAddress(key: Int32Array, word: number, bytes: Uint8Array, at: number, length: number): void {
  if (length === 4) {
    key[word] = readWord(bytes, at);
    key[word + 1] = 4;
    key[word + 2] = 0;
    key[word + 3] = -1;
    return;
  }
  for (let i = 0; i < 4; i += 1) key[word + i] = readWord(bytes, at + 4 * i);
}

function readWord(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

function hashOf(keys: Int32Array, from: number): number {
  let hash = 0x9e3779b9 | 0;
  for (let i = 0; i < WORDS; i += 1) {
    hash = Math.imul(hash ^ keys[from + i], 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return hash >>> 1;
}

function same(keys: Int32Array, from: number, key: Int32Array): boolean {
  for (let i = 0; i < WORDS; i += 1) if (keys[from + i] !== key[i]) return false;
  return true;
}
