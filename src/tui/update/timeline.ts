/**
 * What keys and the mouse do in the timeline.
 */
import { micros } from '../../base/micros.js';
import type { Action } from '../keys/table.js';
import { frameOf, scrolled } from '../model/areas.js';
import { lookedAt } from '../model/looking.js';
import type { Model, Pointer, Step, World } from '../model/model.js';
import { still, told } from '../model/model.js';
import { type TimelineFrame, timelineFrame } from '../model/timeline-frame.js';
import { columnOf, instantOf, panned, zoomed } from '../model/timeline-scale.js';
import { copyOfSubject } from '../model/timeline-text.js';
import type { Saying } from '../model/view-contract.js';
import type { Rect } from '../view/segment.js';
import { lookAt } from './jumps.js';
import { linesOf } from './line-moves.js';
import { copyText, writeCopy } from './saving.js';
import {
  goOnAlong,
  messageBeside,
  messageNear,
  moveAlong,
  moveToChange,
  withTimeline,
} from './timeline-moves.js';

/** Does an action in the timeline. */
export function actTimeline(model: Model, world: World, action: Action, saying: Saying): Step | undefined {
  const frame = timelineFrame(model, world, frameOf(model.size).body);
  const by = saying.count ?? 1;
  switch (action) {
    case 'move.left':
      return moveAlong(model, world, -by);
    case 'move.right':
      return moveAlong(model, world, by);
    case 'timeline.nextChange':
      return moveToChange(model, world, by);
    case 'timeline.previousChange':
      return moveToChange(model, world, -by);
    case 'timeline.zoomIn':
      return still(zoom(model, frame, by));
    case 'timeline.zoomOut':
      return still(zoom(model, frame, -by));
    case 'timeline.whole':
      return still(withTimeline(model, { stretch: undefined }));
    case 'timeline.earlier':
      return pan(model, frame, -by);
    case 'timeline.later':
      return pan(model, frame, by);
    case 'timeline.back':
      return jumpColumns(model, world, frame, -by);
    case 'timeline.on':
      return jumpColumns(model, world, frame, by);
    case 'timeline.bars': {
      const bars = !model.views.timeline.bars;
      return told(withTimeline(model, { bars }), bars ? 'Timers beneath each line.' : 'No timers.');
    }
    case 'timeline.toggle':
    case 'timeline.open':
    case 'timeline.close':
      return still(fold(model, world, action));
    case 'timeline.openAll':
      return still(withTimeline(model, { closed: new Set() }));
    case 'timeline.closeAll': {
      const { subjects } = world.story;
      const closed: number[] = [];
      for (let i = 0; i < subjects.count; i += 1) if (subjects.parentOf(i) < 0) closed.push(i);
      return still(withTimeline(model, { closed: new Set(closed) }));
    }
    case 'enter':
      return still({ ...model, view: 'state' });
    case 'copy.row':
      return copyText(model, copyOfSubject(model, world));
    case 'write.row':
      return writeCopy(model, world, copyOfSubject(model, world));
  }
  const rows = rowsOf(action, frame, saying);
  return rows === undefined ? undefined : still(moveLines(model, frame, rows));
}

/** Lines by which an action moves; undefined for one that does not. */
function rowsOf(action: Action, { shown }: TimelineFrame, { count }: Saying): number | undefined {
  // With a number these go to a packet, as everywhere.
  if (count !== undefined && (action === 'move.first' || action === 'move.last')) return undefined;
  const lines = linesOf(action, Math.max(1, shown - 1));
  return lines === undefined ? undefined : lines * (count ?? 1);
}

function moveLines(model: Model, { lines }: TimelineFrame, by: number): Model {
  const at = Math.max(0, lines.lineOf(model.views.timeline.selected));
  const selected = lines.at(Math.max(0, Math.min(lines.count - 1, at + by)));
  return withTimeline(model, { selected, waiting: undefined });
}

function zoom(model: Model, { stretch, whole, columns, cursor }: TimelineFrame, steps: number): Model {
  if (stretch === undefined || whole === undefined) return model;
  const middle = instantOf(stretch, Math.floor(columns / 2));
  const about = Number.isNaN(cursor) ? middle : cursor;
  return withTimeline(model, { stretch: zoomed(stretch, steps, about, columns, whole) });
}

/** A quarter of what is seen. */
function pan(model: Model, { stretch, whole, columns }: TimelineFrame, by: number): Step {
  if (stretch === undefined || whole === undefined) return still(model);
  if (stretch.scale >= whole.scale) return told(model, 'All is seen; + zooms in.');
  const moved = panned(stretch, by * Math.max(1, Math.round(columns / 4)), columns, whole);
  return still(withTimeline(model, { stretch: moved }));
}

function jumpColumns(model: Model, world: World, frame: TimelineFrame, by: number): Step {
  const { stretch, columns, cursor } = frame;
  if (stretch === undefined || Number.isNaN(cursor)) return still(model);
  const at = micros(cursor + by * Math.max(1, Math.round(columns / 8)) * stretch.scale);
  const { number: from } = lookedAt(model, world);
  const there = messageNear(world, at);
  // Where nothing was said for that long, to what was said next.
  const isOn = by > 0 ? there > from : there < from && there > 0;
  const wanted = isOn ? there : messageBeside(world, from, by > 0 ? 1 : -1);
  return still(wanted === 0 ? model : lookAt(withTimeline(model, { waiting: undefined }), wanted));
}

function fold(
  model: Model,
  world: World,
  action: 'timeline.toggle' | 'timeline.open' | 'timeline.close',
): Model {
  const { selected, closed } = model.views.timeline;
  const subject = world.story.subjects.at(selected);
  if (subject === undefined) return model;
  const holder = subject.parent < 0 ? subject.number : subject.parent;
  const close = action === 'timeline.close' || (action === 'timeline.toggle' && !closed.has(holder));
  const next = new Set(closed);
  if (close) next.add(holder);
  else next.delete(holder);
  return withTimeline(model, { closed: next, ...(close ? { selected: holder } : {}) });
}

/** Selects a line where none is, scrolls to it, brings a cursor that was moved into view, goes on with a move that waits. */
export function settleTimeline(model: Model, world: World, body: Rect): Model {
  const waited = goOnAlong(model, world);
  const followed = follow(waited, timelineFrame(waited, world, body));
  const { timeline } = followed.views;
  const { lines, shown } = timelineFrame(followed, world, body);
  const found = lines.lineOf(timeline.selected);
  const line = Math.max(0, found);
  const selected = lines.at(line);
  const top = scrolled(timeline.top, line, shown, lines.count);
  if (selected === timeline.selected && top === timeline.top) return followed;
  return withTimeline(followed, { selected, top });
}

function follow(model: Model, { stretch, whole, columns, cursor }: TimelineFrame): Model {
  const { timeline } = model.views;
  if (timeline.cursor === model.cursor) return model;
  const seen = withTimeline(model, { cursor: model.cursor });
  if (stretch === undefined || whole === undefined || Number.isNaN(cursor)) return seen;
  const column = columnOf(stretch, cursor);
  if (column >= 0 && column < columns) return seen;
  const centred = panned({ ...stretch, from: cursor }, -Math.floor(columns / 2), columns, whole);
  return withTimeline(seen, { stretch: centred });
}

const WHEEL = 3;

/** A click sets the line and the time; the wheel zooms in the chart, and scrolls beside it. */
export function pointTimeline(model: Model, world: World, body: Rect, pointer: Pointer): Model {
  const frame = timelineFrame(model, world, body);
  const { names, head, perLine, lines, stretch, whole, columns } = frame;
  const column = pointer.x - body.x - names;
  const at = stretch === undefined || column < 0 ? undefined : instantOf(stretch, column);
  if (pointer.act !== 'press') {
    const by = pointer.act === 'wheelDown' ? 1 : -1;
    if (at === undefined || stretch === undefined || whole === undefined)
      return moveLines(model, frame, by * WHEEL);
    return withTimeline(model, { stretch: zoomed(stretch, -by, at, columns, whole) });
  }
  const line = model.views.timeline.top + Math.floor((pointer.y - body.y - head) / perLine);
  const subject = pointer.y - body.y < head ? -1 : lines.at(line);
  const chosen = subject < 0 ? model : withTimeline(model, { selected: subject, waiting: undefined });
  if (at === undefined || stretch === undefined) return chosen;
  const number = messageNear(world, micros(at + stretch.scale - 1));
  return number === 0 ? chosen : lookAt(chosen, number);
}
