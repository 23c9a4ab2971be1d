/**
 * One direction of a TCP connection, put in order, and cut into messages. Pure: octets and sequence numbers in, messages
 * out; it knows neither frames' layers nor clocks.
 *
 *   segment ──► old? ──► behind a gap? ──► in order ──► cut ──► messages
 *                 │            │ held (bounded)    │
 *                 ▼            ▼                   ▼ unfinished message kept (bounded by the length field)
 *               nothing     gap filled, or given up: where a message begins again is found anew
 *
 * The first copy of an octet counts; later ones are dropped. Sequence numbers wrap around (RFC 9293 3.4).
 */
import type { Framing } from './contract.js';
import { type Cutter, cutPiece, makeCutter, passOver, retained, unsettle } from './tcp-cut.js';

/** Most octets and segments that may wait behind a gap; then the gap is given up. */
export const MAX_HELD = 256 * 1024;
export const MAX_HELD_SEGMENTS = 256;
/** A segment this far from where the stream stands belongs to another one with the same ports, or to nothing. */
export const FAR = 1 << 24;

interface Held {
  seq: number;
  bytes: Uint8Array;
  /** Octets that the sender sent behind these and the capture did not keep. */
  missing: number;
  readonly frame: number;
}

/** State of one direction. */
export interface Stream {
  readonly cutter: Cutter;
  started: boolean;
  /** Sequence number of the next octet in order. */
  next: number;
  /** Segments behind a gap, by sequence number, without overlaps. */
  readonly held: Held[];
  heldOctets: number;
  /** What the other side has acknowledged, if it has. */
  acknowledged: number | undefined;
}

/** A contribution to a message: so many octets in that frame. */
export interface Part {
  readonly frame: number;
  readonly octets: number;
}

/** A message cut out of the stream: bytes[start … end). */
export interface Pdu {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Where it would end had everything been captured. */
  readonly limit: number;
  /** The segments that it came in, where there was more than one. */
  readonly parts: readonly Part[] | undefined;
}

/** What became of a segment. */
export type Fate = 'empty' | 'used' | 'held' | 'old' | 'loose';

/** What a segment brought about; used again for every segment. */
export interface Outcome {
  readonly pdus: Pdu[];
  fate: Fate;
  /** Octets at the segment's beginning that ended a message begun earlier, and at its end kept for a later one. */
  head: number;
  tail: number;
  /** Octets that never came and were given up; octets of unfinished messages dropped with them. */
  gap: number;
  dropped: number;
  /** Octets at which no message begins, passed over. */
  loose: number;
}

/** An empty outcome. */
export function makeOutcome(): Outcome {
  return { pdus: [], fate: 'empty', head: 0, tail: 0, gap: 0, dropped: 0, loose: 0 };
}

/** Empties an outcome for the next segment. */
export function clearOutcome(out: Outcome): void {
  if (out.pdus.length !== 0) out.pdus.length = 0;
  out.fate = 'empty';
  out.head = 0;
  out.tail = 0;
  out.gap = 0;
  out.dropped = 0;
  out.loose = 0;
}

/** A stream of which nothing was seen. */
export function makeStream(): Stream {
  return {
    cutter: makeCutter(),
    started: false,
    next: 0,
    held: [],
    heldOctets: 0,
    acknowledged: undefined,
  };
}

/** A SYN: the first octet of content follows its number. Everything before is forgotten. */
export function beginStream(stream: Stream, seq: number): void {
  forgetStream(stream);
  stream.started = true;
  stream.next = (seq + 1) >>> 0;
  stream.cutter.settled = true;
}

/** Drops all octets kept; the next segment begins anew. */
export function forgetStream(stream: Stream): void {
  unsettle(stream.cutter);
  stream.started = false;
  stream.held.length = 0;
  stream.heldOctets = 0;
  stream.acknowledged = undefined;
}

/** Octets that a stream keeps in memory. */
export function streamOctets(stream: Stream): number {
  return stream.heldOctets + retained(stream.cutter);
}

/** What keeping a piece of octets costs besides them: the objects around it. */
const PIECE_COST = 256;

/** What a stream costs in memory, about: its octets and what is around them. */
export function streamCost(stream: Stream): number {
  const { cutter, held } = stream;
  if (cutter.length === 0 && held.length === 0) return 0;
  return streamOctets(stream) + (held.length + cutter.parts.length) * PIECE_COST;
}

/** Segments that wait in a stream, by frames. */
export interface Waiting {
  /** Behind a gap. */
  readonly behindGap: number;
  /** With octets of a message begun and not ended. */
  readonly unfinished: number;
}

/** The segments that wait in a stream; each counts once. */
export function waitingIn({ cutter, held }: Stream): Waiting {
  const behindGap = new Set(held.map(({ frame }) => frame));
  const unfinished = new Set(cutter.parts.map(({ frame }) => frame).filter((frame) => !behindGap.has(frame)));
  return { behindGap: behindGap.size, unfinished: unfinished.size };
}

/** Takes a segment: bytes[start … end), and `missing` octets behind it that the capture did not keep. */
export function feedStream(
  stream: Stream,
  framing: Framing,
  seq: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  missing: number,
  frame: number,
  out: Outcome,
): void {
  if (!stream.started) {
    stream.started = true;
    stream.next = seq;
  }
  let distance = (seq - stream.next) | 0;
  if (distance > FAR || distance < -FAR) {
    if (!framing.begins(bytes, start, end)) {
      out.fate = 'loose';
      out.loose += end - start;
      return;
    }
    out.dropped += streamOctets(stream);
    forgetStream(stream);
    stream.started = true;
    stream.next = seq;
    distance = 0;
  }
  const length = end - start + missing;
  if (distance + length <= 0) {
    out.fate = 'old';
    return;
  }
  if (distance > 0) {
    out.fate = 'held';
    out.tail = end - start;
    hold(stream, seq, bytes.slice(start, end), missing, frame);
    giveUp(stream, framing, out);
    return;
  }
  const known = Math.min(-distance, end - start);
  const lost = missing - Math.max(0, -distance - (end - start));
  const before = out.pdus.length;
  cutPiece(stream.cutter, framing, bytes, start + known, end, lost, frame, out, true);
  const told = out.pdus.length > before || out.head + out.tail > 0;
  out.fate = out.loose > 0 && !told ? 'loose' : 'used';
  stream.next = (seq + length) >>> 0;
  drain(stream, framing, out);
  giveUp(stream, framing, out);
}

/** The other side acknowledges up to `ack`: what it has and the capture has not is lost for good. */
export function acknowledgeStream(stream: Stream, framing: Framing, ack: number, out: Outcome): void {
  stream.acknowledged = ack;
  if (stream.held.length > 0) giveUp(stream, framing, out);
}

/** The direction ends (FIN, RST): what waits behind gaps is taken as it is. */
export function endStream(stream: Stream, framing: Framing, out: Outcome): void {
  while (stream.held.length > 0) skipGap(stream, framing, out);
}

/** Gives up gaps behind which too much waits, or whose octets the other side has. */
function giveUp(stream: Stream, framing: Framing, out: Outcome): void {
  while (stream.held.length > 0) {
    const full = stream.heldOctets > MAX_HELD || stream.held.length > MAX_HELD_SEGMENTS;
    const { acknowledged } = stream;
    const lost = acknowledged !== undefined && within(acknowledged, stream.held[0].seq);
    if (!full && !lost) return;
    skipGap(stream, framing, out);
  }
}

/** Whether `ack` is at `seq` or not too far behind it. */
function within(ack: number, seq: number): boolean {
  const distance = (ack - seq) | 0;
  return distance >= 0 && distance <= FAR;
}

function skipGap(stream: Stream, framing: Framing, out: Outcome): void {
  const gap = (stream.held[0].seq - stream.next) >>> 0;
  out.gap += gap;
  passOver(stream.cutter, framing, gap, out);
  stream.next = stream.held[0].seq;
  drain(stream, framing, out);
}

/** Takes the held segments whose turn has come. */
function drain(stream: Stream, framing: Framing, out: Outcome): void {
  const { held } = stream;
  let taken = 0;
  while (taken < held.length) {
    const { seq, bytes, missing, frame } = held[taken];
    const behind = (stream.next - seq) | 0;
    if (behind < 0) break;
    taken += 1;
    stream.heldOctets -= bytes.length;
    const length = bytes.length + missing;
    if (behind >= length) continue;
    const lost = missing - Math.max(0, behind - bytes.length);
    const from = Math.min(behind, bytes.length);
    cutPiece(stream.cutter, framing, bytes, from, bytes.length, lost, frame, out, false);
    stream.next = (seq + length) >>> 0;
  }
  held.splice(0, taken);
}

/** Puts a segment among the held ones; what is there already counts. */
function hold(stream: Stream, seq: number, bytes: Uint8Array, missing: number, frame: number): void {
  let from = seq;
  const end = (seq + bytes.length) >>> 0;
  let at = 0;
  while (((end - from) | 0) > 0) {
    while (at < stream.held.length && ((endOf(stream.held[at]) - from) | 0) <= 0) at += 1;
    const next = stream.held[at];
    if (next !== undefined && ((next.seq - from) | 0) <= 0) {
      from = endOf(next);
      continue;
    }
    const to = next !== undefined && ((next.seq - end) | 0) < 0 ? next.seq : end;
    const piece = bytes.subarray((from - seq) >>> 0, (to - seq) >>> 0);
    const lost = to === end && next === undefined ? missing : 0;
    stream.held.splice(at, 0, { seq: from, bytes: piece, missing: lost, frame });
    stream.heldOctets += piece.length;
    from = to;
    at += 1;
  }
}

function endOf(held: Held): number {
  return (held.seq + held.bytes.length + held.missing) >>> 0;
}
