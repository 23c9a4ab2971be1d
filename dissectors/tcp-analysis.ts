/**
 * What sequence and acknowledgment numbers tell about a segment, by the rules that Wireshark documents (User's Guide,
 * "TCP Analysis"): retransmissions, lost and reordered segments, duplicate ACKs, window events. The first segment that
 * breaks the order decides; a capture is read once, from its beginning.
 */
import type { Conversation, Flow } from './tcp-conversations.js';
import type { SegmentNote } from './tcp-note.js';
import { ACK, FIN, PSH, RST, SYN } from './tcp-table.js';
import { type Acked, acknowledge, FRAME, NSEC, pushUnacked, SEC, spanOf } from './tcp-unacked.js';

/** Verdicts, as bits of a segment's `verdict`. */
export const RETRANSMISSION = 0x0001;
export const LOST_SEGMENT = 0x0002;
export const ACK_LOST_SEGMENT = 0x0004;
export const KEEP_ALIVE = 0x0008;
export const DUPLICATE_ACK = 0x0010;
export const ZERO_WINDOW = 0x0020;
export const ZERO_WINDOW_PROBE = 0x0040;
export const ZERO_WINDOW_PROBE_ACK = 0x0080;
export const KEEP_ALIVE_ACK = 0x0100;
export const OUT_OF_ORDER = 0x0200;
export const FAST_RETRANSMISSION = 0x0400;
export const WINDOW_UPDATE = 0x0800;
export const WINDOW_FULL = 0x1000;
export const REUSED_PORTS = 0x2000;
export const SPURIOUS_RETRANSMISSION = 0x4000;

/** A segment that comes this soon after the highest one is reordered, not resent, while no round trip time is known. */
const REORDERING_NS = 3_000_000;
/** A fast retransmission follows its duplicate ACKs within this time. */
const FAST_NS = 20_000_000;

const acked: Acked = { frame: 0, sec: 0, nsec: 0 };

/** a > b, in sequence numbers (RFC 9293 3.4). */
function after(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

/** Judges the segment in `note` and moves the state of its two directions on. */
export function analyse(conversation: Conversation, forward: Flow, reverse: Flow, note: SegmentNote): void {
  if ((note.flags & ACK) !== 0) reverse.inFlightKnown = true;
  judgeWindow(forward, reverse, note);
  if (note.ack !== forward.lastAck) {
    forward.lastNonDuplicate = note.frame;
    forward.duplicates = 0;
  }
  judgeAcknowledged(reverse, note);
  if (note.length > 0 || (note.flags & (SYN | FIN)) !== 0) judgeOrder(conversation, forward, reverse, note);
  advance(forward, note);
  acknowledge(reverse.unacked, note.ack, acked);
  if (acked.frame !== 0) {
    note.ackedFrame = acked.frame;
    note.roundTripSec = acked.sec;
    note.roundTripNsec = acked.nsec;
  }
  measure(forward, reverse, note);
}

/** Rules that look at windows, and those on segments without news. */
function judgeWindow(forward: Flow, reverse: Flow, note: SegmentNote): void {
  const { seq, ack, length, flags, window } = note;
  if (length === 1 && seq === forward.next && reverse.window === 0) {
    note.verdict |= ZERO_WINDOW_PROBE;
    return;
  }
  const plain = (flags & (SYN | FIN | RST)) === 0;
  if (window === 0 && plain) note.verdict |= ZERO_WINDOW;
  if (forward.next !== 0 && after(seq, forward.next) && (flags & RST) === 0) {
    note.verdict |= LOST_SEGMENT;
    forward.inFlightKnown = false;
  }
  if (!plain) return;
  if (length <= 1 && seq === (forward.next - 1) >>> 0) note.verdict |= KEEP_ALIVE;
  if (length > 0) {
    if (reverse.scale !== -1 && fillsWindow(reverse, note)) note.verdict |= WINDOW_FULL;
    return;
  }
  if (seq !== forward.next || ack !== forward.lastAck) return;
  if (window !== forward.window) {
    if (window !== 0) note.verdict |= WINDOW_UPDATE;
    return;
  }
  if (window === 0) {
    if ((reverse.lastFlags & ZERO_WINDOW_PROBE) !== 0) note.verdict |= ZERO_WINDOW_PROBE_ACK;
    return;
  }
  if ((reverse.lastFlags & KEEP_ALIVE) !== 0) {
    note.verdict |= KEEP_ALIVE_ACK;
    return;
  }
  forward.duplicates = forward.duplicates === -1 ? 1 : forward.duplicates + 1;
  note.verdict |= DUPLICATE_ACK;
  note.duplicateNumber = forward.duplicates;
  note.duplicateFrame = forward.lastNonDuplicate;
}

function fillsWindow(reverse: Flow, note: SegmentNote): boolean {
  const shift = reverse.firstAck || reverse.scale === -2 ? 0 : reverse.scale;
  return (note.seq + note.length) >>> 0 === (reverse.lastAck + (reverse.window << shift)) >>> 0;
}

/** Whether this acknowledges what the capture does not hold. */
function judgeAcknowledged(reverse: Flow, note: SegmentNote): void {
  const known = reverse.maxToBeAcked;
  if (known === 0 || (note.flags & ACK) === 0 || !after(note.ack, known)) return;
  if (after(reverse.next, known)) {
    reverse.maxToBeAcked = reverse.next;
    note.verdict |= ACK_LOST_SEGMENT;
    return;
  }
  if (reverse.duplicates === 0) note.verdict |= ACK_LOST_SEGMENT;
  reverse.duplicates = -1;
}

/** Nanoseconds from a time to the segment's; NaN where one of the two is not known. */
function since(note: SegmentNote, sec: number, nsec: number): number {
  return (note.sec - sec) * 1e9 + (note.nsec - nsec);
}

/** Whether a segment with content that does not move the highest number on is resent or reordered. */
function judgeOrder(conversation: Conversation, forward: Flow, reverse: Flow, note: SegmentNote): void {
  const { seq, length, flags } = note;
  if ((note.verdict & KEEP_ALIVE) !== 0) return;
  const end = (seq + length) >>> 0;
  let behind = forward.next !== 0 && after(forward.next, seq);
  // More than the one octet of a zero window probe before it: that is new content.
  if (length > 1 && (forward.next - 1) >>> 0 === seq) behind = false;
  if (length > 0 && reverse.lastAck !== 0 && !after(end, reverse.lastAck)) {
    note.verdict |= SPURIOUS_RETRANSMISSION;
    return;
  }
  if (!behind) return;
  if (
    reverse.duplicates >= 2 &&
    reverse.lastAck === seq &&
    since(note, reverse.ackSec, reverse.ackNsec) < FAST_NS
  ) {
    note.verdict |= FAST_RETRANSMISSION;
    return;
  }
  const threshold =
    conversation.roundTripSec < 0
      ? REORDERING_NS
      : conversation.roundTripSec * 1e9 + conversation.roundTripNsec;
  if (since(note, forward.nextSec, forward.nextNsec) < threshold) {
    const whole = (end + ((flags & (SYN | FIN)) !== 0 ? 1 : 0)) >>> 0;
    if (forward.next !== whole) {
      note.verdict |= OUT_OF_ORDER;
      return;
    }
  }
  note.verdict |= RETRANSMISSION;
  // The time that passed since the oldest segment that waits for its acknowledgment; it need not be this one.
  const { unacked } = forward;
  const waiting = unacked.count > 0;
  note.resentFrame = waiting ? unacked.rows[FRAME] : forward.nextFrame;
  note.resentSec = waiting ? unacked.rows[SEC] : forward.nextSec;
  note.resentNsec = waiting ? unacked.rows[NSEC] : forward.nextNsec;
}

/** Remembers the segment: what must come next in its direction, and what it acknowledged. */
function advance(forward: Flow, note: SegmentNote): void {
  const { seq, length, flags } = note;
  let next = (seq + length) >>> 0;
  if (length > 0 || (flags & (SYN | FIN)) !== 0) {
    if ((flags & (SYN | FIN)) !== 0) next = (next + 1) >>> 0;
    pushUnacked(forward.unacked, seq, next, note.frame, note.sec, note.nsec);
  }
  const probe = (note.verdict & ZERO_WINDOW_PROBE) !== 0;
  if (!probe && (forward.next === 0 || after(next, forward.next))) {
    forward.next = next;
    forward.nextFrame = note.frame;
    forward.nextSec = note.sec;
    forward.nextNsec = note.nsec;
  }
  if (!probe && (forward.maxToBeAcked === 0 || seq === forward.maxToBeAcked))
    forward.maxToBeAcked = forward.next;
  forward.window = note.window;
  forward.lastAck = note.ack;
  forward.ackSec = note.sec;
  forward.ackNsec = note.nsec;
  forward.lastFlags = note.verdict;
}

/** Octets in flight, and octets since the last push. */
function measure(forward: Flow, reverse: Flow, note: SegmentNote): void {
  const { length, flags } = note;
  if (length === 0 || forward.unacked.count === 0 || !forward.inFlightKnown) return;
  const octets = (spanOf(forward.unacked, forward.base) - reverse.sacked) >>> 0;
  if (octets > 0 && octets < 2_000_000_000) {
    note.inFlight = octets - ((flags & (SYN | FIN)) !== 0 ? 1 : 0);
  }
  const pushed = (flags & PSH) !== 0;
  if (forward.pushSeen) forward.pushedOctets = length;
  else forward.pushedOctets += length;
  forward.pushSeen = pushed;
  note.pushedOctets = forward.pushedOctets;
}
