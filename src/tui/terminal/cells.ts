/**
 * Panes into blessed's cells: a cell is an attribute and a character; what is wide takes two, the second of them empty.
 */
import type blessed from 'blessed';
import { charWidth, type Pane, type Row, type Style } from '../view/segment.js';

type Cell = [attribute: number, char: string];
type Line = Cell[] & { dirty?: boolean };

/** Blessed's screen, with what its types leave out. */
export interface Screen extends blessed.Widgets.Screen {
  readonly lines: Line[];
  readonly width: number;
  readonly height: number;
  /** Takes the terminal's other screen, gives it back. */
  readonly enter: () => void;
  readonly leave: () => void;
  readonly program: blessed.BlessedProgram & { isAlt: boolean; readonly tput: { brokenACS: boolean } };
}

const NO_COLOUR = 0x1ff;
/** What stands for characters that are no ASCII where the terminal shows no others. */
const ASCII: Readonly<Record<string, string>> = {
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '…': '~',
  '×': 'x',
  '·': '.',
  '’': "'",
  '│': '|',
  '─': '-',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '┤': '+',
  '▾': 'v',
  '▸': '>',
  '≤': '<',
  '≥': '>',
};

/** Blessed's number for a style. */
function attributeOf({ ink, paper, bold, underline, reverse }: Style): number {
  const flags = (bold === true ? 1 : 0) | (underline === true ? 2 : 0) | (reverse === true ? 8 : 0);
  return (flags << 18) | ((ink ?? NO_COLOUR) << 9) | (paper ?? NO_COLOUR);
}

/** Writes panes into the cells, later ones over earlier ones. */
export function cellsOf(screen: Pick<Screen, 'lines'>, panes: readonly Pane[], unicode: boolean): void {
  for (const line of screen.lines) line.dirty = true;
  for (const pane of panes) {
    const { x, y, width, height } = pane.area;
    const fill = attributeOf(pane.fill);
    for (let row = 0; row < height; row += 1) {
      const line = screen.lines[y + row];
      if (line === undefined) break;
      writeRow(line, x, Math.min(x + width, line.length), pane.rows[row] ?? [], fill, unicode);
    }
  }
}

function writeRow(line: Line, from: number, to: number, row: Row, fill: number, unicode: boolean): void {
  let at = from;
  for (const { text, style } of row) {
    const attribute = attributeOf(style);
    for (const raw of text) {
      const char = shownAs(raw, unicode);
      const width = charWidth(char);
      if (width === 0) {
        if (at > from) line[at - 1][1] += char;
        continue;
      }
      if (at + width > to) {
        if (at < to) set(line, at, attribute, ' ');
        at = to;
        break;
      }
      set(line, at, attribute, char);
      if (width === 2) set(line, at + 1, attribute, '');
      at += width;
    }
    if (at >= to) return;
  }
  for (; at < to; at += 1) set(line, at, fill, ' ');
}

function set(line: Line, at: number, attribute: number, char: string): void {
  const cell = line[at];
  cell[0] = attribute;
  cell[1] = char;
}

/** A character that the terminal can show and that does nothing to it. */
function shownAs(char: string, unicode: boolean): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return char;
  if (code < 0xa0 || (code >= 0xd800 && code < 0xe000) || isDirection(code)) return '?';
  return unicode ? char : (ASCII[char] ?? '?');
}

/** Marks of the writing direction would move what stands beside them. */
function isDirection(code: number): boolean {
  return (
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0x200e ||
    code === 0x200f
  );
}
