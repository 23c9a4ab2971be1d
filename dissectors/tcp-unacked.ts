/**
 * The segments of one direction that the other has not acknowledged yet: which frame carried which sequence numbers, and
 * when. Five columns that grow together; newest last. From them come "this is an ACK to the segment in frame", the round
 * trip times and the octets in flight.
 */

/** Most segments remembered in one direction. Wireshark stops at 10 000; here memory is bounded tighter. */
export const MAX_UNACKED = 1000;

/** Columns of unacknowledged segments; 0 … count-1 are in use. */
export interface Unacked {
  count: number;
  seq: Uint32Array;
  end: Uint32Array;
  frame: Uint32Array;
  sec: Float64Array;
  nsec: Uint32Array;
}

const nothing = { u32: new Uint32Array(0), f64: new Float64Array(0) };

/** No segments; takes no room before the first. */
export function makeUnacked(): Unacked {
  return {
    count: 0,
    seq: nothing.u32,
    end: nothing.u32,
    frame: nothing.u32,
    sec: nothing.f64,
    nsec: nothing.u32,
  };
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
  if (i === list.seq.length) growUnacked(list);
  list.seq[i] = seq;
  list.end[i] = end;
  list.frame[i] = frame;
  list.sec[i] = sec;
  list.nsec[i] = nsec;
  list.count = i + 1;
  return true;
}

function growUnacked(list: Unacked): void {
  const room = Math.max(8, list.seq.length * 2);
  const grow = (from: Uint32Array): Uint32Array => {
    const to = new Uint32Array(room);
    to.set(from);
    return to;
  };
  list.seq = grow(list.seq);
  list.end = grow(list.end);
  list.frame = grow(list.frame);
  list.nsec = grow(list.nsec);
  const sec = new Float64Array(room);
  sec.set(list.sec);
  list.sec = sec;
}

/**
 * Takes away what `ack` acknowledges, and the acknowledged beginning of what it acknowledges in part. `acked` tells which
 * segment ends exactly there.
 */
export function acknowledge(list: Unacked, ack: number, acked: Acked): void {
  acked.frame = 0;
  let kept = 0;
  // Of several segments that end at the same number the oldest is the one acknowledged, as in Wireshark.
  for (let i = list.count - 1; i >= 0; i -= 1) {
    if (list.end[i] !== ack) continue;
    acked.frame = list.frame[i];
    acked.sec = list.sec[i];
    acked.nsec = list.nsec[i];
  }
  for (let i = 0; i < list.count; i += 1) {
    if (((list.end[i] - ack) | 0) <= 0) continue;
    if (((ack - list.seq[i]) | 0) > 0) list.seq[i] = ack;
    if (kept !== i) moveUnacked(list, i, kept);
    kept += 1;
  }
  list.count = kept;
}

/** The segment that an acknowledgment is for; `frame` 0 where there is none. */
export interface Acked {
  frame: number;
  sec: number;
  nsec: number;
}

function moveUnacked(list: Unacked, from: number, to: number): void {
  list.seq[to] = list.seq[from];
  list.end[to] = list.end[from];
  list.frame[to] = list.frame[from];
  list.sec[to] = list.sec[from];
  list.nsec[to] = list.nsec[from];
}

/** Octets from the first unacknowledged one to the last, relative to `base`. */
export function spanOf(list: Unacked, base: number): number {
  if (list.count === 0) return 0;
  let first = 0xffffffff;
  let last = 0;
  for (let i = 0; i < list.count; i += 1) {
    first = Math.min(first, (list.seq[i] - base) >>> 0);
    last = Math.max(last, (list.end[i] - base) >>> 0);
  }
  return last - first;
}
