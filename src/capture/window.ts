/**
 * A sliding window over the input. Blocks are read into one reused buffer; what a block leaves over of a record that
 * straddles its end is moved to the front, and the next block is read behind it.
 *
 *   buffer  │ consumed │ start … unread octets … end │ room │
 *
 * The buffer grows only when it is full of octets that really arrived, and then doubles: a length that an input merely
 * claims never allocates anything.
 */

/** The window's state; `bytes` and `view` show the same buffer. */
export interface Window {
  bytes: Uint8Array;
  view: DataView;
  /** Index of the first unread octet. */
  start: number;
  /** Index after the last octet that has arrived. */
  end: number;
  /** Offset of `bytes[0]` in the input. */
  inputOffset: number;
}

/** Makes an empty window of `size` octets; the input begins at `inputOffset`. */
export function createWindow(size: number, inputOffset = 0): Window {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), start: 0, end: 0, inputOffset };
}

/** Moves what is unread to the front and makes sure that at least one octet fits behind it. */
export function makeRoom(window: Window): void {
  const { bytes, start, end } = window;
  const left = end - start;
  if (left === bytes.length) {
    const buffer = new ArrayBuffer(bytes.length * 2);
    const grown = new Uint8Array(buffer);
    grown.set(bytes.subarray(start, end));
    window.bytes = grown;
    window.view = new DataView(buffer);
  } else if (start > 0) {
    bytes.copyWithin(0, start, end);
  }
  window.inputOffset += start;
  window.start = 0;
  window.end = left;
}

/** Appends as much of `chunk` from `from` on as fits; returns how many octets that was. */
export function fillWindow(window: Window, chunk: Uint8Array, from: number): number {
  const size = Math.min(chunk.length - from, window.bytes.length - window.end);
  window.bytes.set(chunk.subarray(from, from + size), window.end);
  window.end += size;
  return size;
}
