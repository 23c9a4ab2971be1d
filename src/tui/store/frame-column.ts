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
