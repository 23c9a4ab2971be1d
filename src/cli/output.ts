/**
 * Standard output by whole pages: written at once to the descriptor, so that a packet is out when it was printed, and the
 * end of whoever reads it is no error.
 */
import { writeSync } from 'node:fs';
import { makeText, type Text } from '../base/text.js';

/** A page of output on its way to a descriptor. */
export interface Output {
  readonly page: Text;
  /** Writes the page out; false once nobody reads any more. */
  readonly flush: () => boolean;
  /** True once nobody reads any more. */
  readonly closed: () => boolean;
}

/** Octets after which a page is written out. */
export const PAGE = 65_536;

/** Output to a descriptor (1: standard output). */
export function createOutput(fd: number): Output {
  const page = makeText(PAGE * 2);
  let closed = false;
  return {
    page,
    flush: () => {
      if (!closed && page.length > 0) closed = !writeAll(fd, page);
      page.length = 0;
      return !closed;
    },
    closed: () => closed,
  };
}

/** Writes a page; false where the other end is closed. */
function writeAll(fd: number, page: Text): boolean {
  let at = 0;
  while (at < page.length) {
    try {
      at += writeSync(fd, page.bytes, at, page.length - at);
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw cause;
      rest();
    }
  }
  return true;
}

const nap = new Int32Array(new SharedArrayBuffer(4));

/** A pipe that is full: waits a little for its reader. */
function rest(): void {
  Atomics.wait(nap, 0, 0, 2);
}

/** Writes text to standard error, without minding whether anybody reads it. */
export function complain(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(2, bytes, at);
  } catch {
    // Nobody reads what we would complain about.
  }
}
