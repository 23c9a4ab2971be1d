/**
 * Rows of the ladder: mark, number, time, lanes, clause; and the heads of the lanes above them.
 */
import type { LineParts } from '../model/ladder-areas.js';
import type { LadderLayout } from '../model/ladder-layout.js';
import type { LadderLine } from '../model/ladder-lines.js';
import { blankRow, makePaper, onePerColumn, type Paper, paintLine, shortWhy } from '../model/ladder-paper.js';
import type { SeenLine } from '../model/ladder-window.js';
import type { Model, World } from '../model/model.js';
import { instantText, timeText } from '../model/times.js';
import type { Happening } from '../story/contract.js';
import type { Theme } from '../theme/theme.js';
import { clip, inWidth, type Row, type Segment, type Style, segment, textWidth } from './segment.js';

/** The paper of the lanes that are in the window. */
export function paperOf({ views }: Model, world: World, { set, parts }: LadderLayout): Paper {
  return makePaper(set, world.story.actors, views.ladder.shift, parts.lanes, world.unicode);
}

/** Names of the lanes, and what kind of actors they are (with the address where there is room). */
export function headRows(model: Model, world: World, layout: LadderLayout, paper: Paper): readonly Row[] {
  const { theme, views } = model;
  const { actors } = world.story;
  const { set, parts } = layout;
  const { chosen } = views.ladder;
  const gutter = segment(' '.repeat(parts.from), theme.heading);
  const names: Cell[] = blank(parts.lanes, theme.heading);
  const kinds: Cell[] = blank(parts.lanes, theme.dim);
  for (const actor of paper.actors) {
    const at = paper.lanes.columns[paper.laneOf(actor) ?? 0];
    const { name = '?', kind = 'host', addresses = [] } = actors.at(actor) ?? {};
    // What is its own between the lanes beside it, as far as it is seen.
    const left = Math.max(0, at - Math.floor((set.gap - 1) / 2));
    const room = Math.min(parts.lanes, at + Math.floor(set.gap / 2)) - left;
    const style = chosen === actor ? theme.selected : theme.heading;
    putCentred(names, at, left, room, clipName(name, room, world.unicode), style);
    const address = addresses.find((one) => one !== name);
    const both = `${kind} ${address ?? ''}`;
    const fits = address !== undefined && both.length < room;
    const away = chosen === actor ? theme.selectedAway : theme.dim;
    putCentred(kinds, at, left, room, fits ? both : clip(kind, room), away);
  }
  const hint = parts.why === 0 ? '' : ` ${inWidth('Why', parts.why)}`;
  const rows: Row[] = [];
  if (parts.heads >= 2)
    rows.push([{ ...gutter, text: headText(layout) }, ...joined(names), segment(hint, theme.heading)]);
  if (parts.heads >= 3) rows.push([segment(' '.repeat(parts.from), theme.dim), ...joined(kinds)]);
  return rows;
}

function headText({ parts }: LadderLayout): string {
  const number = parts.number === 0 ? '' : `${'No.'.padStart(parts.number)} `;
  const time = parts.time === 0 ? '' : `${inWidth('Time', parts.time, 'right')} `;
  return ` ${number}${time}`;
}

function clipName(name: string, room: number, unicode: boolean): string {
  const shown = unicode ? name : onePerColumn(name, false);
  if (textWidth(shown) <= room) return shown;
  return `${clip(shown, Math.max(0, room - 1))}${unicode ? '…' : '~'}`;
}

/** A column of a row. */
interface Cell {
  text: string;
  style: Style;
}

function blank(width: number, style: Style): Cell[] {
  return Array.from({ length: width }, () => ({ text: ' ', style }));
}

/** Puts a text over column `at`, within `room` columns from `left` on. */
function putCentred(cells: Cell[], at: number, left: number, room: number, text: string, style: Style): void {
  const width = textWidth(text);
  let x = Math.max(left, Math.min(at - Math.floor(width / 2), left + room - width));
  for (const char of text) {
    const wide = textWidth(char);
    if (x >= 0 && x + wide <= cells.length && wide > 0) {
      cells[x] = { text: char, style };
      if (wide === 2) cells[x + 1] = { text: '', style };
    }
    x += wide;
  }
}

function joined(cells: readonly Cell[]): Row {
  const row: Segment[] = [];
  for (const { text, style } of cells) {
    const before = row.at(-1);
    if (before !== undefined && before.style === style)
      row[row.length - 1] = { text: before.text + text, style };
    else row.push({ text, style });
  }
  return row;
}

const KIND_STYLES: Readonly<Record<Happening['kind'], keyof Omit<Theme, 'name' | 'depth'>>> = {
  group: 'state',
  phase: 'state',
  'timer-started': 'timer',
  'timer-restarted': 'timer',
  'timer-stopped': 'timer',
  'timer-expired': 'expiry',
  key: 'warning',
  round: 'dim',
  note: 'note',
  action: 'layer',
};

/** The look of what happened. */
export function markStyle({ kind }: Happening, theme: Theme): Style {
  return theme[KIND_STYLES[kind]];
}

function lineStyle(line: LadderLine, theme: Theme): Style {
  switch (line.kind) {
    case 'arrow':
      return line.arrow.lost ? theme.lost : line.arrow.routine ? theme.dim : theme.message;
    case 'mark':
      return markStyle(line.happening, theme);
    default:
      return theme.dim;
  }
}

/** A line as a row of the pane. */
export function ladderRow(
  model: Model,
  world: World,
  layout: LadderLayout,
  paper: Paper,
  seen: SeenLine,
): Row {
  const { theme, marks, views } = model;
  const { parts, selected } = layout;
  const { entry, line, main, head } = seen;
  const isSelected = main && selected !== undefined && selected.entry.row === entry.row;
  const here = isSelected && entry.count > 1 ? selected.at + 1 : 0;
  const signs = paintLine(paper, line, entry.count, here);
  const letter = head && entry.count === 1 ? marks.get(entry.number) : undefined;
  // Without colours a marked or selected row must be told apart too.
  const pointed = theme.depth > 0 || !isSelected ? ' ' : selected.exact ? '>' : '-';
  const gutter = (letter === '' ? '*' : (letter ?? pointed)) + sideText(model, world, parts, seen);
  const why = parts.why === 0 ? '' : ` ${inWidth(whyText(line, world.unicode), parts.why)}`;
  if (isSelected) {
    const away = !selected.exact || views.ladder.focus !== 'lanes';
    return [segment(`${gutter}${signs.join('')}${why}`, away ? theme.selectedAway : theme.selected)];
  }
  const style = lineStyle(line, theme);
  const lanes = blankRow(paper);
  const cells = signs.map((text, x) => ({ text, style: text === lanes[x] ? theme.lane : style }));
  return [
    segment(gutter, letter !== undefined ? theme.mark : main ? theme.text : theme.dim),
    ...joined(cells),
    segment(why, theme.dim),
  ];
}

/** Number and time of a line; of what happened by time the time alone. */
function sideText(
  { settings, references }: Model,
  { store }: World,
  parts: LineParts,
  { entry, line, head }: SeenLine,
): string {
  const number =
    parts.number === 0 ? '' : `${inWidth(head ? String(entry.number) : '', parts.number, 'right')} `;
  if (parts.time === 0) return number;
  const at = store.shown.rowOf(entry.number);
  let time = '';
  if (head) time = timeText(store, settings.time, references, entry.number, at);
  else if (line.kind === 'mark' && line.byTime)
    time = instantText(store, settings.time, references, entry.number, at, line.happening.by.at);
  return `${number}${inWidth(time, parts.time, 'right')} `;
}

/** The clause or decision by which it happened. */
function whyText(line: LadderLine, unicode: boolean): string {
  return line.kind === 'mark' ? shortWhy(line.happening.by.why, unicode) : '';
}
