/**
 * Numbers for conversations: two ends (address, port), whichever of them sends. The number is that of first appearance,
 * as Wireshark's stream index. Every packet asks, so the table is made of typed arrays and makes no object or string.
 *
 *   slots (open addressing) ──► number ──► keys: 9 words each: lower end's address, upper end's address, both ports
 */

/** The conversations of one protocol in one capture. */
export interface Conversations {
  readonly count: number;
  /**
   * Number of the conversation between two addresses of `length` octets (4 or 16) at `source` and `destination` and the
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
}

const WORDS = 9;

/** An empty table. */
export function makeConversations(): Conversations {
  let slots = new Int32Array(1024).fill(-1);
  let keys = new Int32Array(512 * WORDS);
  let count = 0;
  const key = new Int32Array(WORDS);

  const slotOf = (): number => {
    const mask = slots.length - 1;
    let slot = hashOf(key, 0) & mask;
    while (slots[slot] >= 0 && !same(keys, slots[slot] * WORDS, key)) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = (): void => {
    const more = new Int32Array(keys.length * 2);
    more.set(keys);
    keys = more;
    slots = new Int32Array(slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < count; number += 1) {
      let slot = hashOf(keys, number * WORDS) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
  };
  return {
    get count() {
      return count;
    },
    find: (bytes, source, destination, length, sourcePort, destinationPort) => {
      const swap = isAfter(bytes, source, destination, length, sourcePort, destinationPort);
      writeAddress(key, 0, bytes, swap ? destination : source, length);
      writeAddress(key, 4, bytes, swap ? source : destination, length);
      key[8] = swap ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort;
      const slot = slotOf();
      if (slots[slot] >= 0) return slots[slot];
      const number = count;
      keys.set(key, number * WORDS);
      slots[slot] = number;
      count += 1;
      if (count * 2 >= slots.length) grow();
      return number;
    },
  };
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
