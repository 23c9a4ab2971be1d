/**
 * The table of members, or of memberships: groups, timers with the time that is left, by which packet and why. What came about
 * at this packet is marked with `*`.
 */
import type { Model, World } from '../model/model.js';
import { spanText } from '../model/spans.js';
import {
  type CellContext,
  type ColumnKey,
  columnsOf,
  inOrder,
  type StateCell,
  type StateColumn,
  visibleColumns,
} from '../model/state-columns.js';
import type { StateSight } from '../model/state-looking.js';
import type { Matter, StateRow } from '../model/state-matters.js';
import { cellContext, selectedColumn } from '../model/state-selected.js';
import {
  inWidth,
  type Pane,
  type Rect,
  type Row,
  type Segment,
  type Style,
  segment,
  spread,
  textWidth,
} from './segment.js';
import { barText, shownText, stateMarks, stateRole } from './state-signs.js';

interface Line {
  readonly row: StateRow;
  readonly at: number;
  readonly cells: readonly StateCell[];
}

interface Table {
  readonly columns: readonly StateColumn[];
  readonly lines: readonly Line[];
  readonly widths: readonly number[];
  /** Columns that are shown. */
  readonly shown: readonly number[];
  readonly selected: number;
  readonly context: CellContext;
  /** What the timers' column has more than its text needs. */
  readonly room: number;
}

/** The pane. */
export function rowsPane(model: Model, world: World, sight: StateSight, area: Rect): Pane {
  const { theme, views } = model;
  const focused = views.state.focus === 'rows';
  const style = focused ? theme.titleFocused : theme.title;
  const { matter, order } = sight;
  if (matter === undefined) {
    const head: Row = [segment(inWidth(' Members', area.width), style)];
    const gone = world.story.subjects.at(views.state.matter)?.name;
    const text = gone === undefined ? 'Nobody is known yet.' : `${gone} is not known at this packet.`;
    return { id: 'state-rows', area, rows: [head, [segment(`   ${text}`, theme.dim)]], fill: theme.text };
  }
  const table = tableOf(model, world, sight, matter, area);
  const rows = table.lines.map((line) => lineRow(model, world, sight, table, line));
  const nobody = matter.rowCount === 0 ? 'Nobody is known yet.' : 'Nobody is like that at this packet.';
  const empty: Row[] = order.count === 0 ? [[segment(`   ${nobody}`, theme.dim)]] : [];
  return {
    id: 'state-rows',
    area,
    rows: [headRow(model, sight, table, area.width, style), ...rows, ...empty],
    fill: theme.text,
  };
}

function tableOf(model: Model, world: World, sight: StateSight, matter: Matter, area: Rect): Table {
  const { order } = sight;
  const context = cellContext(model, world, sight);
  const columns = columnsOf(matter);
  const top = model.views.state.rowsTop;
  const last = Math.min(order.count, top + Math.max(0, area.height - 1));
  const lines: Line[] = [];
  for (let at = top; at < last; at += 1) {
    const row = matter.rowAt(order.at(at));
    lines.push({ row, at, cells: columns.map((column) => shownCell(column, row, context, world)) });
  }
  const most = Math.max(MOST_WIDE, Math.floor(area.width * 0.2));
  const widths = columns.map(({ title, key }, i) => {
    const least = Math.max(LEAST_WIDE[key] ?? 0, textWidth(title));
    return Math.min(
      most,
      lines.reduce((wide, { cells }) => Math.max(wide, textWidth(cells[i].text)), least),
    );
  });
  const [, selected] = selectedColumn(model, matter);
  const timers = columns.findIndex(({ key }) => key === 'timers');
  const reserved = area.width >= WIDE ? BAR_ROOM : 0;
  const withBar = widths.map((width, i) => width + (i === timers ? reserved : 0));
  const all = visibleColumns(columns, withBar, area.width, selected);
  // How many are hidden is told in the heading, if there are some.
  const shown =
    all.length === columns.length ? all : visibleColumns(columns, withBar, area.width - NOTE, selected);
  const used = shown.reduce((sum, i) => sum + withBar[i] + 1, 1);
  const spare = Math.max(0, area.width - used - (shown.length === columns.length ? 0 : NOTE));
  const room = shown.includes(timers) ? Math.min(BAR_ROOM, reserved + spare) : 0;
  return { columns, lines, widths, shown, selected, context, room };
}

const MOST_WIDE = 26;
/** Columns that change from packet to packet keep this room, so that those behind them stay where they are. */
const LEAST_WIDE: Partial<Record<ColumnKey, number>> = { state: 12, timers: 10, frame: 4 };
/** Columns for how long the timer runs in all, and for a bar; from this width on they are always there. */
const BAR_ROOM = 19;
const WIDE = 110;
/** Columns for how many are hidden. */
const NOTE = 5;

function shownCell(column: StateColumn, row: StateRow, context: CellContext, { unicode }: World): StateCell {
  const cell = column.cell(row, context);
  const marks = column.key === 'state' ? `${stateMarks(row, unicode)} ` : '';
  const star = cell.fresh && STARRED.has(column.key) ? '*' : '';
  return { ...cell, text: `${marks}${shownText(cell.text, unicode)}${star}` };
}

/** Of what tells of the group only the group itself has the sign. */
const STARRED: ReadonlySet<string> = new Set(['state', 'timers', 'more']);

function headRow(model: Model, sight: StateSight, table: Table, width: number, style: Style): Row {
  const { show, sort } = model.views.state;
  const { columns, widths, shown, room } = table;
  const text = shown
    .map((i) => {
      const { title, side, key } = columns[i];
      return inWidth(title, widths[i] + (key === 'timers' ? room : 0), side);
    })
    .join(' ');
  const hidden = columns.length - shown.length;
  const notes = [
    ...(sight.order.refused ? ['too many to choose or sort'] : []),
    ...(show === 'all' || sight.order.refused ? [] : [show]),
    ...(sort === 'name' || sight.order.refused ? [] : [`by ${sort}`]),
    ...(hidden > 0 ? [`+${hidden}`] : []),
  ].join(', ');
  return spread(
    [segment(` ${text}`, style)],
    [segment(notes === '' ? '' : ` ${notes} `, style)],
    width,
    style,
  );
}

function lineRow(model: Model, world: World, sight: StateSight, table: Table, line: Line): Row {
  const { theme, views } = model;
  const { columns, widths, shown, selected } = table;
  const chosen = line.at === sight.rowAt;
  const focused = views.state.focus === 'rows';
  const fresh = line.cells.some((cell) => cell.fresh);
  const base = chosen && theme.depth !== 0 ? theme.selectedAway : theme.text;
  const sign = chosen && theme.depth === 0 ? '>' : fresh ? '*' : ' ';
  const row: Segment[] = [segment(sign, base)];
  for (const i of shown) {
    const { key, side } = columns[i];
    const cell = line.cells[i];
    const plain = key === 'state' ? theme[stateRole(line.row)] : key === 'why' ? theme.dim : theme.text;
    const style = cell.fresh ? theme.changed : chosen ? base : plain;
    const text = inWidth(cell.text, widths[i], side);
    row.push(segment(text, chosen && focused && i === selected ? theme.selected : style));
    if (key === 'timers') row.push(...timerRest(model, world, table, line.row, base));
    row.push(segment(' ', base));
  }
  return row;
}

/** How long the first timer runs in all, and a bar of what is left, as far as there is room. */
function timerRest(
  { theme }: Model,
  { unicode }: World,
  { context, room }: Table,
  row: StateRow,
  base: Style,
): Row {
  const [first] = inOrder(row.timers);
  if (room === 0) return [];
  if (first === undefined) return [segment(' '.repeat(room), base)];
  const total = first.expires - first.started.at;
  const part = total > 0 ? Math.max(0, Math.min(1, (first.expires - context.at) / total)) : 0;
  const of = room >= 16 ? inWidth(` of ${spanText(total)}`, 10) : '';
  const width = Math.max(0, room - of.length - 1);
  const low = part < 0.2;
  return [
    segment(`${of} `, base),
    segment(barText(part, width, unicode), { ...base, ...(low ? theme.expiry : theme.timerBar) }),
  ];
}
