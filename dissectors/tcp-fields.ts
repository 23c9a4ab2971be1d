/**
 * TCP's computed fields: what Wireshark shows relative to the stream's beginning, its verdicts on the segment, and what
 * reassembly made of it. All are computed from the segment's note, and only where somebody wants them.
 */
import { checksumMark } from '../src/base/checksum.js';
import type { Meta, Value } from '../src/layout/types.js';
import type { Generated, GeneratedKind, Walk } from './contract.js';
import { analysisFields } from './tcp-analysis-fields.js';
import { relativeAck, relativeSeq, scaledWindow } from './tcp-info.js';
import type { SegmentNote } from './tcp-note.js';
import { findOption, nextOption, word } from './tcp-options.js';
import { payloadFields } from './tcp-payload-fields.js';
import { ACK, FIN, flagLetters, headerWords, MINIMUM, SYN } from './tcp-table.js';

/** The note of a layer, where the header was there in full. */
export function noteOf(w: Walk, i: number): SegmentNote | undefined {
  return w.notes[i] as SegmentNote | undefined;
}

/** The checksum's verdict on a layer, and what it ought to be. */
export interface ChecksumJudge {
  readonly status: (w: Walk, i: number) => number | undefined;
  readonly right: (w: Walk, i: number) => number;
}

type Compute = (note: SegmentNote, w: Walk, i: number) => Value | readonly Value[] | undefined;
type Extra = Partial<Omit<Generated, 'name' | 'title' | 'kind' | 'compute'>>;

/** A field computed from the note; `full`: only where all of the fixed header is there and its length is no lie. */
function field(
  name: string,
  title: string,
  kind: GeneratedKind,
  compute: Compute,
  extra: Extra = {},
): Generated {
  return {
    name,
    title,
    kind,
    meta: {},
    ...extra,
    compute: (w, i) => {
      const note = noteOf(w, i);
      return note === undefined ? undefined : compute(note, w, i);
    },
  };
}

/** Whether the fixed header is there and its length can be. */
function isWhole(w: Walk, i: number): boolean {
  const start = w.starts[i];
  return w.ends[i] - start >= MINIMUM && headerWords(w.sources[i], start) * 4 >= MINIMUM;
}

const RELATIVE = { unit: '    (relative sequence number)' };

/** The part of the completeness text that Wireshark writes for each set of bits. */
function completenessText(bits: number): string {
  const inner =
    bits === 0
      ? 'Incomplete'
      : (bits & 0x17) === 0x17 || (bits & 0x27) === 0x27
        ? `Complete, ${(bits & 8) === 0 ? 'NO_DATA' : 'WITH_DATA'}`
        : `Incomplete${incompleteText(bits)}`;
  return `${inner} (${bits})`;
}

function incompleteText(bits: number): string {
  switch (bits) {
    case 1:
      return ', SYN_SENT';
    case 3:
      return ', CLIENT_ESTABLISHED';
    case 7:
      return ', ESTABLISHED';
    case 15:
      return ', DATA';
    default:
      return '';
  }
}

const scaleText = (value: Value): string =>
  value === -1 ? '-1 (unknown)' : value === -2 ? '-2 (no window scaling used)' : `${value}`;

/** The generated fields, in the order of the tree. */
export function tcpFields(checksum: ChecksumJudge): readonly Generated[] {
  return [...headFields, ...flagFields, ...checksumFields(checksum), ...optionFields, ...tailFields];
}

function acknowledgmentField(on: (note: SegmentNote) => boolean, meta: Meta): Generated {
  return field(
    'tcp.ack',
    'Acknowledgment Number',
    'uint',
    (note, w, i) => (on(note) && isWhole(w, i) ? relativeAck(note) : undefined),
    {
      after: 'tcp.seq_raw',
      brackets: false,
      meta,
      range: (w, i) => [w.starts[i] + 8, w.starts[i] + 12],
    },
  );
}

const headFields: readonly Generated[] = [
  field('tcp.stream', 'Stream index', 'uint', (note) => note.stream, { after: 'tcp.dstport' }),
  field('tcp.completeness', 'Conversation completeness', 'uint', (note) => note.completeness, {
    after: 'tcp.dstport',
    meta: { show: (value) => completenessText(Number(value)) },
  }),
  field('tcp.len', 'TCP Segment Len', 'uint', (note) => (note.length < 0 ? undefined : note.length), {
    after: 'tcp.dstport',
  }),
  field('tcp.seq', 'Sequence Number', 'uint', relativeSeq, {
    after: 'tcp.dstport',
    brackets: false,
    meta: RELATIVE,
    range: (w, i) => [w.starts[i] + 4, w.starts[i] + 8],
  }),
  field(
    'tcp.nxtseq',
    'Next Sequence Number',
    'uint',
    (note, w, i) => (note.length < 0 || !isWhole(w, i) ? undefined : nextSequence(note)),
    { after: 'tcp.seq_raw', meta: RELATIVE },
  ),
  // With the ACK flag it is a relative number, and says so.
  acknowledgmentField((note) => (note.flags & ACK) !== 0, { unit: '    (relative ack number)' }),
  acknowledgmentField((note) => (note.flags & ACK) === 0, {}),
];

function nextSequence(note: SegmentNote): number {
  return (relativeSeq(note) + note.length + ((note.flags & (SYN | FIN)) !== 0 ? 1 : 0)) >>> 0;
}

const flagFields: readonly Generated[] = [
  field(
    'tcp.flags.str',
    'TCP Flags',
    'text',
    (note, w, i) => (isWhole(w, i) ? flagLetters(note.flags) : undefined),
    {
      after: 'tcp.flags.fin',
    },
  ),
  field(
    'tcp.window_size',
    'Calculated window size',
    'uint',
    (note, w, i) => (isWhole(w, i) ? scaledWindow(note) : undefined),
    { after: 'tcp.window_size_value' },
  ),
  field(
    'tcp.window_size_scalefactor',
    'Window size scaling factor',
    'int',
    (note, w, i) => {
      if ((note.flags & SYN) !== 0 || !isWhole(w, i)) return undefined;
      return note.scale < 0 ? note.scale : 2 ** note.scale;
    },
    { after: 'tcp.window_size_value', meta: { show: scaleText } },
  ),
];

function checksumFields(checksum: ChecksumJudge): readonly Generated[] {
  return [
    {
      name: 'tcp.checksum.status',
      title: 'Checksum Status',
      kind: 'uint',
      meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present' }, base: 'name' },
      after: 'tcp.checksum',
      mark: (value, w, i) => checksumMark(Number(value), () => checksum.right(w, i)),
      compute: (w, i) => {
        const status = checksum.status(w, i);
        return status === 3 ? 0 : status;
      },
    },
    {
      name: 'tcp.checksum_calculated',
      title: 'Calculated Checksum',
      kind: 'uint',
      bits: 16,
      meta: { base: 'hex' },
      after: 'tcp.checksum',
      compute: (w, i) => {
        const status = checksum.status(w, i);
        return status === undefined || status === 2 ? undefined : checksum.right(w, i);
      },
    },
  ];
}

/** Both ends of the options' octets; undefined where there are none. */
function optionsOf(w: Walk, i: number): readonly [number, number] {
  const start = w.starts[i];
  if (w.ends[i] - start < MINIMUM) return [start, start];
  return [start + MINIMUM, Math.min(start + headerWords(w.sources[i], start) * 4, w.ends[i])];
}

/** The edges of the SACK blocks (RFC 2018 3), `offset` 0 left and 4 right, from the other direction's beginning. */
function edges(note: SegmentNote, w: Walk, i: number, offset: number): readonly number[] | undefined {
  const found: number[] = [];
  const octets = w.sources[i];
  const [from, to] = optionsOf(w, i);
  for (let at = from; at < to; at = nextOption(octets, at, to)) {
    if (octets[at] !== 5 || at + 1 >= to) continue;
    const end = Math.min(at + octets[at + 1], to);
    for (let block = at + 2; block + 8 <= end; block += 8)
      found.push((word(octets, block + offset) - note.ackBase) >>> 0);
  }
  return found.length === 0 ? undefined : found;
}

const optionFields: readonly Generated[] = [
  field(
    'tcp.options.wscale.multiplier',
    'Multiplier',
    'uint',
    (_, w, i) => {
      const at = findOption(w.sources[i], ...optionsOf(w, i), 3, 1);
      return at < 0 ? undefined : 1 << Math.min(w.sources[i][at], 14);
    },
    { after: 'tcp.options.wscale.shift' },
  ),
  field('tcp.options.sack_le', 'TCP SACK Left Edge', 'uint', (note, w, i) => edges(note, w, i, 0), {
    after: 'tcp.options.sack.blocks',
    brackets: false,
    meta: { line: (value) => `left edge = ${value} (relative)` },
  }),
  field('tcp.options.sack_re', 'TCP SACK Right Edge', 'uint', (note, w, i) => edges(note, w, i, 4), {
    after: 'tcp.options.sack.blocks',
    brackets: false,
    meta: { line: (value) => `right edge = ${value} (relative)` },
  }),
  field('tcp.options.sack.count', 'TCP SACK Count', 'uint', (note, w, i) => edges(note, w, i, 0)?.length, {
    after: 'tcp.options.sack.blocks',
  }),
];

const tailFields: readonly Generated[] = [
  field(
    'tcp.time_relative',
    'Time since first frame in this TCP stream',
    'duration',
    (note) => span(note, note.firstSec, note.firstNsec),
    { meta: { unit: ' seconds' } },
  ),
  field(
    'tcp.time_delta',
    'Time since previous frame in this TCP stream',
    'duration',
    (note) => span(note, note.lastSec, note.lastNsec),
    { meta: { unit: ' seconds' } },
  ),
  ...analysisFields(field),
  ...payloadFields(field),
];

/** Nanoseconds from a time to the segment's. */
export function span(note: SegmentNote, sec: number, nsec: number): bigint | undefined {
  if (Number.isNaN(note.sec) || Number.isNaN(sec)) return undefined;
  return BigInt(note.sec - sec) * 1_000_000_000n + BigInt(note.nsec - nsec);
}
