/**
 * What is remembered of one segment while its frame is looked at: facts that the walk found out and that fields, Info
 * column and findings tell. One object a layer, used again for every frame.
 */
import { NONE } from './contract.js';
import { clearOutcome, makeOutcome, type Outcome } from './tcp-stream.js';

/** Facts of a segment. Sequence numbers as on the wire unless said otherwise. */
export interface SegmentNote {
  frame: number;
  sec: number;
  nsec: number;
  seq: number;
  ack: number;
  flags: number;
  /** Window as on the wire. */
  window: number;
  /** Octets of content; -1 where they cannot be told (fragments, lying lengths). */
  length: number;
  /** Number of the conversation, or NONE. */
  stream: number;
  completeness: number;
  /** What the relative sequence number and acknowledgment number count from. */
  base: number;
  ackBase: number;
  /** Shift count for this direction's windows; -1 unknown, -2 none. */
  scale: number;
  firstSec: number;
  firstNsec: number;
  lastSec: number;
  lastNsec: number;
  /** The analysis: bits of tcp-analysis.ts, and figures; -1 or 0 where there are none. */
  verdict: number;
  duplicateNumber: number;
  duplicateFrame: number;
  ackedFrame: number;
  roundTripSec: number;
  roundTripNsec: number;
  resentFrame: number;
  resentSec: number;
  resentNsec: number;
  inFlight: number;
  pushedOctets: number;
  /** From SYN to the first plain ACK of the conversation; -1 unknown. */
  initialSec: number;
  initialNsec: number;
  /** True where this FIN is the conversation's first. */
  closing: boolean;
  /** Dissector of the stream's messages, or NONE. */
  reader: number;
  readonly outcome: Outcome;
}

/** A note with nothing in it. */
export function makeNote(): SegmentNote {
  return {
    frame: 0,
    sec: 0,
    nsec: 0,
    seq: 0,
    ack: 0,
    flags: 0,
    window: 0,
    length: -1,
    stream: NONE,
    completeness: 0,
    base: 0,
    ackBase: 0,
    scale: -1,
    firstSec: Number.NaN,
    firstNsec: 0,
    lastSec: Number.NaN,
    lastNsec: 0,
    verdict: 0,
    duplicateNumber: 0,
    duplicateFrame: 0,
    ackedFrame: 0,
    roundTripSec: 0,
    roundTripNsec: 0,
    resentFrame: 0,
    resentSec: 0,
    resentNsec: 0,
    inFlight: -1,
    pushedOctets: -1,
    initialSec: -1,
    initialNsec: 0,
    closing: false,
    reader: NONE,
    outcome: makeOutcome(),
  };
}

/** Makes a note ready for another segment. */
export function clearNote(note: SegmentNote): void {
  note.length = -1;
  note.stream = NONE;
  note.completeness = 0;
  note.base = 0;
  note.ackBase = 0;
  note.scale = -1;
  note.firstSec = Number.NaN;
  note.lastSec = Number.NaN;
  note.verdict = 0;
  note.duplicateNumber = 0;
  note.duplicateFrame = 0;
  note.ackedFrame = 0;
  note.resentFrame = 0;
  note.inFlight = -1;
  note.pushedOctets = -1;
  note.initialSec = -1;
  note.closing = false;
  note.reader = NONE;
  clearOutcome(note.outcome);
}

/** Whether the analysis has anything to say. */
export function isAnalysed(note: SegmentNote): boolean {
  return note.verdict !== 0 || note.ackedFrame !== 0 || note.inFlight >= 0 || note.pushedOctets >= 0;
}
