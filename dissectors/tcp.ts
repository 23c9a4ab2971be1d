/**
 * TCP (RFC 9293): finds the conversation, has the segment analysed, and gives its content on: whole messages cut out of
 * the stream where a dissector reads it (tcp-stream.ts), or nothing, and then it is shown as data.
 *
 *   segment ──► conversation ──► analysis ──► stream ──► w.pending: messages, each a chain of layers of its own
 *
 * Frames must be walked in order, once each: all facts about streams are gathered on the way.
 */
import type { Text } from '../src/base/text.js';
import { addLayer, type Dissector, type Framing, NONE, type Walk } from './contract.js';
import { ARROW, type RegistryOptions } from './options.js';
import { checksumHolds, makeNetworkFinder, type NetworkFinder, rightChecksum } from './pseudo-header.js';
import type { Shortcut } from './shortcut.js';
import { REUSED_PORTS } from './tcp-analysis.js';
import {
  type Conversation,
  type Conversations,
  type Flow,
  isReversed,
  makeConversations,
} from './tcp-conversations.js';
import { type ChecksumJudge, tcpFields } from './tcp-fields.js';
import { judgeTcp } from './tcp-findings.js';
import { tcpLabel, writeTcpInfo } from './tcp-info.js';
import { clearNote, makeNote, type SegmentNote } from './tcp-note.js';
import { makeReassembly, type Reassembly } from './tcp-reassembly.js';
import { countCompleteness, handshake, placeSegment, readOptions } from './tcp-state.js';
import {
  ACK,
  acknowledgment,
  checksumOf,
  destinationPort,
  flagsOf,
  headerWords,
  MINIMUM,
  RST,
  SYN,
  sequence,
  sourcePort,
  tcpTable,
  windowOf,
} from './tcp-table.js';
import type { Witness } from './witness.js';

const TCP = 6;
/** Octets up to the window: enough to know the conversation. */
const ENOUGH = 16;

/** A segment with its whole header. */
const SHORTCUT: Shortcut = {
  least: MINIMUM,
  shapes: [
    {
      variant: 0,
      when: { 'tcp.hdr_len': [[MINIMUM / 4, 15]] },
      header: { field: 'tcp.hdr_len', times: 4 },
      next: { table: 'tcp.port', ports: ['tcp.srcport', 'tcp.dstport'] },
      bound: true,
    },
  ],
};

/** What one capture's TCP dissector remembers. */
interface State {
  readonly id: number;
  readonly network: NetworkFinder;
  readonly conversations: Conversations;
  readonly reassembly: Reassembly;
  /** One note for each place among a frame's layers. */
  readonly notes: SegmentNote[];
  readonly arrow: string;
  readonly witness: Witness | undefined;
}

/** The TCP dissector. */
export function createTcp(id: number, options: RegistryOptions = {}): Dissector {
  const conversations = makeConversations();
  const state: State = {
    id,
    network: makeNetworkFinder(),
    conversations,
    reassembly: makeReassembly(conversations, options.desegment !== false),
    notes: [],
    arrow: ` ${options.arrow ?? ARROW} `,
    witness: options.witness,
  };
  const checksum = makeChecksumJudge(state.network);
  return {
    name: 'tcp',
    title: 'Transmission Control Protocol',
    shortTitle: 'TCP',
    headers: [tcpTable],
    entries: [['ip.proto', TCP]],
    generated: tcpFields(checksum),
    walk: (w) => walkTcp(w, state),
    shortcut: SHORTCUT,
    leads: ['tcp.port', 'name:gmp.tcp'],
    restart: state.reassembly.clear,
    leftover: () => state.reassembly.leftover(),
    label: tcpLabel,
    protocol: () => 'TCP',
    info: (w, i, out: Text) => writeTcpInfo(w, i, checksum.status(w, i) ?? 2, state.arrow, out),
    experts: (w, i) => judgeTcp(w, i, checksum),
  };
}

function walkTcp(w: Walk, state: State): void {
  const { bytes, start, end, limit } = w;
  const i = w.count;
  const network = state.network.below(w, i);
  if (end - start < ENOUGH || network < 0) {
    addLayer(w, state.id, 0, end, limit);
    return;
  }
  const note = noteFor(w, state, i);
  const words = headerWords(bytes, start);
  const whole = words * 4 >= MINIMUM && end - start >= MINIMUM;
  if (!w.fragmented && limit - start >= words * 4) note.length = limit - start - words * 4;
  const source = state.network.sourceAt(w, network);
  const length = state.network.addressLength(w, network);
  const conversation = converse(w, state, w.sources[network], source, length, note);
  addLayer(w, state.id, 0, whole ? start + words * 4 : end, limit);
  w.notes[i] = note;
  const direction = isReversed(
    w.sources[network],
    source,
    source + length,
    length,
    sourcePort(bytes, start),
    destinationPort(bytes, start),
  )
    ? 1
    : 0;
  const forward = conversation.flows[direction];
  const reverse = conversation.flows[1 - direction];
  placeSegment(conversation, forward, reverse, note);
  if (whole) {
    countCompleteness(conversation, note);
    readOptions(w, i, forward, note);
    handshake(conversation, forward, reverse, note);
    giveOn(w, i, state, conversation, forward, reverse, note);
  }
}

/** The note for the layer at hand, cleared, with the header's facts. */
function noteFor(w: Walk, state: State, i: number): SegmentNote {
  let note = state.notes[i];
  if (note === undefined) {
    note = makeNote();
    state.notes[i] = note;
  }
  clearNote(note);
  note.frame = w.frame.number;
  note.sec = w.frame.sec;
  note.nsec = w.frame.nsec;
  note.seq = sequence(w.bytes, w.start);
  note.ack = acknowledgment(w.bytes, w.start);
  note.flags = flagsOf(w.bytes, w.start);
  note.window = windowOf(w.bytes, w.start);
  return note;
}

/** The segment's conversation: a known one, or a new one, which a SYN with a new number begins too. */
function converse(
  w: Walk,
  state: State,
  octets: Uint8Array,
  source: number,
  length: number,
  note: SegmentNote,
): Conversation {
  const { conversations, witness } = state;
  const from = sourcePort(w.bytes, w.start);
  const to = destinationPort(w.bytes, w.start);
  let conversation = conversations.find(octets, source, source + length, length, from, to);
  const opening = (note.flags & (SYN | ACK)) === SYN;
  if (conversation !== undefined && witness?.forgets(conversation.index, opening) === true)
    conversation = undefined;
  const before = conversation?.index ?? NONE;
  if (conversation === undefined) {
    conversation = conversations.add(octets, source, source + length, length, from, to);
  } else if ((note.flags & SYN) !== 0) {
    const forward = conversation.flows[isReversed(octets, source, source + length, length, from, to) ? 1 : 0];
    if (forward.baseSet && note.seq !== forward.base) {
      note.verdict |= REUSED_PORTS;
      if (opening) {
        conversation = conversations.add(octets, source, source + length, length, from, to);
        conversation.completeness = 1;
      } else forward.base = note.seq;
    }
  }
  if (witness !== undefined) conversation.index = witness.tcp(conversation.index, before);
  note.stream = conversation.index;
  note.completeness = conversation.completeness;
  if (Number.isNaN(conversation.firstSec)) {
    conversation.firstSec = note.sec;
    conversation.firstNsec = note.nsec;
    conversation.lastSec = note.sec;
    conversation.lastNsec = note.nsec;
  }
  note.firstSec = conversation.firstSec;
  note.firstNsec = conversation.firstNsec;
  note.lastSec = conversation.lastSec;
  note.lastNsec = conversation.lastNsec;
  conversation.lastSec = note.sec;
  conversation.lastNsec = note.nsec;
  conversation.lastFrame = note.frame;
  return conversation;
}

/** Hands the content to whoever reads it. The cursor stands on it. */
function giveOn(
  w: Walk,
  i: number,
  state: State,
  conversation: Conversation,
  forward: Flow,
  reverse: Flow,
  note: SegmentNote,
): void {
  const { reassembly } = state;
  const reader = reassembly.readerOf(w, conversation);
  note.reader = reader;
  if (reader === NONE) {
    if (w.start < w.end) w.undecoded = undecoded(w, i, forward, state.arrow);
    if ((note.flags & RST) !== 0) w.start = w.end;
    return;
  }
  const framing: Framing | undefined = w.lookup.framingOf(reader);
  if (framing === undefined) {
    if (w.start < w.end) w.next = reader;
    return;
  }
  reassembly.take(w, conversation, forward, reverse, framing, note);
  if (w.start < w.end) w.undecoded = undecoded(w, i, forward, state.arrow);
}

function undecoded(w: Walk, i: number, forward: Flow, arrow: string): string {
  const octets = w.sources[i];
  const start = w.starts[i];
  forward.undecoded ??= `TCP port ${sourcePort(octets, start)}${arrow}${destinationPort(octets, start)}`;
  return forward.undecoded;
}

/** 0 bad, 1 good, 2 cannot be told, 3 all ones where zero ought to stand (RFC 1624); undefined: no checksum there. */
function makeChecksumJudge(network: NetworkFinder): ChecksumJudge {
  const sum = (w: Walk, i: number, ip: number): number =>
    network.sum(w, i, ip, TCP, w.limits[i] - w.starts[i]);
  const right: ChecksumJudge['right'] = (w, i) => {
    const ip = network.below(w, i);
    const start = w.starts[i];
    return ip < 0 ? 0 : rightChecksum(sum(w, i, ip), w.sources[i], start, w.limits[i], start + 16);
  };
  return {
    right,
    status: (w, i) => {
      const start = w.starts[i];
      const ip = network.below(w, i);
      if (w.ends[i] - start < MINIMUM || ip < 0 || headerWords(w.sources[i], start) * 4 < MINIMUM)
        return undefined;
      if (w.fragmented || w.limits[i] > w.ends[i]) return 2;
      if (!checksumHolds(sum(w, i, ip), w.sources[i], start, w.ends[i])) return 0;
      return checksumOf(w.sources[i], start) === 0xffff && right(w, i) === 0 ? 3 : 1;
    },
  };
}
