/**
 * Cuts messages out of octets that are in order. A message that lies wholly in one piece keeps that piece's octets; one
 * that spans pieces is copied together. Where a message begins is known from the one before it; after a gap, or where the
 * beginning of a stream was not captured, it is looked for at the beginning of the next piece.
 */
import type { Framing } from './contract.js';
import type { Outcome, Part } from './tcp-stream.js';

/** State between two pieces. */
export interface Cutter {
  /** True where the next octet (behind `skip` others) begins a message, or goes on with the unfinished one. */
  settled: boolean;
  /** Octets still to come of a message whose beginning or middle is lost. */
  skip: number;
  /** The unfinished message: kept[0 … length). */
  kept: Uint8Array;
  length: number;
  parts: Part[];
}

const NO_OCTETS = new Uint8Array(0);

/** Nothing known yet. */
export function makeCutter(): Cutter {
  return { settled: false, skip: 0, kept: NO_OCTETS, length: 0, parts: [] };
}

/** Octets kept in memory. */
export function retained(cutter: Cutter): number {
  return cutter.kept.length;
}

/** Forgets the unfinished message and where the next one begins. */
export function unsettle(cutter: Cutter): void {
  cutter.settled = false;
  cutter.skip = 0;
  drop(cutter);
}

function drop(cutter: Cutter): void {
  cutter.kept = NO_OCTETS;
  cutter.length = 0;
  cutter.parts = [];
}

/**
 * Cuts bytes[start … end); `missing` octets behind them were not captured. `own`: the octets are the current segment's
 * (they are counted in the outcome).
 */
export function cutPiece(
  cutter: Cutter,
  framing: Framing,
  bytes: Uint8Array,
  start: number,
  end: number,
  missing: number,
  frame: number,
  out: Outcome,
  own: boolean,
): void {
  let at = start + Math.min(cutter.skip, end - start);
  cutter.skip -= at - start;
  out.loose += at - start;
  if (at < end && !cutter.settled) {
    if (!framing.begins(bytes, at, end)) {
      out.loose += end - at;
      passOver(cutter, framing, missing, out);
      return;
    }
    cutter.settled = true;
  }
  if (cutter.length > 0) {
    const from = at;
    at = goOn(cutter, framing, bytes, at, end, frame, out);
    if (own) out.head = at - from;
  }
  while (end - at >= framing.header) {
    const length = framing.length(bytes, at);
    if (length > end - at) break;
    out.pdus.push({ bytes, start: at, end: at + length, limit: at + length, parts: undefined });
    at += length;
  }
  if (missing > 0) cutShort(cutter, framing, bytes, at, end, missing, out);
  else if (at < end) keep(cutter, framing, bytes, at, end, frame, own ? out : undefined);
}

/** Goes on with the unfinished message; gives the first octet behind what it takes. */
function goOn(
  cutter: Cutter,
  framing: Framing,
  bytes: Uint8Array,
  start: number,
  end: number,
  frame: number,
  out: Outcome,
): number {
  let at = start;
  if (cutter.length < framing.header) {
    at += append(cutter, framing.header, bytes, at, end);
    if (cutter.length < framing.header) {
      cutter.parts.push({ frame, octets: at - start });
      return at;
    }
  }
  const total = framing.length(cutter.kept, 0);
  at += append(cutter, total, bytes, at, end);
  cutter.parts.push({ frame, octets: at - start });
  if (cutter.length < total) return at;
  out.pdus.push({ bytes: cutter.kept, start: 0, end: total, limit: total, parts: cutter.parts });
  drop(cutter);
  return at;
}

/** Takes octets until there are `total`; gives how many were taken. */
function append(cutter: Cutter, total: number, bytes: Uint8Array, at: number, end: number): number {
  const count = Math.max(0, Math.min(total - cutter.length, end - at));
  if (cutter.kept.length < cutter.length + count) {
    // Not all that a message's length claims: it may never come.
    const grown = new Uint8Array(Math.min(total, Math.max(cutter.length + count, cutter.kept.length * 2)));
    grown.set(cutter.kept.subarray(0, cutter.length));
    cutter.kept = grown;
  }
  cutter.kept.set(bytes.subarray(at, at + count), cutter.length);
  cutter.length += count;
  return count;
}

/** Keeps the beginning of a message for the pieces to come. */
function keep(
  cutter: Cutter,
  framing: Framing,
  bytes: Uint8Array,
  at: number,
  end: number,
  frame: number,
  out: Outcome | undefined,
): void {
  const total = end - at >= framing.header ? framing.length(bytes, at) : framing.header;
  append(cutter, total, bytes, at, end);
  cutter.parts.push({ frame, octets: end - at });
  if (out !== undefined) out.tail = end - at;
}

/** The capture ends inside a segment: what there is of its last message is given as it is. */
function cutShort(
  cutter: Cutter,
  framing: Framing,
  bytes: Uint8Array,
  at: number,
  end: number,
  missing: number,
  out: Outcome,
): void {
  if (cutter.length > 0) {
    const { kept, length, parts } = cutter;
    const total = length >= framing.header ? framing.length(kept, 0) : framing.header;
    const limit = Math.min(total, length + missing);
    out.pdus.push({ bytes: kept, start: 0, end: length, limit, parts });
  } else if (at < end) {
    const total = end - at >= framing.header ? framing.length(bytes, at) : framing.header;
    const limit = at + Math.min(total, end - at + missing);
    out.pdus.push({ bytes, start: at, end, limit, parts: undefined });
    // What passOver must know of it: its length.
    append(cutter, total, bytes, at, end);
  }
  const { dropped } = out;
  passOver(cutter, framing, missing, out);
  out.dropped = dropped;
}

/** Octets that will not come: the unfinished message is dropped; where the next one begins is kept if that is known. */
export function passOver(cutter: Cutter, framing: Framing, count: number, out: Outcome): void {
  if (count === 0) return;
  let owed = cutter.skip;
  if (cutter.length >= framing.header) owed = framing.length(cutter.kept, 0) - cutter.length;
  out.dropped += cutter.length;
  drop(cutter);
  if (owed >= count && cutter.settled) {
    cutter.skip = owed - count;
    return;
  }
  cutter.skip = 0;
  cutter.settled = false;
}
