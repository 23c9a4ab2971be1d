/**
 * A line of the ladder as signs on its lanes, for the screen (a window on the lanes) and for a file (all of them): on the
 * paper on which runs of scenarios are drawn too.
 */
import {
  ASCII_SIGNS,
  type End,
  emptyRow,
  type Lanes,
  put,
  putArrow,
  putMark,
  type Row,
  UNICODE_SIGNS,
} from '../../sim/output-lanes.js';
import type { Actor, Arrow, Happening, Numbered } from '../story/contract.js';
import { charWidth } from '../view/segment.js';
import { columnOf, type LaneSet } from './ladder-lanes.js';
import type { LadderLine } from './ladder-lines.js';

/** Signs before what happened. */
type MarkSigns = Readonly<Record<Happening['kind'], string>>;

const UNICODE_MARKS: MarkSigns = {
  group: '◆',
  phase: '◆',
  'timer-started': '▷',
  'timer-restarted': '↻',
  'timer-stopped': '□',
  'timer-expired': '!',
  key: '¤',
  round: '○',
  note: '·',
  action: '▶',
};

const ASCII_MARKS: MarkSigns = {
  group: '*',
  phase: '*',
  'timer-started': '+',
  'timer-restarted': '&',
  'timer-stopped': '-',
  'timer-expired': '!',
  key: '$',
  round: 'o',
  note: '.',
  action: '>',
};

/** The sign of what happened. */
export function markSign(kind: Happening['kind'], unicode: boolean): string {
  return (unicode ? UNICODE_MARKS : ASCII_MARKS)[kind];
}

/** The paper: lanes in a window. */
export interface Paper {
  readonly lanes: Lanes;
  /** Lane on the paper by actor: of those beyond an edge one that lies beyond it; undefined where it has none. */
  readonly laneOf: (actor: number) => number | undefined;
  readonly nameOf: (actor: number) => string;
  /** Those whose lanes are in the window. */
  readonly actors: readonly number[];
  readonly unicode: boolean;
}

/** How far beyond an edge lanes are thought to stand that are not in the window. */
const BEYOND = 4;

/** Makes the paper: columns `shift` … `shift + width` of the lanes. */
export function makePaper(
  set: LaneSet,
  all: Numbered<Actor>,
  shift: number,
  width: number,
  unicode: boolean,
): Paper {
  const first = Math.max(0, Math.ceil((shift - set.margin) / set.gap));
  const last = Math.min(set.actors.length - 1, Math.floor((shift + width - 1 - set.margin) / set.gap));
  const columns = [-BEYOND];
  const names = [''];
  for (let lane = first; lane <= last; lane += 1) {
    columns.push(columnOf(set, lane) - shift);
    names.push(all.at(set.actors[lane])?.name ?? '?');
  }
  columns.push(width - 1 + BEYOND);
  names.push('');
  const signs = unicode ? UNICODE_SIGNS : ASCII_SIGNS;
  return {
    lanes: { signs, columns, names, width, laneOf: new Map(), folded: new Set() },
    laneOf: (actor) => {
      const lane = set.laneOf.get(actor);
      if (lane === undefined) return undefined;
      return lane < first ? 0 : lane > last ? columns.length - 1 : lane - first + 1;
    },
    nameOf: (actor) => all.at(actor)?.name ?? '?',
    actors: set.actors.slice(first, last + 1),
    unicode,
  };
}

/** A text of which each character takes one column, in the signs that are to be had. */
export function onePerColumn(text: string, unicode: boolean): string {
  const arrows = unicode ? text : text.replaceAll('→', '->').replaceAll('×', 'x');
  return Array.from(arrows, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f || (code >= 0x80 && code < 0xa0)) return '?';
    if (code < 0x7f) return char;
    return unicode && charWidth(char) === 1 && (code < 0xd800 || code > 0xdfff) ? char : '?';
  }).join('');
}

/** A row with lanes alone. */
export function blankRow({ lanes }: Paper): Row {
  return emptyRow(lanes);
}

/** A line on its row. Of a folded run: how many messages it has, and which of them is selected (from 1; 0: none). */
export function paintLine(paper: Paper, line: LadderLine, count: number, here: number): Row {
  const row = blankRow(paper);
  switch (line.kind) {
    case 'arrow':
      paintArrow(paper, row, line.arrow);
      return row;
    case 'run':
      paintRun(paper, row, line, runLabels(line.types, count, here, paper.unicode));
      return row;
    case 'mark':
      paintMark(paper, row, line.happening.actor, markText(line.happening, line.more, paper.unicode));
      return row;
    case 'more':
      put(row, 2, ` ${onePerColumn(line.text, paper.unicode)} `);
      return row;
    case 'end':
      put(row, 2, ' by the end: ');
      return row;
    case 'waiting':
      put(row, 2, paper.unicode ? ' … ' : ' ... ');
      return row;
  }
}

/** "◆ user 3: enrolled → active". */
export function markText(happening: Happening, more: number, unicode: boolean): string {
  const { kind, text } = happening;
  const others = more === 0 ? '' : `, and ${more} more`;
  return onePerColumn(`${markSign(kind, unicode)} ${text}${others}`, unicode);
}

/** A clause without its figures and explanations, and the decisions: what has room beside the lanes. */
export function shortWhy(why: string, unicode: boolean): string {
  const [clause] = why.replace(/\bD\d+/g, '').split(/[;,(]/, 1);
  const decisions = new Set(why.match(/\bD\d+/g));
  return onePerColumn([clause.trim(), ...decisions].join(' ').trim(), unicode);
}

/** What may stand for a folded run, the longest first. */
export function runLabels(
  types: readonly string[],
  count: number,
  here: number,
  unicode: boolean,
): readonly string[] {
  const times = onePerColumn(`×${count}`, unicode);
  const number = here > 0 ? `${here} of ${times}` : times;
  return [
    ...(types.length === 0 ? [] : [`${types.join('/')} ${number}`]),
    ...(types.length === 0 ? [] : [`${types.map(shortType).join('/')} ${number}`]),
    ...(types.length < 2 ? [] : [`${shortType(types[0])} … ${number}`]),
    number,
  ].map((label) => onePerColumn(label, unicode));
}

/** "Query" for "Membership Query". */
function shortType(type: string): string {
  return type.replace(/^Membership /, '');
}

/** What may stand on an arrow: all that is known, then without what follows a comma, without the session, the type alone. */
function arrowLabels({ type, text, lost }: Arrow, unicode: boolean): readonly string[] {
  const [head] = text.split(',', 1);
  const own = head.replace(/^session \d+ ?/, '');
  const named = [text, head, own, ''].map((words) => (words === '' ? type : `${type} ${words}`));
  const labels = [...named, shortType(type)];
  const told = lost ? labels.flatMap((label) => [`${label} (lost)`, label]) : labels;
  return told.map((label) => onePerColumn(label, unicode));
}

function paintArrow(paper: Paper, row: Row, arrow: Arrow): void {
  const { lanes, laneOf, nameOf, unicode } = paper;
  const { signs } = lanes;
  const labels = arrowLabels(arrow, unicode);
  const from = laneOf(arrow.from);
  const to = laneOf(arrow.to);
  const whole = labels[0];
  const name = (actor: number): string => onePerColumn(nameOf(actor), unicode);
  if (from !== undefined && to !== undefined && from !== to) {
    const end: End = arrow.lost ? 'dropped' : 'taken';
    putArrow(lanes, row, from, new Map([[to, end]]), labels);
    return;
  }
  const sign = arrow.lost ? signs.dropped : signs.right;
  // Both lie beyond the same edge, or one of them has no lane: told in words, where the other one is.
  const words = `${signs.line}${sign} ${whole} ${signs.arrow} ${name(arrow.to)}`;
  if (from !== undefined && isSeen(lanes, from))
    putMark(lanes, row, from, arrow.from === arrow.to ? whole : words);
  else if (to !== undefined && isSeen(lanes, to))
    putMark(lanes, row, to, `${signs.left}${signs.line} ${whole} from ${name(arrow.from)}`);
  else putAtEdge(lanes, row, from ?? to, `${name(arrow.from)} ${signs.arrow} ${name(arrow.to)}: ${whole}`);
}

function isSeen({ columns, width }: Lanes, lane: number): boolean {
  return columns[lane] >= 0 && columns[lane] < width;
}

function putAtEdge({ signs, width }: Lanes, row: Row, lane: number | undefined, text: string): void {
  const words =
    lane === undefined ? ` ${text} ` : lane === 0 ? `${signs.left} ${text} ` : ` ${text} ${signs.right}`;
  put(row, lane === undefined || lane === 0 ? 0 : Math.max(0, width - Array.from(words).length), words);
}

function paintMark(paper: Paper, row: Row, actor: number, text: string): void {
  const { lanes, laneOf, nameOf, unicode } = paper;
  const lane = laneOf(actor);
  if (lane !== undefined && isSeen(lanes, lane)) {
    putMark(lanes, row, lane, text);
    return;
  }
  const named = actor < 0 ? text : `${onePerColumn(nameOf(actor), unicode)}: ${text}`;
  putAtEdge(lanes, row, lane, named);
}

/** A folded run: a dotted line between those who took part, with a head on each side that was sent to. */
function paintRun(
  { lanes, laneOf, unicode }: Paper,
  row: Row,
  { actors, receivers }: Extract<LadderLine, { kind: 'run' }>,
  labels: readonly string[],
): void {
  const { signs, columns, width } = lanes;
  const taken = actors.flatMap((actor) => laneOf(actor) ?? []);
  const shortest = labels.at(-1) ?? '';
  if (taken.length === 0) {
    put(row, 2, ` ${labels[0]} `);
    return;
  }
  const [first, last] = [Math.min(...taken), Math.max(...taken)];
  const left = columns[first];
  const right = columns[last];
  const isSentTo = (lane: number): boolean =>
    actors.some((actor) => laneOf(actor) === lane && receivers.has(actor));
  const from = Math.max(left + 1, 0);
  const to = Math.min(right, width);
  if (to - from < shortest.length + 4) {
    putMark(lanes, row, first, ` ${labels[0]}`);
    return;
  }
  for (let at = from; at < to; at += 1) if (row[at] !== signs.lane) row[at] = unicode ? '┄' : '.';
  const label = labels.find((one) => one.length <= to - from - 4) ?? shortest;
  put(row, from + Math.max(0, Math.floor((to - from - label.length - 2) / 2)), ` ${label} `);
  if (left >= 0 && isSentTo(first)) row[left + 1] = signs.left;
  if (right < width && isSentTo(last)) row[right - 1] = signs.right;
}
