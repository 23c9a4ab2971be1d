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

function createColumn<Chunk extends Uint8Array | Uint32Array>(make: () => Chunk): FrameColumn {
  const chunks: (Chunk | undefined)[] = [];
  return {
    get: (number) => {
      const chunk = chunks[number >>> SHIFT];
      return chunk === undefined ? 0 : chunk[number & MASK];
    },
    set: (number, value) => {
      const at = number >>> SHIFT;
      let chunk = chunks[at];
      if (chunk === undefined) {
        while (chunks.length <= at) chunks.push(undefined);
        chunk = make();
        chunks[at] = chunk;
      }
      chunk[number & MASK] = value;
    },
  };
}

/** A column of 32 bits. */
export function createWordColumn(): FrameColumn {
  return createColumn(() => new Uint32Array(ROWS));
}

/** A column of 8 bits. */
export function createOctetColumn(): FrameColumn {
  return createColumn(() => new Uint8Array(ROWS));
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
