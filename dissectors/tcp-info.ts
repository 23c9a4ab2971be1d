/**
 * TCP's Info column and top line, word for word as Wireshark writes them.
 */
import { putDecimal, putString, type Text } from '../src/base/text.js';
import type { Walk } from './contract.js';
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  REUSED_PORTS,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from './tcp-analysis.js';
import type { SegmentNote } from './tcp-note.js';
import { nextOption, word } from './tcp-options.js';
import {
  ACK,
  destinationPort,
  flagNames,
  headerWords,
  MINIMUM,
  sourcePort,
  URG,
  urgentOf,
} from './tcp-table.js';

/** In the order in which they stand before the ports. */
const PREFIXES: readonly (readonly [number, string])[] = [
  [ZERO_WINDOW_PROBE_ACK, '[TCP ZeroWindowProbeAck] '],
  [ZERO_WINDOW, '[TCP ZeroWindow] '],
  [ZERO_WINDOW_PROBE, '[TCP ZeroWindowProbe] '],
  [DUPLICATE_ACK, ''],
  [KEEP_ALIVE_ACK, '[TCP Keep-Alive ACK] '],
  [KEEP_ALIVE, '[TCP Keep-Alive] '],
  [WINDOW_FULL, '[TCP Window Full] '],
  [WINDOW_UPDATE, '[TCP Window Update] '],
  [ACK_LOST_SEGMENT, '[TCP ACKed unseen segment] '],
  [LOST_SEGMENT, '[TCP Previous segment not captured] '],
  [REUSED_PORTS, '[TCP Port numbers reused] '],
  [OUT_OF_ORDER, '[TCP Out-Of-Order] '],
  [SPURIOUS_RETRANSMISSION, '[TCP Spurious Retransmission] '],
  [FAST_RETRANSMISSION, '[TCP Fast Retransmission] '],
  [RETRANSMISSION, '[TCP Retransmission] '],
];

/** The window that the segment announces, scaled where the factor is known. */
export function scaledWindow(note: SegmentNote): number {
  return note.scale > 0 && (note.flags & 2) === 0 ? note.window * 2 ** note.scale : note.window;
}

/** Writes the Info column. `status` is the checksum's verdict. */
export function writeTcpInfo(w: Walk, i: number, status: number, arrow: string, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  if (w.ends[i] - start < 4) return;
  const note = w.notes[i] as SegmentNote | undefined;
  if (note !== undefined && note.verdict !== 0) putPrefixes(note, out);
  putDecimal(out, sourcePort(octets, start));
  putString(out, arrow);
  putDecimal(out, destinationPort(octets, start));
  if (note === undefined) return;
  putString(out, ' [');
  putString(out, flagNames(note.flags));
  putString(out, '] Seq=');
  putDecimal(out, relativeSeq(note));
  if ((note.flags & ACK) !== 0) put(out, ' Ack=', relativeAck(note));
  put(out, ' Win=', scaledWindow(note));
  const length = headerWords(octets, start) * 4;
  if (length < MINIMUM) {
    putString(out, `, bogus TCP header length (${length}, must be at least ${MINIMUM})`);
    return;
  }
  if (w.ends[i] - start < MINIMUM) return;
  if (status === 0) putString(out, ' [TCP CHECKSUM INCORRECT]');
  else if (status === 3) putString(out, ' [TCP CHECKSUM 0xFFFF]');
  if ((note.flags & URG) !== 0) put(out, ' Urg=', urgentOf(octets, start));
  if (note.length >= 0) put(out, ' Len=', note.length);
  const end = Math.min(start + length, w.ends[i]);
  if (end > start + MINIMUM) putOptions(octets, start + MINIMUM, end, start + length, note, out);
  const { fate, head, tail, pdus } = note.outcome;
  if (pdus.length === 0 && (fate === 'held' || (fate === 'used' && head + tail > 0)))
    putString(out, ' [TCP segment of a reassembled PDU]');
}

/** Sequence number from the stream's beginning. */
export function relativeSeq(note: SegmentNote): number {
  return (note.seq - note.base) >>> 0;
}

/** Acknowledgment number from the other direction's beginning; as on the wire where the ACK flag is not set. */
export function relativeAck(note: SegmentNote): number {
  return (note.flags & ACK) === 0 ? note.ack : (note.ack - note.ackBase) >>> 0;
}

function put(out: Text, words: string, value: number): void {
  putString(out, words);
  putDecimal(out, value);
}

function putPrefixes(note: SegmentNote, out: Text): void {
  for (const [bit, words] of PREFIXES) {
    if ((note.verdict & bit) === 0) continue;
    if (bit === DUPLICATE_ACK)
      putString(out, `[TCP Dup ACK ${note.duplicateFrame}#${note.duplicateNumber}] `);
    else putString(out, words);
  }
}

/** What Wireshark adds for options; `limit` is where they would end had everything been captured. */
function putOptions(
  octets: Uint8Array,
  from: number,
  to: number,
  limit: number,
  note: SegmentNote,
  out: Text,
): void {
  for (let at = from; at < to; at = nextOption(octets, at, to)) {
    const kind = octets[at];
    if (kind < 2) continue;
    const size = at + 1 < to ? octets[at + 1] - 2 : -1;
    if (size < 0 || at + 2 + size > limit) return;
    if (at + 2 + size <= to) putOption(octets, kind, at + 2, size, note, out);
    else if (kind === 29) putString(out, 'TCP AO');
  }
}

function putOption(
  octets: Uint8Array,
  kind: number,
  at: number,
  size: number,
  note: SegmentNote,
  out: Text,
): void {
  if (kind === 2 && size === 2) put(out, ' MSS=', (octets[at] << 8) | octets[at + 1]);
  else if (kind === 3 && size === 1) put(out, ' WS=', 1 << Math.min(octets[at], 14));
  else if (kind === 4 && size === 0) putString(out, ' SACK_PERM');
  else if (kind === 5) putSack(octets, at, size, note, out);
  else if ((kind === 6 || kind === 7) && size === 4) put(out, ' ECHO=', word(octets, at));
  else if (kind === 8 && size === 8) {
    put(out, ' TSval=', word(octets, at));
    put(out, ' TSecr=', word(octets, at + 4));
  } else if (kind >= 11 && kind <= 13 && size === 4) put(out, ' CC=', word(octets, at));
  else if (kind === 19 && size === 16) putString(out, ' MD5');
  else if (kind === 28 && size === 2) put(out, ' USER_TO=', ((octets[at] & 127) << 8) | octets[at + 1]);
  else if (kind === 29) putString(out, 'TCP AO');
  else if (kind === 34) putString(out, size === 0 ? ' TFO=R' : ' TFO=C');
  else if ((kind === 253 || kind === 254) && size >= 2) putExperiment(octets, at, size, out);
}

function putSack(octets: Uint8Array, at: number, size: number, note: SegmentNote, out: Text): void {
  for (let block = 0; block + 8 <= size; block += 8) {
    put(out, ' SLE=', (word(octets, at + block) - note.ackBase) >>> 0);
    put(out, ' SRE=', (word(octets, at + block + 4) - note.ackBase) >>> 0);
  }
}

function putExperiment(octets: Uint8Array, at: number, size: number, out: Text): void {
  const identifier = (octets[at] << 8) | octets[at + 1];
  if (identifier === 0xf989) putString(out, size === 2 ? ' TFO=R' : ' TFO=C');
  else putString(out, ` ExID=${identifier.toString(16).padStart(4, '0')}`);
}

/** The top line in the tree. */
export function tcpLabel(w: Walk, i: number): string {
  const octets = w.sources[i];
  const start = w.starts[i];
  const title = 'Transmission Control Protocol';
  if (w.ends[i] - start < 4) return title;
  const note = w.notes[i] as SegmentNote | undefined;
  let text = `${title}, Src Port: ${sourcePort(octets, start)}, Dst Port: ${destinationPort(octets, start)}`;
  if (note === undefined) return text;
  text += `, Seq: ${relativeSeq(note)}`;
  if (headerWords(octets, start) * 4 < MINIMUM) return text;
  if ((note.flags & ACK) !== 0) text += `, Ack: ${relativeAck(note)}`;
  return note.length >= 0 ? `${text}, Len: ${note.length}` : text;
}
