/**
 * The paper on which a ladder is drawn: where each actor's lane stands, and rows on which arrows and marks are put.
 *
 *        server           creator             a
 *          │                 │                │
 *          │◄── SCREQ ───────┤                │        an arrow over one gap
 *          │◄── SRREQ ───────┼────────────────┤        and over several
 *          │◆ session 1: …   │                │        a mark
 */
import type { Cast } from './trace.js';

/** The signs of a ladder. */
export interface Signs {
  readonly lane: string;
  readonly line: string;
  readonly cross: string;
  readonly fromLeft: string;
  readonly fromRight: string;
  readonly right: string;
  readonly left: string;
  readonly dropped: string;
  readonly underWay: string;
  readonly arrow: string;
  readonly cut: string;
  readonly state: string;
  readonly action: string;
  readonly note: string;
}

/** Signs for terminals that show Unicode. */
export const UNICODE_SIGNS: Signs = {
  lane: '│',
  line: '─',
  cross: '┼',
  fromLeft: '├',
  fromRight: '┤',
  right: '►',
  left: '◄',
  dropped: '×',
  underWay: '…',
  arrow: '→',
  cut: '…',
  state: '◆',
  action: '▶',
  note: '·',
};

/** Signs for all others. */
export const ASCII_SIGNS: Signs = {
  lane: '|',
  line: '-',
  cross: '+',
  fromLeft: '|',
  fromRight: '|',
  right: '>',
  left: '<',
  dropped: 'x',
  underWay: '~',
  arrow: '->',
  cut: '~',
  state: '*',
  action: '>',
  note: '.',
};

/** Where the lanes stand. */
export interface Lanes {
  readonly signs: Signs;
  /** Columns of the lanes, from the left. */
  readonly columns: readonly number[];
  readonly names: readonly string[];
  /** Columns there are. */
  readonly width: number;
  /** Lane of each actor. */
  readonly laneOf: ReadonlyMap<string, number>;
  /** Actors that share the last lane. */
  readonly folded: ReadonlySet<string>;
}

/** Least and greatest distance between two lanes: an arrow with a type must fit; wider ones are hard to follow. */
const LEAST_GAP = 12;
const MOST_GAP = 56;

/** Places the lanes of a cast on `width` columns. Where they are too many, the last ones share one lane. */
export function placeLanes(cast: readonly Cast[], width: number, signs: Signs): Lanes {
  const all = cast.map(({ name }) => name);
  const margin = Math.ceil((all[0]?.length ?? 0) / 2);
  const room = Math.max(1, Math.floor((width - margin - 8) / LEAST_GAP) + 1);
  const shown = all.length <= room ? all.length : Math.max(room - 1, 0);
  const folded = new Set(all.slice(shown));
  const names = folded.size === 0 ? all : [...all.slice(0, shown), `${folded.size} others`];
  const last = names.at(-1) ?? '';
  const span = width - margin - Math.max(Math.ceil(last.length / 2), 1) - 1;
  const gap = names.length < 2 ? 0 : Math.min(MOST_GAP, Math.floor(span / (names.length - 1)));
  const laneOf = new Map(all.map((name, i) => [name, Math.min(i, names.length - 1)]));
  return { signs, columns: names.map((_, i) => margin + i * gap), names, width, laneOf, folded };
}

/** A row under way: a sign a column. */
export type Row = string[];

/** A row with nothing but lanes. */
export function emptyRow({ columns, width, signs }: Lanes): Row {
  const row: Row = new Array<string>(width).fill(' ');
  for (const column of columns) set(row, column, signs.lane);
  return row;
}

/** Names centred over their lanes; one that has no room between its neighbours is cut. */
export function nameRow({ columns, names, width, signs }: Lanes): Row {
  const row: Row = new Array<string>(width).fill(' ');
  const gap = columns.length < 2 ? width : columns[1] - columns[0];
  names.forEach((name, i) => {
    const text = cutTo(name, gap - 1, signs);
    put(row, Math.max(0, Math.min(columns[i] - Math.floor(text.length / 2), width - text.length)), text);
  });
  return row;
}

/** Text that fits; what is left off is shown by a sign. */
export function cutTo(text: string, most: number, signs: Signs): string {
  const letters = Array.from(text);
  if (letters.length <= most) return text;
  return most < 1 ? '' : letters.slice(0, most - 1).join('') + signs.cut;
}

/** Puts a text on a row. What lies outside of it is left out: a row may show a part of its lanes. */
export function put(row: Row, at: number, text: string): void {
  Array.from(text).forEach((letter, i) => {
    set(row, at + i, letter);
  });
}

function set(row: Row, at: number, sign: string): void {
  if (at >= 0 && at < row.length) row[at] = sign;
}

/** Columns that a mark may take at its lane. */
export function markRoom({ columns, width }: Lanes, lane: number): number {
  return Math.max(width - columns[lane] - 1, columns[lane]);
}

/** Puts a mark at a lane: behind it, or before it where there is more room and it is needed. */
export function putMark(lanes: Lanes, row: Row, lane: number, text: string): void {
  const column = lanes.columns[lane];
  const behind = lanes.width - column - 1;
  const length = Array.from(text).length;
  if (length <= behind || behind >= column) put(row, column + 1, cutTo(text, behind, lanes.signs));
  else {
    const cut = cutTo(text, column, lanes.signs);
    put(row, column - Array.from(cut).length, cut);
  }
}

/** What becomes of a message at a lane. */
export type End = 'taken' | 'dropped' | 'under-way';

/**
 * Draws an arrow from one lane to others. `labels` are tried in their order: the first that fits stands on the arrow, else
 * the last one, cut. Lane `from` must not be among the others.
 */
export function putArrow(
  lanes: Lanes,
  row: Row,
  from: number,
  ends: ReadonlyMap<number, End>,
  labels: readonly string[],
): void {
  const { columns, signs } = lanes;
  const start = columns[from];
  const reached = [...ends.keys()];
  const right = reached.filter((lane) => lane > from);
  const left = reached.filter((lane) => lane < from);
  for (const side of [right, left]) {
    if (side.length === 0) continue;
    const far = side === right ? Math.max(...side) : Math.min(...side);
    drawLine(lanes, row, start, columns[far]);
  }
  set(row, start, left.length === 0 ? signs.fromLeft : right.length === 0 ? signs.fromRight : signs.cross);
  // Labels first: heads stay whole whatever is written.
  putLabel(lanes, row, from, right.length > 0 ? Math.min(...right) : Math.max(...left), labels);
  for (const [lane, end] of ends) {
    const to = columns[lane];
    set(row, to, signs.lane);
    set(row, to + (to > start ? -1 : 1), headOf(signs, end, to > start));
  }
}

function drawLine({ columns, signs }: Lanes, row: Row, from: number, to: number): void {
  const first = Math.max(Math.min(from, to) + 1, 0);
  for (let at = first; at < Math.min(Math.max(from, to), row.length); at += 1) row[at] = signs.line;
  for (const column of columns) {
    if (column > Math.min(from, to) && column < Math.max(from, to)) set(row, column, signs.cross);
  }
}

function headOf(signs: Signs, end: End, rightward: boolean): string {
  if (end === 'dropped') return signs.dropped;
  if (end === 'under-way') return signs.underWay;
  return rightward ? signs.right : signs.left;
}

function putLabel(
  { columns, signs }: Lanes,
  row: Row,
  from: number,
  to: number,
  labels: readonly string[],
): void {
  // On the part of the arrow that is on the row.
  const first = Math.max(Math.min(columns[from], columns[to]) + 1, 0);
  const span = Math.min(Math.max(columns[from], columns[to]), row.length) - first;
  const room = span - 5;
  const label = labels.find((one) => Array.from(one).length <= room) ?? labels.at(-1) ?? '';
  const text = ` ${cutTo(label, Math.max(room, 1), signs)} `;
  const length = Array.from(text).length;
  // The head's side has one column more of line.
  const before = Math.floor((span - length + (to < from ? 1 : -1)) / 2);
  put(row, first + Math.max(before, 0), text);
}
