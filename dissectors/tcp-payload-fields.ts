/**
 * The fields on a segment's content: the octets, the cause of a reset, and what became of them in putting the stream
 * together.
 */
import type { Value } from '../src/layout/types.js';
import type { Generated, Walk } from './contract.js';
import type { FieldMaker } from './tcp-analysis-fields.js';
import type { SegmentNote } from './tcp-note.js';
import { RST } from './tcp-table.js';

/** The fields, in the order of the tree. */
export function payloadFields(field: FieldMaker): readonly Generated[] {
  return [
    field(
      'tcp.payload',
      'TCP payload',
      'bytes',
      (note, w, i) => ((note.flags & RST) !== 0 ? undefined : payload(w, i)),
      {
        brackets: false,
        meta: { line: (value) => `TCP payload (${octetsText((value as Uint8Array).length)})` },
        range: (w, i) => [w.payloads[i], w.ends[i]],
      },
    ),
    field(
      'tcp.reset_cause',
      'Reset cause',
      'text',
      (note, w, i) => ((note.flags & RST) !== 0 ? cause(w, i) : undefined),
      {
        brackets: false,
        range: (w, i) => [w.payloads[i], w.ends[i]],
      },
    ),
    field('tcp.segment_data', 'TCP segment data', 'bytes', segmentData, {
      brackets: false,
      meta: { line: (value) => `TCP segment data (${octetsText((value as Uint8Array).length)})` },
    }),
    field('tcp.segments', 'Reassembled TCP Segments', 'text', segments, {
      meta: { line: (value) => String(value) },
    }),
    field(
      'tcp.segment',
      'TCP Segment',
      'uint',
      (note) => collect(note, (parts) => parts.map(({ frame }) => frame)),
      {
        meta: { hidden: true },
      },
    ),
    field('tcp.segment.count', 'Segment count', 'uint', (note) => collect(note, (parts) => [parts.length])),
    field('tcp.reassembled.length', 'Reassembled TCP length', 'uint', (note) =>
      collect(note, (parts) => [total(parts)]),
    ),
  ];
}

function octetsText(count: number): string {
  return `${count} byte${count === 1 ? '' : 's'}`;
}

function payload(w: Walk, i: number): Uint8Array | undefined {
  const start = w.payloads[i];
  return start < w.ends[i] ? w.sources[i].slice(start, w.ends[i]) : undefined;
}

/** The cause of a reset as text (RFC 9293 3.5.2); what is no printable ASCII is U+FFFD. */
function cause(w: Walk, i: number): string | undefined {
  const octets = payload(w, i);
  if (octets === undefined) return undefined;
  return Array.from(octets, (one) => (one >= 32 && one < 127 ? String.fromCharCode(one) : '\ufffd')).join('');
}

/** The octets of this segment that are a part of a message which other segments carry too. */
function segmentData(note: SegmentNote, w: Walk, i: number): readonly Value[] | undefined {
  const { head, tail, fate } = note.outcome;
  const octets = payload(w, i);
  if (octets === undefined || head + tail === 0) return undefined;
  if (fate === 'held' || head === octets.length) return [octets];
  const found: Value[] = [];
  if (head > 0) found.push(octets.subarray(0, head));
  if (tail > 0) found.push(octets.subarray(octets.length - tail));
  return found;
}

type Parts = readonly { readonly frame: number; readonly octets: number }[];

function total(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.octets, 0);
}

function collect(note: SegmentNote, of: (parts: Parts) => readonly number[]): readonly number[] | undefined {
  const found = note.outcome.pdus.flatMap(({ parts }) => (parts === undefined ? [] : of(parts)));
  return found.length === 0 ? undefined : found;
}

function segments(note: SegmentNote): readonly string[] | undefined {
  const found = note.outcome.pdus.flatMap(({ parts }) => {
    if (parts === undefined) return [];
    const list = parts.map(({ frame, octets }) => `#${frame}(${octets})`).join(', ');
    const count = `${parts.length} Reassembled TCP Segment${parts.length === 1 ? '' : 's'}`;
    return [`${count} (${octetsText(total(parts))}): ${list}`];
  });
  return found.length === 0 ? undefined : found;
}
