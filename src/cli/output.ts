/**
 * Standard output by whole pages: written at once to the descriptor, so that a packet is out when it was printed, and the
 * end of whoever reads it is no error.
 */
import { writeSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { makeText, putString, type Text } from '../base/text.js';
import { EXIT } from './exit.js';
import { speakable } from './locale.js';

/** A page of output on its way to a descriptor. */
export interface Output {
  readonly page: Text;
  /** Writes the page out; false once nobody reads any more, or it cannot be written. */
  readonly flush: () => boolean;
  /** True once nobody reads any more, or it cannot be written. */
  readonly closed: () => boolean;
  /** Why it cannot be written; undefined where it can, or where only nobody reads any more. */
  readonly failure: () => string | undefined;
}

/** Octets after which a page is written out. */
export const PAGE = 65_536;

/** Output to a descriptor (1: standard output). */
export function createOutput(fd: number): Output {
  const page = makeText(PAGE * 2);
  let closed = false;
  let failure: string | undefined;
  return {
    page,
    flush: () => {
      if (!closed && page.length > 0) {
        const wrong = writeAll(fd, page);
        closed = wrong !== undefined;
        if (wrong instanceof Error) failure = reasonOf(wrong);
      }
      page.length = 0;
      return !closed;
    },
    closed: () => closed,
    failure: () => failure,
  };
}

/** Writes a page; gives what went wrong, `closed` where only the other end is closed. */
function writeAll(fd: number, page: Text): Error | 'closed' | undefined {
  let at = 0;
  while (at < page.length) {
    try {
      at += writeSync(fd, page.bytes, at, page.length - at);
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      const code = 'code' in cause ? cause.code : undefined;
      if (code === 'EPIPE') return 'closed';
      if (code !== 'EAGAIN') return cause;
      rest();
    }
  }
  return undefined;
}

/** The system's words for an error of its own: "no space left on device". */
function reasonOf(cause: Error): string {
  const number = 'errno' in cause && typeof cause.errno === 'number' ? cause.errno : 0;
  return getSystemErrorMap().get(number)?.[1] ?? cause.message;
}

/** The exit status of a run by its standard output; a fault is told of. */
export function outputStatus(output: Output): number {
  const reason = output.failure();
  if (reason === undefined) return EXIT.done;
  complain(`gmpshark: standard output: ${reason}\n`);
  return EXIT.input;
}

/** Prints a text as a whole; gives the exit status. */
export function printText(text: string): number {
  const output = createOutput(1);
  putString(output.page, text);
  output.flush();
  return outputStatus(output);
}

const nap = new Int32Array(new SharedArrayBuffer(4));

/** A pipe that is full: waits a little for its reader. */
function rest(): void {
  Atomics.wait(nap, 0, 0, 2);
}

/** Writes text to standard error as the locale can show it, without minding whether anybody reads it. */
export function complain(text: string): void {
  const bytes = new TextEncoder().encode(speakable(text, process.env));
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(2, bytes, at);
  } catch {
    // Nobody reads what we would complain about.
  }
}
