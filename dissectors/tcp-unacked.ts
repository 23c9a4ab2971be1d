/**
 * The segments of one direction that the other has not acknowledged yet: which frame carried which sequence numbers, and
 * when. One array of rows, newest last: a conversation costs one object for them, not one a column. From them come "this is an ACK to the segment in frame", the round
 * trip times and the octets in flight.
 */

/** Most segments remembered in one direction. Wireshark stops at 10 000; here memory is bounded tighter. */
export const MAX_UNACKED = 1000;

/** Where a row's numbers stand in it. */
const SEQ = 0;
const END = 1;
/** The frame that brought it, and when. */
export const FRAME = 2;
export const SEC = 3;
export const NSEC = 4;
const ROW = 5;

/** Unacknowledged segments, a row each; rows 0 … count-1 are in use. */
export interface Unacked {
  count: number;
  rows: Float64Array;
}

const NO_ROWS = new Float64Array(0);

/** No segments; takes no room before the first. */
export function makeUnacked(): Unacked {
  return { count: 0, rows: NO_ROWS };
}

/** Remembers a segment; false where there are too many. */
export function pushUnacked(
  list: Unacked,
  seq: number,
  end: number,
  frame: number,
  sec: number,
  nsec: number,
): boolean {
  const i = list.count;
  if (i >= MAX_UNACKED) return false;
  const at = i * ROW;
  if (at === list.rows.length) growUnacked(list);
  list.rows[at + SEQ] = seq;
  list.rows[at + END] = end;
  list.rows[at + FRAME] = frame;
  list.rows[at + SEC] = sec;
  list.rows[at + NSEC] = nsec;
  list.count = i + 1;
  return true;
}

/** One row, then four, sixteen …: most of many conversations have one unacknowledged segment. */
function growUnacked(list: Unacked): void {
  const rows = new Float64Array(Math.max(ROW, list.rows.length * 4));
  rows.set(list.rows);
  list.rows = rows;
}

/**
 * Takes away what `ack` acknowledges, and the acknowledged beginning of what it acknowledges in part. `acked` tells which
 * segment ends exactly there.
 */
export function acknowledge(list: Unacked, ack: number, acked: Acked): void {
  acked.frame = 0;
  const { rows } = list;
  const used = list.count * ROW;
  let kept = 0;
  // Of several segments that end at the same number the oldest is the one acknowledged, as in Wireshark.
  for (let at = used - ROW; at >= 0; at -= ROW) {
    if (rows[at + END] !== ack) continue;
    acked.frame = rows[at + FRAME];
    acked.sec = rows[at + SEC];
    acked.nsec = rows[at + NSEC];
  }
  for (let at = 0; at < used; at += ROW) {
    if (((rows[at + END] - ack) | 0) <= 0) continue;
    if (((ack - rows[at + SEQ]) | 0) > 0) rows[at + SEQ] = ack;
    if (kept !== at) rows.copyWithin(kept, at, at + ROW);
    kept += ROW;
  }
  list.count = kept / ROW;
}

/** The segment that an acknowledgment is for; `frame` 0 where there is none. */
export interface Acked {
  frame: number;
  sec: number;
  nsec: number;
}

/** Octets from the first unacknowledged one to the last, relative to `base`. */
export function spanOf(list: Unacked, base: number): number {
  if (list.count === 0) return 0;
  let first = 0xffffffff;
  let last = 0;
  for (let at = 0; at < list.count * ROW; at += ROW) {
    first = Math.min(first, (list.rows[at + SEQ] - base) >>> 0);
    last = Math.max(last, (list.rows[at + END] - base) >>> 0);
  }
  return last - first;
}
