/**
 * One direction of a TCP stream put in order: what came twice is dropped, what came too early waits, what never came is
 * told as missing.
 */
import type { StreamPiece } from './contract.js';

interface Held {
  readonly seq: number;
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** Puts segments in order. */
export interface Ordering {
  /** Takes a segment; what is in order now goes to the pieces. */
  readonly take: (seq: number, number: number, bytes: Uint8Array) => void;
  /** A SYN: its sequence number counts one. */
  readonly begin: (seq: number) => void;
  /** At the end: what still waits, with what is missing before it. */
  readonly end: () => void;
}

/** Segments that wait for one that is missing; of more, the gap is believed. */
const MOST_HELD = 64;

/** Difference of two sequence numbers, which wrap. */
function ahead(a: number, b: number): number {
  return (a - b) | 0;
}

/** Makes the ordering of one direction. */
export function createOrdering(back: boolean, put: (piece: StreamPiece) => void): Ordering {
  let next: number | undefined;
  let held: Held[] = [];
  const deliver = ({ seq, number, bytes }: Held, missing: number): void => {
    const known = missing > 0 || next === undefined ? 0 : ahead(next, seq);
    if (known >= bytes.length) return;
    put({ number, back, bytes: known > 0 ? bytes.subarray(known) : bytes, missing });
    next = (seq + bytes.length) >>> 0;
  };
  const drain = (): void => {
    for (;;) {
      const at = held.findIndex(({ seq }) => next === undefined || ahead(seq, next) <= 0);
      if (at < 0) return;
      deliver(held[at], 0);
      held = held.toSpliced(at, 1);
    }
  };
  const jump = (): void => {
    const first = held.reduce((least, one) => (ahead(one.seq, least.seq) < 0 ? one : least));
    held = held.filter((one) => one !== first);
    deliver(first, next === undefined ? 0 : ahead(first.seq, next));
    drain();
  };
  return {
    begin: (seq) => {
      if (next === undefined) next = (seq + 1) >>> 0;
    },
    take: (seq, number, bytes) => {
      if (bytes.length === 0) return;
      next ??= seq;
      held.push({ seq, number, bytes });
      drain();
      if (held.length > MOST_HELD) jump();
    },
    end: () => {
      while (held.length > 0) jump();
    },
  };
}
