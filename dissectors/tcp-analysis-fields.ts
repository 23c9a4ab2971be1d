/**
 * The fields `tcp.analysis.*`: what the analysis of sequence numbers found, one field a verdict, as Wireshark has them.
 */
import type { Value } from '../src/layout/types.js';
import type { Expert, Generated, GeneratedKind, Severity, Walk } from './contract.js';
import * as verdicts from './tcp-analysis.js';
import { isAnalysed, type SegmentNote } from './tcp-note.js';

/** A verdict: its bit, field, severity and words. */
interface Verdict {
  readonly bit: number;
  readonly name: string;
  readonly severity: Severity;
  readonly text: string;
}

const VERDICTS: readonly Verdict[] = [
  verdict(verdicts.RETRANSMISSION, 'retransmission', 'note', 'This frame is a (suspected) retransmission'),
  verdict(
    verdicts.FAST_RETRANSMISSION,
    'fast_retransmission',
    'note',
    'This frame is a (suspected) fast retransmission',
  ),
  verdict(
    verdicts.SPURIOUS_RETRANSMISSION,
    'spurious_retransmission',
    'note',
    'This frame is a (suspected) spurious retransmission',
  ),
  verdict(
    verdicts.OUT_OF_ORDER,
    'out_of_order',
    'warning',
    'This frame is a (suspected) out-of-order segment',
  ),
  verdict(
    verdicts.REUSED_PORTS,
    'reused_ports',
    'note',
    'A new tcp session is started with the same ports as an earlier session in this trace',
  ),
  verdict(
    verdicts.LOST_SEGMENT,
    'lost_segment',
    'warning',
    'Previous segment(s) not captured (common at capture start)',
  ),
  verdict(
    verdicts.ACK_LOST_SEGMENT,
    'ack_lost_segment',
    'warning',
    "ACKed segment that wasn't captured (common at capture start)",
  ),
  verdict(verdicts.WINDOW_UPDATE, 'window_update', 'chat', 'TCP window update'),
  verdict(
    verdicts.WINDOW_FULL,
    'window_full',
    'warning',
    'TCP window specified by the receiver is now completely full',
  ),
  verdict(verdicts.KEEP_ALIVE, 'keep_alive', 'note', 'TCP keep-alive segment'),
  verdict(verdicts.KEEP_ALIVE_ACK, 'keep_alive_ack', 'note', 'ACK to a TCP keep-alive segment'),
  verdict(verdicts.DUPLICATE_ACK, 'duplicate_ack', 'note', 'Duplicate ACK'),
  verdict(verdicts.ZERO_WINDOW_PROBE, 'zero_window_probe', 'note', 'TCP Zero Window Probe'),
  verdict(verdicts.ZERO_WINDOW, 'zero_window', 'warning', 'TCP Zero Window segment'),
  verdict(verdicts.ZERO_WINDOW_PROBE_ACK, 'zero_window_probe_ack', 'note', 'ACK to a TCP Zero Window Probe'),
];

function verdict(bit: number, name: string, severity: Severity, text: string): Verdict {
  return { bit, name: `tcp.analysis.${name}`, severity, text };
}

/** Bits whose fields are set: a fast or spurious retransmission is a retransmission too. */
function fieldBits(note: SegmentNote): number {
  const resent = verdicts.FAST_RETRANSMISSION | verdicts.SPURIOUS_RETRANSMISSION;
  return (note.verdict & resent) === 0 ? note.verdict : note.verdict | verdicts.RETRANSMISSION;
}

type Compute = (note: SegmentNote, w: Walk, i: number) => Value | readonly Value[] | undefined;
/** Makes a field that is computed from a segment's note. */
export type FieldMaker = (
  name: string,
  title: string,
  kind: GeneratedKind,
  compute: Compute,
  extra?: Partial<Omit<Generated, 'name' | 'title' | 'kind' | 'compute'>>,
) => Generated;

function positive(value: number): number | undefined {
  return value > 0 ? value : undefined;
}

function nanos(sec: number, nsec: number): bigint | undefined {
  if (Number.isNaN(sec) || Number.isNaN(nsec)) return undefined;
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}

const SECONDS = { meta: { unit: ' seconds' } };
const FRAME = { meta: { frame: true } };

/** The fields of the analysis: a subtree, and one in it for the verdicts. */
export function analysisFields(field: FieldMaker): readonly Generated[] {
  return [
    field('tcp.analysis', 'SEQ/ACK analysis', 'none', (note) => (isAnalysed(note) ? true : undefined)),
    ...figures(field).map((one): Generated => ({ ...one, under: 'tcp.analysis' })),
    ...verdictFields(field).map((one): Generated => ({ ...one, under: 'tcp.analysis.flags' })),
    ...duplicates(field).map((one): Generated => ({ ...one, under: 'tcp.analysis' })),
  ];
}

function figures(field: FieldMaker): readonly Generated[] {
  return [
    field(
      'tcp.analysis.acks_frame',
      'This is an ACK to the segment in frame',
      'uint',
      (note) => positive(note.ackedFrame),
      FRAME,
    ),
    field(
      'tcp.analysis.ack_rtt',
      'The RTT to ACK the segment was',
      'duration',
      (note) =>
        note.ackedFrame > 0 ? nanos(note.sec - note.roundTripSec, note.nsec - note.roundTripNsec) : undefined,
      SECONDS,
    ),
    field(
      'tcp.analysis.initial_rtt',
      'iRTT',
      'duration',
      (note) =>
        isAnalysed(note) && note.initialSec >= 0 ? nanos(note.initialSec, note.initialNsec) : undefined,
      SECONDS,
    ),
    field('tcp.analysis.bytes_in_flight', 'Bytes in flight', 'uint', (note) => positive(note.inFlight)),
    field('tcp.analysis.push_bytes_sent', 'Bytes sent since last PSH flag', 'uint', (note) =>
      positive(note.pushedOctets),
    ),
    field('tcp.analysis.flags', 'TCP Analysis Flags', 'none', (note) =>
      note.verdict !== 0 ? true : undefined,
    ),
  ];
}

function verdictFields(field: FieldMaker): readonly Generated[] {
  return [
    ...VERDICTS.map(({ bit, name, text }) =>
      field(name, text, 'none', (note) => ((fieldBits(note) & bit) !== 0 ? true : undefined), {
        meta: { hidden: true },
      }),
    ),
    field(
      'tcp.analysis.rto',
      'The RTO for this segment was',
      'duration',
      (note) => (note.resentFrame > 0 ? resent(note) : undefined),
      SECONDS,
    ),
    field(
      'tcp.analysis.rto_frame',
      'RTO based on delta from frame',
      'uint',
      (note) => (note.resentFrame > 0 && resent(note) !== undefined ? note.resentFrame : undefined),
      FRAME,
    ),
  ];
}

function duplicates(field: FieldMaker): readonly Generated[] {
  return [
    field('tcp.analysis.duplicate_ack_num', 'Duplicate ACK #', 'uint', (note) =>
      positive(note.duplicateNumber),
    ),
    field(
      'tcp.analysis.duplicate_ack_frame',
      'Duplicate to the ACK in frame',
      'uint',
      (note) => (note.duplicateNumber > 0 ? note.duplicateFrame : undefined),
      FRAME,
    ),
  ];
}

/** The time since the segment was sent first; undefined where it is zero, as in Wireshark. */
function resent(note: SegmentNote): bigint | undefined {
  const delta = nanos(note.sec - note.resentSec, note.nsec - note.resentNsec);
  return delta === 0n ? undefined : delta;
}

/** The findings of the analysis. */
export function analysisExperts(note: SegmentNote, start: number): readonly Expert[] {
  const bits = fieldBits(note);
  if (bits === 0) return [];
  return VERDICTS.filter(({ bit }) => (bits & bit) !== 0).map(({ bit, name, severity, text }) => ({
    severity,
    group: 'Sequence',
    code: name,
    message: bit === verdicts.DUPLICATE_ACK ? `${text} (#${note.duplicateNumber})` : text,
    start,
    end: start,
    field: 'tcp.analysis.flags',
    fault: bit === verdicts.LOST_SEGMENT || bit === verdicts.ACK_LOST_SEGMENT ? 'capture' : 'sender',
  }));
}
