/**
 * A number for each packet of a capture, where most packets of a stretch have one or none has: chunks are made when the
 * first packet in them gets a value, so a column that nobody needs takes no room.
 */

/** A column; what was not set is 0. */
export interface FrameColumn {
  readonly get: (number: number) => number;
  readonly set: (number: number, value: number) => void;
}

const SHIFT = 16;
const ROWS = 1 << SHIFT;
const MASK = ROWS - 1;

/** Up to 24 bits in two arrays; what needs more has a third. */
interface Words {
  readonly low: Uint16Array;
  readonly middle: Uint8Array;
  top: Uint8Array | undefined;
}

/** A column of 32 bits: 3 octets a packet where 24 do, 4 elsewhere. */
export function createWordColumn(): FrameColumn {
  const chunks: (Words | undefined)[] = [];
  return {
    get: (number) => {
      const words = chunks[number >>> SHIFT];
      if (words === undefined) return 0;
      const row = number & MASK;
      const value = words.low[row] + words.middle[row] * 0x10000;
      return words.top === undefined ? value : value + words.top[row] * 0x1000000;
    },
    set: (number, value) => {
      const at = number >>> SHIFT;
      while (chunks.length <= at) chunks.push(undefined);
      let words = chunks[at];
      if (words === undefined) {
        words = { low: new Uint16Array(ROWS), middle: new Uint8Array(ROWS), top: undefined };
        chunks[at] = words;
      }
      const row = number & MASK;
      words.low[row] = value;
      words.middle[row] = value >>> 16;
      if (value >= 0x1000000) words.top ??= new Uint8Array(ROWS);
      if (words.top !== undefined) words.top[row] = value >>> 24;
    },
  };
}

/** A column of 8 bits. */
export function createOctetColumn(): FrameColumn {
  const chunks: (Uint8Array | undefined)[] = [];
  return {
    get: (number) => chunks[number >>> SHIFT]?.[number & MASK] ?? 0,
    set: (number, value) => {
      const at = number >>> SHIFT;
      while (chunks.length <= at) chunks.push(undefined);
      const chunk = chunks[at] ?? new Uint8Array(ROWS);
      chunks[at] = chunk;
      chunk[number & MASK] = value;
    },
  };
}

/** Values of a few packets of a chunk: their rows in rising order. */
interface Few {
  rows: Uint16Array;
  values: Uint32Array;
  count: number;
}

/** A column of 32 bits that few packets have a value in: 6 octets each. Values are set in the order of the packets. */
export function createSparseColumn(): FrameColumn {
  const chunks: (Few | undefined)[] = [];
  return {
    get: (number) => {
      const few = chunks[number >>> SHIFT];
      if (few === undefined) return 0;
      const { rows, values, count } = few;
      const row = number & MASK;
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (rows[middle] < row) low = middle + 1;
        else high = middle;
      }
      return low < count && rows[low] === row ? values[low] : 0;
    },
    set: (number, value) => {
      const at = number >>> SHIFT;
      while (chunks.length <= at) chunks.push(undefined);
      const few = roomIn(chunks[at]);
      chunks[at] = few;
      few.rows[few.count] = number & MASK;
      few.values[few.count] = value;
      few.count += 1;
    },
  };
}

function roomIn(few: Few | undefined): Few {
  if (few === undefined) return { rows: new Uint16Array(64), values: new Uint32Array(64), count: 0 };
  if (few.count < few.rows.length) return few;
  const rows = new Uint16Array(few.count * 2);
  const values = new Uint32Array(few.count * 2);
  rows.set(few.rows);
  values.set(few.values);
  return { rows, values, count: few.count };
}
