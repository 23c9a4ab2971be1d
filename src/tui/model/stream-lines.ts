/**
 * The payload of a stream as lines: as text, or as a hex dump; each with the direction that it went. There may be very many:
 * they are counted piece by piece, as far as the stream has grown, and made where they are seen.
 */
import { hexRows } from '../../packet/tree-text.js';
import type { Stream, StreamPiece } from '../store/contract.js';
import type { StreamDialog } from './dialog.js';

/** A line of a stream. */
export interface StreamLine {
  readonly text: string;
  readonly side: 'there' | 'back' | 'note';
}

/** The lines. */
export interface StreamLines {
  readonly count: number;
  /** Lines from … to-1. */
  readonly slice: (from: number, to: number) => readonly StreamLine[];
}

/** How they are shown. */
export type StreamShape = Pick<StreamDialog, 'direction' | 'form'>;

/** How many lines there are up to the end of each piece. */
interface Counted {
  readonly ends: number[];
}

const counts = new WeakMap<readonly StreamPiece[], Map<string, Counted>>();

/** The lines of a stream; text goes on in the next line after `width` columns. */
export function streamLines({ pieces, cut }: Stream, shape: StreamShape, width: number): StreamLines {
  const { ends } = countedOf(pieces, shape, Math.max(1, width));
  while (ends.length < pieces.length) {
    const before = ends.at(-1) ?? 0;
    ends.push(before + countOf(pieces[ends.length], shape, Math.max(1, width)));
  }
  const own = ends.at(-1) ?? 0;
  const note: readonly StreamLine[] = cut === undefined ? [] : [{ text: `[${cut}]`, side: 'note' }];
  return {
    count: own + note.length,
    slice: (from, to) => {
      const lines: StreamLine[] = [];
      for (let i = pieceAt(ends, from); i < pieces.length; i += 1) {
        const begin = i === 0 ? 0 : ends[i - 1];
        if (begin >= to) break;
        lines.push(
          ...linesOf(pieces[i], shape, Math.max(1, width)).slice(Math.max(0, from - begin), to - begin),
        );
      }
      return to > own ? [...lines, ...note] : lines;
    },
  };
}

/** A stream as it is written into a file: text as it was sent, a hex dump with its directions. */
export function streamText({ pieces }: Stream, shape: StreamShape): string {
  const width = Number.POSITIVE_INFINITY;
  return pieces
    .flatMap((piece) => linesOf(piece, shape, width))
    .map(({ text }) => text)
    .join('\n');
}

function countedOf(pieces: readonly StreamPiece[], { direction, form }: StreamShape, width: number): Counted {
  const known = counts.get(pieces) ?? new Map<string, Counted>();
  counts.set(pieces, known);
  const name = `${direction} ${form} ${form === 'text' ? width : ''}`;
  const counted = known.get(name) ?? { ends: [] };
  // A terminal that is being resized has many widths, one after the other.
  if (known.size > 8) known.clear();
  known.set(name, counted);
  return counted;
}

/** The piece in which a line lies. */
function pieceAt(ends: readonly number[], line: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > line) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isSeen({ back }: StreamPiece, { direction }: StreamShape): boolean {
  return direction === 'both' || direction === (back ? 'back' : 'there');
}

function countOf(piece: StreamPiece, shape: StreamShape, width: number): number {
  if (!isSeen(piece, shape)) return 0;
  const { bytes, missing } = piece;
  const notes = (missing > 0 ? 1 : 0) + (shape.form === 'hex' ? 1 : 0);
  return notes + (shape.form === 'hex' ? Math.ceil(bytes.length / 16) : breaks(bytes, width).length);
}

function linesOf(piece: StreamPiece, shape: StreamShape, width: number): readonly StreamLine[] {
  if (!isSeen(piece, shape)) return [];
  const { number, back, bytes, missing } = piece;
  const side = back ? 'back' : 'there';
  const lines: StreamLine[] = [];
  if (missing > 0) lines.push({ text: `[${missing} octets are not in the capture]`, side: 'note' });
  if (shape.form === 'hex') {
    lines.push({ text: `${back ? '<' : '>'} packet ${number}, ${bytes.length} octets`, side: 'note' });
    for (const text of hexRows(bytes)) lines.push({ text, side });
    return lines;
  }
  let from = 0;
  for (const end of breaks(bytes, width)) {
    lines.push({ text: textOf(bytes, from, end), side });
    from = end;
  }
  return lines;
}

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const TAB_WIDTH = 4;

/** Where lines of text end: behind each line feed, and where a line is full. */
function breaks(bytes: Uint8Array, width: number): readonly number[] {
  const ends: number[] = [];
  let columns = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === LF) {
      ends.push(at + 1);
      columns = 0;
      continue;
    }
    if (byte === CR && bytes[at + 1] === LF) continue;
    const wide = byte === TAB ? Math.min(TAB_WIDTH, width) : 1;
    if (columns + wide > width) {
      ends.push(at);
      columns = 0;
    }
    columns += wide;
  }
  if (columns > 0) ends.push(bytes.length);
  return ends;
}

function textOf(bytes: Uint8Array, from: number, end: number): string {
  let line = '';
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === LF || (byte === CR && bytes[at + 1] === LF)) continue;
    line +=
      byte === TAB ? ' '.repeat(TAB_WIDTH) : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return line;
}
