/**
 * Pages over the views: text such as the help, the choice of columns, a stream.
 */

import type { ColumnsDialog, Page, RunsDialog, StreamDialog } from '../model/dialog.js';
import { choiceArea, pageArea, streamArea } from '../model/dialog-areas.js';
import type { Model, World } from '../model/model.js';
import { PAGE_TITLES, type PageLine, pageLines } from '../model/page-lines.js';
import { streamLines } from '../model/stream-lines.js';
import { inWidth, type Pane, type Row, segment, textWidth } from './segment.js';
import { titleRow } from './title-row.js';

/** A page of text. */
export function pagePane(model: Model, world: World, { top, what: page }: Page): Pane {
  const { size, theme } = model;
  const lines = pageLines(model, world, page, pageArea(size, 0).width);
  const area = pageArea(size, lines.length);
  const height = area.height - 1;
  const first = Math.max(0, Math.min(top, lines.length - height));
  const wide = Math.min(
    Math.floor(area.width * 0.45),
    Math.max(...lines.map(({ keys }) => textWidth(keys))) + 2,
  );
  const place = `${first + 1}-${Math.min(lines.length, first + height)} of ${lines.length}  (Esc closes)`;
  const rows = lines.slice(first, first + height).map((line) => helpRow(line, wide, area.width));
  return {
    id: 'help',
    area,
    rows: [titleRow(PAGE_TITLES[page], place, area.width, true, theme), ...rows],
    fill: theme.input,
  };

  function helpRow({ kind, keys, what, style }: PageLine, keysWidth: number, width: number): Row {
    if (kind === 'text') return [segment(inWidth(` ${what}`, width), { ...theme.input, ...style })];
    if (kind === 'title')
      return [segment(inWidth(` ${what}`, width), { ...theme.input, bold: true, underline: true })];
    return [
      segment(`  ${inWidth(keys, keysWidth)}`, { ...theme.input, ...theme.key }),
      segment(what, theme.input),
    ];
  }
}

/** The choice of columns. */
export function columnsPane({ size, theme }: Model, dialog: ColumnsDialog): Pane {
  const { items, at } = dialog;
  const { area, top, height } = choiceArea(size, items.length, at);
  const rows = items.slice(top, top + height).map((item, i): Row => {
    const style = top + i === at ? theme.selected : theme.input;
    const text = ` [${item.shown ? 'x' : ' '}] ${inWidth(item.title, 24)} ${item.show}`;
    return [segment(inWidth(text, area.width), style)];
  });
  const keys = ' space: show  J K: move  a: add  d: remove  Enter: take over  Esc: leave';
  return {
    id: 'columns',
    area,
    rows: [
      titleRow('Columns', '', area.width, true, theme),
      ...rows,
      [],
      [segment(inWidth(keys, area.width), theme.dim)],
    ],
    fill: theme.input,
  };
}

/** The choice among the runs of a scenario file: their numbers and names, a star at the one that is played. */
export function runsPane({ size, theme }: Model, { scenario }: World, { at }: RunsDialog): Pane {
  const { runs = [], at: played = -1 } = scenario ?? {};
  const { area, top, height } = choiceArea(size, runs.length, at);
  const wide = String(runs.length).length;
  const rows = runs.slice(top, top + height).map((name, i): Row => {
    const number = top + i;
    const isHere = number === at;
    // Without colours the selected line must be told apart too.
    const sign = isHere && theme.depth === 0 ? '>' : ' ';
    const text = `${sign}${number === played ? '*' : ' '} ${String(number + 1).padStart(wide)}  ${name}`;
    return [segment(inWidth(text, area.width), isHere ? theme.selected : theme.input)];
  });
  return {
    id: 'runs',
    area,
    rows: [
      titleRow('Runs', `${runs.length} in the file`, area.width, true, theme),
      ...rows,
      [],
      [segment(inWidth(' Enter: play  Esc: leave', area.width), theme.dim)],
    ],
    fill: theme.input,
  };
}

const DIRECTIONS = { both: 'both directions', there: 'what was sent first', back: 'what came back' };

/** A stream. */
export function streamPane({ size, theme }: Model, { store }: World, dialog: StreamDialog): Pane {
  const area = streamArea(size);
  const { stream } = store;
  const fill = theme.text;
  if (stream === undefined || stream.number !== dialog.number)
    return { id: 'stream', area, rows: [titleRow('Stream', 'reading …', area.width, true, theme)], fill };
  if (stream.name === '') {
    const title = titleRow(
      'Stream',
      `packet ${stream.number} belongs to none  (Esc closes)`,
      area.width,
      true,
      theme,
    );
    return { id: 'stream', area, rows: [title], fill };
  }
  const lines = streamLines(stream, dialog, area.width);
  const height = area.height - 1;
  const first = Math.max(0, Math.min(dialog.top, lines.count - height));
  const arrow = dialog.direction === 'back' ? '<-' : dialog.direction === 'both' ? '<->' : '->';
  const rest = [
    `${stream.ends[0]} ${arrow} ${stream.ends[1]}`,
    DIRECTIONS[dialog.direction],
    stream.complete ? '' : `reading ${Math.floor(100 * (stream.read ?? 0))}% (Esc stops)`,
    stream.cut === undefined ? '' : 'not all of it',
  ].filter((text) => text !== '');
  const styles = { there: theme.client, back: theme.server, note: theme.dim };
  const rows = lines
    .slice(first, first + height)
    .map(({ text, side }): Row => [segment(inWidth(text, area.width), styles[side])]);
  const empty = lines.count === 0 && stream.complete ? [[segment('No payload.', theme.dim)]] : [];
  return {
    id: 'stream',
    area,
    rows: [titleRow(stream.name, rest.join(', '), area.width, true, theme), ...rows, ...empty],
    fill,
  };
}
