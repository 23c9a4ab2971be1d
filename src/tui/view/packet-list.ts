/**
 * The packet list: headings, rows in the colours of the rules, the selected row, marks.
 */
import { findingAt } from '../model/findings-places.js';
import { lookedAt } from '../model/looking.js';
import type { Model, World } from '../model/model.js';
import { timeText } from '../model/times.js';
import type { NumberList, PacketRow } from '../store/contract.js';
import { styleIn } from '../theme/theme.js';
import { colourStyles } from './colouring.js';
import {
  clip,
  inWidth,
  type Pane,
  type Rect,
  type Row,
  type Style,
  segment,
  skip,
  textWidth,
} from './segment.js';

/** Least and greatest width of columns that are as wide as they need. */
const WIDTHS: Readonly<Record<string, readonly [number, number]>> = {
  number: [3, 10],
  time: [9, 34],
  source: [15, 39],
  destination: [15, 39],
  protocol: [8, 14],
  length: [6, 8],
};
const OTHER: readonly [number, number] = [8, 40];

interface Line {
  readonly number: number;
  readonly row: PacketRow | undefined;
  readonly cells: readonly string[];
}

/** The pane. */
export function packetsPane(model: Model, world: World, area: Rect): Pane {
  const lines = linesOf(model, world, area.height - 1);
  const widths = widthsOf(model, lines);
  const fill = model.theme.text;
  if (area.height < 1) return { id: 'packets', area, rows: [], fill };
  const looked = lookedAt(model, world);
  const styles = colourStyles(model.settings, model.theme.depth);
  const focused = model.views.classic.focus === 'packets';
  const rows = lines.map((line) => {
    const selected = line.number === looked.number;
    const style = selected
      ? focused
        ? model.theme.selected
        : model.theme.selectedAway
      : rowStyle(model, line, styles);
    return rowOf(model, world, line, widths, area.width, style, selected);
  });
  const empty = world.store.shown.count === 0 ? [emptyRow(model, world)] : [];
  return {
    id: 'packets',
    area,
    rows: [headings(model, widths, area.width, focused), ...rows, ...empty],
    fill,
  };
}

function rowStyle({ marks, theme }: Model, { number, row }: Line, styles: readonly Style[]): Style {
  if (marks.has(number)) return theme.mark;
  return row === undefined || row.colour < 0 ? theme.text : styleIn(styles[row.colour] ?? {}, theme.depth);
}

/** How a sentence on what passes the filter ends: with how much was looked at; `known`: what else it rests on is. */
export function tillNow({ complete, stopped }: NumberList, known = true): string {
  if (stopped === true) return ' so far: looking for more was stopped.';
  return complete && known ? '.' : ' so far …';
}

function emptyRow({ filter, theme }: Model, { store }: World): Row {
  const { shown } = store;
  if (filter !== '' && (store.count > 0 || !store.live))
    return [segment(`No packet passes the filter${tillNow(shown)}`, theme.dim)];
  const none = store.live ? 'Waiting for packets …' : 'No packets yet …';
  return [segment(store.complete ? 'The capture has no packets.' : none, theme.dim)];
}

function linesOf(model: Model, world: World, height: number): readonly Line[] {
  const { store } = world;
  const { top } = model.views.classic;
  const last = Math.min(store.shown.count, top + Math.max(0, height));
  const lines: Line[] = [];
  for (let at = top; at < last; at += 1) {
    const number = store.shown.at(at);
    const row = store.row(number);
    const cells = model.settings.columns.map(({ show }, i) => {
      if (show === 'number') return String(number);
      if (show === 'time') return timeText(store, model.settings.time, model.references, number, at);
      return row?.cells[i] ?? '…';
    });
    lines.push({ number, row, cells });
  }
  return lines;
}

function widthsOf({ settings }: Model, lines: readonly Line[]): readonly number[] {
  return settings.columns.map(({ show, title, width }, i) => {
    if (width !== undefined) return width;
    if (show === 'info') return -1;
    const [least, most] = WIDTHS[show] ?? OTHER;
    const needed = lines.reduce((wide, { cells }) => Math.max(wide, textWidth(cells[i])), textWidth(title));
    return Math.min(most, Math.max(least, needed));
  });
}

const RIGHT = new Set(['number', 'time', 'length']);

function headings(
  { settings, theme, views }: Model,
  widths: readonly number[],
  width: number,
  focused: boolean,
): Row {
  const text = settings.columns
    .map(({ title, show }, i) =>
      widths[i] < 0 ? title : inWidth(title, widths[i], RIGHT.has(show) ? 'right' : 'left'),
    )
    .join(' ');
  return [
    segment(
      inWidth(skip(` ${text}`, views.classic.shift), width),
      focused ? theme.titleFocused : theme.title,
    ),
  ];
}

/** A sign where something was found that is worth a warning at least. */
function foundSign({ story, unicode }: World, number: number): string {
  const found = findingAt(story, number);
  const severity = found < 0 ? undefined : story.findings.at(found).severity;
  if (severity !== 'error' && severity !== 'warning') return ' ';
  return unicode ? '✗' : 'x';
}

function rowOf(
  { settings, marks, views, theme }: Model,
  world: World,
  { number, cells }: Line,
  widths: readonly number[],
  width: number,
  style: Style,
  selected: boolean,
): Row {
  const letter = marks.get(number);
  // Without colours a marked or selected row must be told apart too.
  const sign =
    letter !== undefined
      ? letter === ''
        ? '*'
        : letter
      : selected && theme.depth === 0
        ? '>'
        : foundSign(world, number);
  const text = cells
    .map((cell, i) =>
      widths[i] < 0 ? cell : inWidth(cell, widths[i], RIGHT.has(settings.columns[i].show) ? 'right' : 'left'),
    )
    .join(' ');
  const shifted = sign + skip(text, views.classic.shift);
  return [segment(clip(shifted, width) + ' '.repeat(Math.max(0, width - textWidth(shifted))), style)];
}
