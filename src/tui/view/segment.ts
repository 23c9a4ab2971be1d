/**
 * What is drawn: rows of styled segments in panes. Widths are columns of a terminal, not characters.
 */

/** How a text looks. Colours are numbers of the terminal's palette (0 … 255); absent: the terminal's own. */
export interface Style {
  readonly ink?: number;
  readonly paper?: number;
  readonly bold?: boolean;
  readonly underline?: boolean;
  readonly reverse?: boolean;
}

/** A text in one style. */
export interface Segment {
  readonly text: string;
  readonly style: Style;
}

/** A line. */
export type Row = readonly Segment[];

/** A rectangle of the screen, in columns and rows from its top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The size of the screen. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of the screen. What is not covered by its rows is filled with `fill`. */
export interface Pane {
  readonly id: string;
  readonly area: Rect;
  readonly rows: readonly Row[];
  readonly fill: Style;
}

/** The style of nothing in particular. */
export const PLAIN: Style = {};

const COMBINING: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
];
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns that a character takes: 0, 1 or 2. */
export function charWidth(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (COMBINING.some(([from, to]) => code >= from && code <= to)) return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Columns that a text takes. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** Columns that a row takes. */
export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** The part of a text that fits so many columns. */
export function clip(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let used = 0;
  let kept = '';
  for (const char of text) {
    used += charWidth(char);
    if (used > width) break;
    kept += char;
  }
  return kept;
}

/** The text without its first columns. */
export function skip(text: string, width: number): string {
  if (width <= 0) return text;
  let passed = 0;
  let rest = '';
  for (const char of text) {
    if (passed >= width) rest += char;
    passed += charWidth(char);
  }
  return rest;
}

/** A text in exactly so many columns; what does not fit ends in `…`. */
export function inWidth(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  if (width <= 0) return '';
  const wide = textWidth(text);
  if (wide > width) {
    const kept = clip(text, width - 1);
    return `${kept}…${' '.repeat(Math.max(0, width - 1 - textWidth(kept)))}`;
  }
  const space = ' '.repeat(width - wide);
  return side === 'left' ? text + space : space + text;
}

/** A segment. */
export function segment(text: string, style: Style = PLAIN): Segment {
  return { text, style };
}

/** A row with its right part pushed to the right edge; where both do not inWidth, the left part is cut. */
export function spread(left: Row, right: Row, width: number, style: Style): Row {
  const wanted = rowWidth(right);
  if (wanted >= width) return clipRow(right, width);
  const head = clipRow(left, width - wanted - 1);
  return [...head, segment(' '.repeat(Math.max(0, width - wanted - rowWidth(head))), style), ...right];
}

/** A row in at most so many columns; what does not fit ends in `…`. */
export function cutRow(row: Row, width: number): Row {
  if (rowWidth(row) <= width) return row;
  const kept = clipRow(row, width - 1);
  return [...kept, segment('…', kept.at(-1)?.style)].slice(0, width <= 0 ? 0 : undefined);
}

/** The part of a row that fits so many columns. */
export function clipRow(row: Row, width: number): Row {
  const kept: Segment[] = [];
  let left = Math.max(0, width);
  for (const one of row) {
    if (left === 0) break;
    const text = clip(one.text, left);
    left -= textWidth(text);
    kept.push({ text, style: one.style });
    if (text !== one.text) break;
  }
  return kept;
}
