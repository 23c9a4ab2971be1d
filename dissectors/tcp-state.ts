/**
 * What a segment changes in its conversation, apart from the analysis of its numbers: where relative numbers begin, how
 * complete the conversation is, window scaling, the first round trip, and who closes.
 */
import type { Walk } from './contract.js';
import { analyse } from './tcp-analysis.js';
import type { Conversation, Flow } from './tcp-conversations.js';
import type { SegmentNote } from './tcp-note.js';
import { findOption, nextOption, word } from './tcp-options.js';
import { ACK, FIN, MINIMUM, RST, SYN } from './tcp-table.js';

/** Base numbers and analysis; only where the segment's length is known. */
export function placeSegment(
  conversation: Conversation,
  forward: Flow,
  reverse: Flow,
  note: SegmentNote,
): void {
  note.scale = forward.scale;
  forward.sacked = 0;
  if (note.length < 0) return;
  if (!forward.baseSet) {
    forward.base = (note.flags & SYN) !== 0 ? note.seq : (note.seq - 1) >>> 0;
    forward.baseSet = true;
  }
  if (!reverse.baseSet && (note.flags & ACK) !== 0) {
    reverse.base = (note.ack - 1) >>> 0;
    reverse.baseSet = true;
  }
  analyse(conversation, forward, reverse, note);
  note.base = forward.base;
  note.ackBase = reverse.base;
}

/** Moves the conversation's completeness on (Wireshark's bits). */
export function countCompleteness(conversation: Conversation, note: SegmentNote): void {
  const { flags } = note;
  const content = note.length > 0;
  let bits = conversation.completeness;
  if (conversation.fresh) {
    conversation.fresh = false;
    if ((flags & (SYN | ACK)) === SYN) bits |= content ? 9 : 1;
  } else {
    if ((flags & (SYN | ACK)) === (SYN | ACK)) bits |= 2;
    if ((flags & (SYN | ACK)) === ACK) bits |= content ? 8 : 4;
    if ((flags & (FIN | ACK)) === (FIN | ACK)) bits |= 16;
    if ((flags & RST) !== 0) bits |= 32;
  }
  conversation.completeness = bits;
}

/** What options change: window scaling, and octets known to have arrived out of order. */
export function readOptions(w: Walk, i: number, forward: Flow, note: SegmentNote): void {
  const octets = w.sources[i];
  const from = w.starts[i] + MINIMUM;
  const to = w.payloads[i];
  if (from >= to) return;
  const scale = findOption(octets, from, to, 3, 1);
  if (scale >= 0) forward.scale = Math.min(octets[scale], 14);
  for (let at = from; at < to; at = nextOption(octets, at, to)) {
    if (octets[at] !== 5 || at + 1 >= to) continue;
    const end = Math.min(at + octets[at + 1], to);
    for (let block = at + 2; block + 8 <= end; block += 8) {
      const left = word(octets, block);
      // A first block behind the acknowledgment reports a duplicate (RFC 2883), nothing out of order.
      if (((left - note.ack) | 0) < 0) continue;
      forward.sacked += (word(octets, block + 4) - left) >>> 0;
    }
  }
}

/** What the opening and closing flags tell: scaling in use or not, the initial round trip, who closes first. */
export function handshake(conversation: Conversation, forward: Flow, reverse: Flow, note: SegmentNote): void {
  const { flags } = note;
  if ((flags & SYN) !== 0) {
    forward.firstAck = true;
    if ((flags & ACK) === 0) {
      conversation.synSec = note.sec;
      conversation.synNsec = note.nsec;
    }
    if (forward.scale === -1) {
      forward.scale = -2;
      reverse.scale = -2;
    } else if ((flags & ACK) !== 0 && reverse.scale === -2) forward.scale = -2;
  } else if ((flags & ACK) !== 0) {
    forward.firstAck = false;
    if (conversation.roundTripSec < 0 && !Number.isNaN(conversation.synSec)) {
      const behind = note.nsec < conversation.synNsec ? 1 : 0;
      conversation.roundTripSec = note.sec - conversation.synSec - behind;
      conversation.roundTripNsec = note.nsec - conversation.synNsec + behind * 1e9;
    }
  }
  if ((flags & FIN) !== 0 && !reverse.closedFirst) {
    forward.closedFirst = true;
    note.closing = true;
  }
  note.initialSec = conversation.roundTripSec;
  note.initialNsec = conversation.roundTripNsec;
}
