/**
 * The payload of a stream as lines: as text, or as a hex dump; each with the direction that it went.
 */
import { hexRows } from '../../packet/tree-text.js';
import type { Stream } from '../store/contract.js';
import type { StreamDialog } from './dialog.js';

/** A line of a stream. */
export interface StreamLine {
  readonly text: string;
  readonly side: 'there' | 'back' | 'note';
}

/** All lines. */
export function streamLines({ pieces }: Stream, { direction, form }: StreamDialog): readonly StreamLine[] {
  const lines: StreamLine[] = [];
  for (const { number, back, bytes, missing } of pieces) {
    const side = back ? 'back' : 'there';
    if (direction !== 'both' && direction !== side) continue;
    if (missing > 0) lines.push({ text: `[${missing} octets are not in the capture]`, side: 'note' });
    if (form === 'hex') {
      lines.push({ text: `${back ? '<' : '>'} packet ${number}, ${bytes.length} octets`, side: 'note' });
      for (const text of hexRows(bytes)) lines.push({ text, side });
    } else for (const text of textLines(bytes)) lines.push({ text, side });
  }
  return lines;
}

/** Longest line of text; more goes on in the next. */
const LONGEST = 200;

function textLines(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0x0a) {
      lines.push(line);
      line = '';
      continue;
    }
    if (byte === 0x0d && bytes[at + 1] === 0x0a) continue;
    line += byte === 0x09 ? '    ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    if (line.length >= LONGEST) {
      lines.push(line);
      line = '';
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
