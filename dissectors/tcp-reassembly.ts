/**
 * Between TCP and its streams: who reads a conversation, what of a segment goes into its stream, and how much memory all
 * streams together may take.
 */
import { type Framing, type Leftover, NONE, type Walk } from './contract.js';
import { type Conversation, type Conversations, type Flow, leastRecent } from './tcp-conversations.js';
import { cutPiece, makeCutter } from './tcp-cut.js';
import type { SegmentNote } from './tcp-note.js';
import {
  acknowledgeStream,
  beginStream,
  endStream,
  feedStream,
  forgetStream,
  makeStream,
  type Stream,
  streamCost,
  type Waiting,
  waitingIn,
} from './tcp-stream.js';
import { ACK, destinationPort, FIN, RST, SYN, sourcePort } from './tcp-table.js';

/** Most memory for what is kept of all streams of a capture together, in octets (see `streamCost`). */
export const MAX_KEPT = 16 * 1024 * 1024;

/** The streams of a capture. */
export interface Reassembly {
  /** The dissector that reads a conversation, or NONE. The cursor stands on the segment's content, TCP is the last layer. */
  readonly readerOf: (w: Walk, conversation: Conversation) => number;
  /** Takes the segment at the cursor: whole messages go to `w.pending`, what is kept for later is taken off the cursor. */
  readonly take: (
    w: Walk,
    conversation: Conversation,
    forward: Flow,
    reverse: Flow,
    framing: Framing,
    note: SegmentNote,
  ) => void;
  /** Forgets what a conversation's streams keep. */
  readonly forget: (conversation: Conversation) => void;
  /** Forgets everything, the conversations too. */
  readonly clear: () => void;
  /** What is kept, in octets of memory. */
  readonly kept: () => number;
  /** The segments whose octets are in no message: those that still wait, and those that were forgotten waiting. */
  readonly leftover: () => readonly Leftover[];
}

/** The streams of one capture. `whole`: put segments together; else each is read by itself. */
export function makeReassembly(
  conversations: Conversations,
  whole: boolean,
  most: number = MAX_KEPT,
): Reassembly {
  let kept = 0;
  const lost = { behindGap: 0, unfinished: 0 };
  const streamOf = (flow: Flow): Stream => {
    flow.stream ??= makeStream();
    return flow.stream;
  };
  const forget = (conversation: Conversation): void => {
    for (const { stream } of conversation.flows) {
      if (stream === undefined) continue;
      const cost = streamCost(stream);
      if (cost > 0) addWaiting(lost, waitingIn(stream));
      kept -= cost;
      forgetStream(stream);
    }
  };
  const makeRoom = (current: Conversation): void => {
    const others = [...conversations.all()].filter(
      (one) => one !== current && one.flows.some(({ stream }) => stream !== undefined),
    );
    for (const one of leastRecent(others, others.length)) {
      if (kept <= most / 2) return;
      forget(one);
    }
    if (kept > most) forget(current);
  };
  conversations.onForget(forget);
  return {
    kept: () => kept,
    forget,
    clear: () => {
      conversations.clear();
      kept = 0;
      Object.assign(lost, { behindGap: 0, unfinished: 0 });
    },
    leftover: () => {
      const sum = { ...lost };
      for (const { flows } of conversations.all()) {
        for (const { stream } of flows) if (stream !== undefined) addWaiting(sum, waitingIn(stream));
      }
      return leftovers(sum);
    },
    readerOf: (w, conversation) => readerOf(w, conversation),
    take: (w, conversation, forward, reverse, framing, note) => {
      if (!whole) {
        if (w.start < w.end) takeAlone(w, framing, note);
        push(w, note);
        return;
      }
      const stream = streamOf(forward);
      const before = streamCost(stream) + (reverse.stream === undefined ? 0 : streamCost(reverse.stream));
      takeInto(w, stream, framing, note);
      if ((note.flags & ACK) !== 0 && reverse.stream !== undefined)
        acknowledgeStream(reverse.stream, framing, note.ack, note.outcome);
      if ((note.flags & (FIN | RST)) !== 0) endStream(stream, framing, note.outcome);
      kept += streamCost(stream) + (reverse.stream === undefined ? 0 : streamCost(reverse.stream)) - before;
      push(w, note);
      if (kept > most) makeRoom(conversation);
    },
  };
}

function addWaiting(sum: { behindGap: number; unfinished: number }, more: Waiting): void {
  sum.behindGap += more.behindGap;
  sum.unfinished += more.unfinished;
}

function leftovers({ behindGap, unfinished }: Waiting): readonly Leftover[] {
  return [
    { reason: 'TCP segment behind a gap that was never filled', packets: behindGap },
    { reason: 'TCP segment of a message that was never ended', packets: unfinished },
  ].filter(({ packets }) => packets > 0);
}

function takeInto(w: Walk, stream: Stream, framing: Framing, note: SegmentNote): void {
  const { outcome } = note;
  if ((note.flags & SYN) !== 0 && !(stream.started && stream.next === (note.seq + 1) >>> 0))
    beginStream(stream, note.seq);
  if (note.length <= 0 || (note.flags & RST) !== 0) return;
  const seq = (note.flags & SYN) !== 0 ? (note.seq + 1) >>> 0 : note.seq;
  feedStream(stream, framing, seq, w.bytes, w.start, w.end, w.limit - w.end, note.frame, outcome);
  // What was told apart is in messages, or kept for later; what was not is shown as data.
  if (outcome.fate === 'used' || outcome.fate === 'held') w.start = w.end;
}

/** Where the rest of a message is not looked for, it is as if the capture had not kept it. */
const MESSAGE_LIMIT = 0x10000;

/** Reads a segment without its neighbours: a message that goes on in the next one ends here. */
function takeAlone(w: Walk, framing: Framing, note: SegmentNote): void {
  const { outcome } = note;
  if (!framing.begins(w.bytes, w.start, w.end)) {
    outcome.fate = 'loose';
    outcome.loose = w.end - w.start;
    return;
  }
  const cutter = makeCutter();
  cutter.settled = true;
  cutPiece(cutter, framing, w.bytes, w.start, w.end, MESSAGE_LIMIT, note.frame, outcome, true);
  outcome.fate = 'used';
  w.start = w.end;
}

/** Puts the messages where the layer loop takes them: last in, first out. */
function push(w: Walk, note: SegmentNote): void {
  const { pdus } = note.outcome;
  for (let i = pdus.length - 1; i >= 0; i -= 1) {
    const { bytes, start, end, limit } = pdus[i];
    w.pending.push({ bytes, start, end, limit, next: note.reader });
    if (limit > end) w.fragmented = true;
  }
}

function readerOf(w: Walk, conversation: Conversation): number {
  const i = w.count - 1;
  const octets = w.sources[i];
  const start = w.starts[i];
  let reader = w.lookup.find('tcp.port', destinationPort(octets, start));
  if (reader === NONE) reader = w.lookup.find('tcp.port', sourcePort(octets, start));
  if (reader !== NONE) return framed(w, reader);
  if (conversation.recognised === NONE && w.lookup.heuristics.length > 0 && w.start < w.end)
    conversation.recognised = recognise(w);
  return conversation.recognised;
}

/** A protocol that stands behind a length of its own in streams: `x` is read by `x.tcp` there. */
function framed(w: Walk, reader: number): number {
  if (w.lookup.framingOf(reader) !== undefined) return reader;
  const other = w.lookup.idOf(`${w.lookup.nameOf(reader)}.tcp`);
  return other === NONE ? reader : other;
}

function recognise(w: Walk): number {
  for (const id of w.lookup.heuristics) {
    if (w.lookup.framingOf(id) !== undefined && w.lookup.recognises(id, w)) return id;
  }
  return NONE;
}
