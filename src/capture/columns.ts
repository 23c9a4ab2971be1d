/**
 * The columns that decoders fill: the writable side of a `PacketBatch`. One set serves a reader from its first packet
 * to its last, so that reading makes no garbage.
 */
import type { PacketBatch } from './types.js';

/** A batch that is being filled. */
export interface Columns extends PacketBatch {
  bytes: Uint8Array;
  inputOffset: number;
  count: number;
  firstNumber: number;
  comments: Map<number, readonly string[]> | undefined;
  /** Rows that fit. */
  readonly capacity: number;
}

const NO_BYTES = new Uint8Array(0);

/** Makes an empty set of columns. */
export function createColumns(capacity: number): Columns {
  return {
    bytes: NO_BYTES,
    inputOffset: 0,
    count: 0,
    firstNumber: 1,
    capacity,
    dataStart: new Uint32Array(capacity),
    capLen: new Uint32Array(capacity),
    wireLen: new Uint32Array(capacity),
    sec: new Float64Array(capacity),
    nsec: new Uint32Array(capacity),
    interfaceId: new Uint32Array(capacity),
    comments: undefined,
  };
}

/** Makes room for the next run of packets: numbering goes on where the last run ended. */
export function restartColumns(columns: Columns): void {
  columns.firstNumber += columns.count;
  columns.count = 0;
  columns.comments = undefined;
}

/** Notes the comments of the packet in row `index`. */
export function addComments(columns: Columns, index: number, comments: readonly string[]): void {
  columns.comments ??= new Map();
  columns.comments.set(index, comments);
}
