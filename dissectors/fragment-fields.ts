/**
 * What is shown of a reassembled datagram (the layer's note is its `Datagram`): the fragments, where they overlap, the
 * whole. The names are Wireshark's and differ between IPv4 and IPv6 in one dot.
 */
import type { Expert, Generated, Walk } from './contract.js';
import type { Datagram, Piece } from './fragments.js';

/** A protocol whose fragments are put together. */
export interface FragmentNames {
  readonly prefix: 'ip' | 'ipv6';
  /** In titles. */
  readonly protocol: 'IPv4' | 'IPv6';
  readonly reassembledIn: string;
}

/** The datagram that layer `i` completed or is a part of. */
export function datagramOf(w: Walk, i: number): Datagram | undefined {
  return w.notes[i] as Datagram | undefined;
}

function whole(w: Walk, i: number): Datagram | undefined {
  const datagram = datagramOf(w, i);
  return datagram?.whole !== undefined && datagram.completedIn === w.frame.number ? datagram : undefined;
}

/** The generated fields of reassembly. */
export function fragmentFields(names: FragmentNames): readonly Generated[] {
  const { prefix, protocol } = names;
  const mark = (name: string, title: string, holds: (piece: Piece) => boolean): Generated => ({
    name: `${prefix}.fragment.${name}`,
    title,
    kind: 'flag',
    meta: { words: ['True', 'False'] },
    compute: (w, i) => {
      const count = whole(w, i)?.pieces.filter(holds).length ?? 0;
      return count === 0 ? undefined : Array.from({ length: count }, () => true);
    },
  });
  return [
    {
      name: `${prefix}.fragments`,
      title: `${protocol} Fragments`,
      kind: 'text',
      meta: { line: (value) => String(value) },
      compute: (w, i) => {
        const datagram = whole(w, i);
        return datagram === undefined ? undefined : describe(datagram, protocol);
      },
    },
    {
      name: `${prefix}.fragment`,
      title: `${protocol} Fragment`,
      kind: 'uint',
      meta: { frame: true },
      compute: (w, i) => whole(w, i)?.pieces.map((piece) => piece.frame),
    },
    mark('overlap', 'Fragment overlap', (piece) => piece.overlap),
    mark('overlap.conflict', 'Conflicting data in fragment overlap', (piece) => piece.conflict),
    mark('multipletails', 'Multiple tail fragments found', (piece) => piece.multipleTails),
    mark('toolongfragment', 'Fragment too long', (piece) => piece.tooLong),
    {
      name: `${prefix}.fragment.count`,
      title: 'Fragment count',
      kind: 'uint',
      meta: {},
      compute: (w, i) => whole(w, i)?.pieces.length,
    },
    {
      name: names.reassembledIn,
      title: `Reassembled ${protocol} in frame`,
      kind: 'uint',
      meta: { frame: true },
      compute: (w, i) => {
        const frame = datagramOf(w, i)?.completedIn ?? 0;
        return frame === 0 || frame === w.frame.number ? undefined : frame;
      },
    },
    {
      name: `${prefix}.reassembled.length`,
      title: `Reassembled ${protocol} length`,
      kind: 'uint',
      meta: {},
      compute: (w, i) => whole(w, i)?.length,
    },
    {
      name: `${prefix}.reassembled.data`,
      title: `Reassembled ${protocol} data`,
      kind: 'bytes',
      meta: {},
      compute: (w, i) => whole(w, i)?.whole,
    },
  ];
}

function describe(datagram: Datagram, protocol: string): string {
  const pieces = datagram.pieces.map((piece) => `#${piece.frame}(${piece.end - piece.start})`);
  const plural = pieces.length === 1 ? '' : 's';
  return `${pieces.length} ${protocol} Fragment${plural} (${datagram.length} byte${datagram.length === 1 ? '' : 's'}): ${pieces.join(', ')}`;
}

/** Fragments that contradict each other. */
export function fragmentExperts(names: FragmentNames, w: Walk, i: number): readonly Expert[] {
  const datagram = whole(w, i);
  if (datagram === undefined) return [];
  const found: Expert[] = [];
  const report = (code: string, message: string, holds: (piece: Piece) => boolean): void => {
    const frames = datagram.pieces.filter(holds).map((piece) => `#${piece.frame}`);
    if (frames.length === 0) return;
    found.push({
      severity: 'error',
      group: 'Reassemble',
      code: `${names.prefix}.fragment.${code}`,
      message: `${message}: ${frames.join(', ')}`,
      start: w.starts[i],
      end: w.payloads[i],
      fault: 'sender',
    });
  };
  report('overlap_conflict', 'Conflicting data in fragment overlap', (piece) => piece.conflict);
  report('multiple_tails', 'Multiple tail fragments found', (piece) => piece.multipleTails);
  report('too_long', 'Fragment contained data past end of packet', (piece) => piece.tooLong);
  return found;
}
