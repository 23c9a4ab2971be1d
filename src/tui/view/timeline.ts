/**
 * Draws the timeline:
 *
 *                         0.0       0.5       1.0       1.5
 *                         ┬─────────┬─────────▼─────────┬─────
 *    ▾ session 1          ┈┈┈────══════════════════════════════
 *        user 3 (alice)      ░░░░▒▒▒▒▒███████████!▒▒▒▒▒▒▒✗
 *                                 ├─KA──────┼─────!
 */

import { frameOf } from '../model/areas.js';
import { instantText, microsOf } from '../model/instants.js';
import { lookedAt } from '../model/looking.js';
import type { Model, World } from '../model/model.js';
import { spanText } from '../model/spans.js';
import type { Stretch } from '../model/timeline.js';
import { type TimelineFrame, timelineFrame } from '../model/timeline-frame.js';
import { axisFormat, columnOf, type Tick, ticksOf } from '../model/timeline-scale.js';
import { subjectText } from '../model/timeline-text.js';
import type { View } from '../model/view-contract.js';
import { inWidth, type Row, type Segment, segment, textWidth } from './segment.js';
import { barRow, blockRow, legendRow } from './timeline-rows.js';
import { titleRow } from './title-row.js';

/** The status line. */
export const timelineStatus: NonNullable<View['status']> = (model, world) => {
  const { foot } = timelineFrame(model, world, frameOf(model.size).body);
  const { number } = lookedAt(model, world);
  if (foot < 2) return subjectText(model, world);
  return number === 0 ? undefined : `Enter: the state at packet ${number}`;
};

/** The pane. */
export const timelinePanes: View['panes'] = (model, world, body) => {
  const { theme, views } = model;
  const { story } = world;
  const fill = theme.text;
  if (body.height < 1) return [];
  const frame = timelineFrame(model, world, body);
  const { stretch, lines, foot } = frame;
  const title = titleRow('Timeline', titleText(model, world, frame), body.width, true, theme);
  if (stretch === undefined || lines.count === 0) {
    const text = story.complete
      ? ' No sessions of GMP, and no networks with IGMP.'
      : ` No sessions of GMP, and no networks with IGMP so far; studied: ${story.scanned} of ${world.store.count} packets …`;
    return [{ id: 'timeline', area: body, rows: [title, [segment(text, theme.dim)]], fill }];
  }
  const rows: Row[] = [title, ...axisRows(model, world, frame, stretch)];
  const height = body.height - foot;
  const cursor = columnOf(stretch, frame.cursor);
  for (let line = views.timeline.top; rows.length < height && line < lines.count; line += 1) {
    const subject = story.subjects.at(lines.at(line));
    if (subject === undefined) continue;
    rows.push(blockRow(model, world, frame, stretch, subject, cursor));
    if (frame.perLine > 1 && rows.length < height)
      rows.push(barRow(model, world, frame, stretch, subject, cursor));
  }
  while (rows.length < height) rows.push([]);
  if (foot > 1) rows.push([segment(inWidth(` ${subjectText(model, world) ?? ''}`, body.width), theme.note)]);
  if (foot > 0) rows.push(legendRow(model, world, body.width));
  return [{ id: 'timeline', area: body, rows, fill }];
};

function titleText(
  { settings, references }: Model,
  world: World,
  { stretch, columns, lines }: TimelineFrame,
): string {
  const { story, store } = world;
  if (stretch === undefined) return '';
  const end = stretch.from + stretch.scale * columns;
  const last = Math.min(end, microsOf(store, store.count));
  const format = axisFormat(settings.time);
  const [from, to] = [stretch.from, last].map((at) =>
    instantText(store, format, references, at as Stretch['from'], lookedNumber(references)),
  );
  const parts = [`${from} to ${to}`, `a column is ${spanText(stretch.scale)}`];
  parts.push(lines.count === 1 ? '1 line' : `${lines.count} lines`);
  if (story.changes.cut) parts.push(`only the first ${story.changes.count} changes are kept`);
  if (!story.complete) parts.push(`studied: ${story.scanned} of ${store.count} packets …`);
  return parts.join('; ');
}

/** Times are counted from the last time reference of all: an axis has one zero only. */
function lookedNumber(references: readonly number[]): number {
  return references.at(-1) ?? 1;
}

/** Labels and ticks, as far as there are rows for them. */
function axisRows(model: Model, world: World, frame: TimelineFrame, stretch: Stretch): readonly Row[] {
  const { settings, references, theme } = model;
  const { store, unicode } = world;
  const { names, columns, head, cursor } = frame;
  if (head < 2) return [];
  const near = lookedNumber(references);
  const format = axisFormat(settings.time);
  const isClock = format === 'a' || format === 'u';
  const zero = format === 'r' ? microsOf(store, near) : (0 as Stretch['from']);
  const label = (at: Tick['at'], digits: number): string =>
    instantText(store, format, references, at, near, digits);
  // A first look says how wide labels are.
  const wide = ticksOf(stretch, columns, zero, 8, isClock);
  const apart = wide.ticks.reduce((most, { at }) => Math.max(most, textWidth(label(at, wide.digits))), 6) + 3;
  const { ticks, digits } = ticksOf(stretch, columns, zero, apart, isClock);
  const labels = new Array<string>(columns).fill(' ');
  const line = new Array<string>(columns).fill(unicode ? '─' : '-');
  for (const { column, at } of ticks) {
    line[column] = unicode ? '┬' : '+';
    const text = label(at, digits);
    if (column + text.length > columns) continue;
    for (const [i, char] of Array.from(text).entries()) labels[column + i] = char;
  }
  const gap = ' '.repeat(names);
  const here = columnOf(stretch, cursor);
  const marked: Segment[] = [segment(gap + line.slice(0, Math.max(0, here)).join(''), theme.dim)];
  if (here >= 0 && here < columns) {
    marked.push(segment(unicode ? '▼' : 'V', theme.state));
    marked.push(segment(line.slice(here + 1).join(''), theme.dim));
  } else if (here < 0) marked.push(segment(line.join(''), theme.dim));
  const top: Row = [
    segment(inWidth(cursorName(model, world, names), names), theme.dim),
    segment(labels.join(''), theme.dim),
  ];
  return head < 3 ? [top] : [top, marked];
}

/** Above the names: which packet the cursor is at. */
function cursorName(model: Model, world: World, width: number): string {
  const { number } = lookedAt(model, world);
  return number === 0 || width < 12 ? '' : ` at packet ${number}`;
}
