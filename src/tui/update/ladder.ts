/**
 * What keys and the mouse do in the ladder view.
 */
import type { Action } from '../keys/table.js';
import { frameOf, isInside } from '../model/areas.js';
import { DETAIL_PLACES, HAPPENING_CHOICES } from '../model/ladder.js';
import { ladderAreas } from '../model/ladder-areas.js';
import { detailEnd } from '../model/ladder-details.js';
import {
  type Entry,
  entryAfter,
  entryAt,
  entryBefore,
  selectedEntry,
  studiedListing,
} from '../model/ladder-entries.js';
import { type Model, type Pointer, type Step, still, told, type World } from '../model/model.js';
import type { Saying } from '../model/view-contract.js';
import type { Rect } from '../view/segment.js';
import { jumpTo, lookAt } from './jumps.js';
import { copyLadderRow, writeLadderRow } from './ladder-copying.js';
import { actFolds, foldHere, unfoldHere } from './ladder-folds.js';
import { actLanes, scrollLanes } from './ladder-lanes.js';
import { layoutOf, withLadder } from './ladder-state.js';
import { stepOf } from './line-moves.js';
import { openPrompt } from './prompt.js';

export { settleLadder } from './ladder-settle.js';

const HAPPENINGS_TOLD = {
  all: 'Beside the messages: all that happened',
  states: 'Beside the messages: changes of state',
  none: 'Messages only',
} as const;

/** Does an action in the ladder view. */
export function actLadder(model: Model, world: World, action: Action, saying: Saying): Step | undefined {
  const { ladder } = model.views;
  switch (action) {
    case 'pane.next':
    case 'pane.previous':
      return still(withLadder(model, { focus: ladder.focus === 'lanes' ? 'details' : 'lanes' }));
    case 'pane.zoom':
      return still(withLadder(model, { zoomed: !ladder.zoomed }));
    case 'pane.layout': {
      const details = DETAIL_PLACES[(DETAIL_PLACES.indexOf(ladder.details) + 1) % DETAIL_PLACES.length];
      return told(withLadder(model, { details, zoomed: false, focus: 'lanes' }), DETAILS_TOLD[details]);
    }
    case 'ladder.happenings': {
      const at = (HAPPENING_CHOICES.indexOf(ladder.happenings) + 1) % HAPPENING_CHOICES.length;
      const happenings = HAPPENING_CHOICES[at];
      return told(withLadder(model, { happenings, skip: 0 }), HAPPENINGS_TOLD[happenings]);
    }
    case 'copy.row':
      return copyLadderRow(model, world);
    case 'write.row':
      return writeLadderRow(model, world);
    case 'ladder.write':
      return openPrompt(model, world, 'ladder');
  }
  const by = saying.count ?? 1;
  return (
    (ladder.focus === 'details' ? actDetails(model, world, action, by) : undefined) ??
    actLanes(model, world, action, by) ??
    actFolds(model, world, action) ??
    actRows(model, world, action, saying)
  );
}

const DETAILS_TOLD = {
  below: 'Details below the lanes',
  beside: 'Details beside the lanes, where there is room',
  none: 'No details',
} as const;

function actRows(model: Model, world: World, action: Action, { count }: Saying): Step | undefined {
  const by = count ?? 1;
  const page = Math.max(1, (layoutOf(model, world)?.parts.rows ?? 2) - 1);
  const step = stepOf(action, page);
  if (step !== undefined)
    return still(
      action === 'move.down' || action === 'move.up'
        ? moveRows(model, world, by * step)
        : movePage(model, world, by * step),
    );
  switch (action) {
    case 'move.first':
      return count === undefined ? toEnd(model, world, false) : undefined;
    case 'move.last':
      return count === undefined ? toEnd(model, world, true) : undefined;
    case 'move.right':
      return still(unfoldHere(model, world) ?? scrollLanes(model, world, by));
    case 'move.left': {
      const folded = model.views.ladder.shift > 0 ? undefined : foldHere(model, world);
      return still(folded ?? scrollLanes(model, world, -by));
    }
    case 'enter': {
      const unfolded = unfoldHere(model, world);
      if (unfolded !== undefined) return still(unfolded);
      const selected = selectedEntry(model, world);
      if (selected === undefined) return still(model);
      const there = selected.exact ? model : lookAt(model, selected.number);
      return still({ ...there, view: 'classic' });
    }
    default:
      return undefined;
  }
}

/** The first or last message; where that was not studied yet, the displayed packet there. Live, one follows what was studied. */
function toEnd(model: Model, world: World, last: boolean): Step | undefined {
  const { messages } = studiedListing(model, world);
  const { store, story } = world;
  const { shown } = store;
  if (selectedEntry(model, world) === undefined || shown.count === 0) return undefined;
  const end = shown.at(last ? shown.count - 1 : 0);
  const isStudied = messages.count > 0 && (story.complete || store.live || end <= story.scanned);
  return still(jumpTo(model, world, isStudied ? messages.at(last ? messages.count - 1 : 0) : end));
}

/** The model with the cursor some rows further; a folded run is one row. */
export function moveRows(model: Model, world: World, by: number): Model {
  const selected = selectedEntry(model, world);
  if (selected === undefined) return model;
  const { listing, entry } = selected;
  // From a packet without a message up: to the message before it, which is already selected.
  let left = Math.abs(by);
  let at: Entry = entry;
  if (!selected.exact && by < 0 && selected.looked.number > selected.number) left -= 1;
  for (; left > 0; left -= 1) {
    const next = by > 0 ? entryAfter(listing, at) : entryBefore(listing, at);
    if (next === undefined) break;
    at = next;
    // A long way through what stands alone needs no steps.
    if (left > MANY) return lookAt(model, farRow(selected.listing.messages, at.row, by > 0 ? left : -left));
  }
  return lookAt(model, at.row === entry.row && selected.exact ? selected.number : at.number);
}

/** Rows beyond which messages are counted instead of rows. */
const MANY = 20_000;

function farRow(
  messages: { readonly count: number; readonly at: (row: number) => number },
  row: number,
  by: number,
): number {
  return messages.at(Math.max(0, Math.min(messages.count - 1, row + by)));
}

/** The model with the cursor so many lines further, at least a row. */
function movePage(model: Model, world: World, by: number): Model {
  const layout = layoutOf(model, world);
  if (layout?.selected === undefined) return model;
  // As many rows as there are lines now: rows of several lines pass faster.
  const rows = new Set(layout.seen.map(({ entry }) => entry.row)).size;
  const lines = Math.max(1, layout.seen.length);
  const step = Math.max(1, Math.round((Math.abs(by) * rows) / lines));
  return moveRows(model, world, by > 0 ? step : -step);
}

function actDetails(model: Model, world: World, action: Action, by: number): Step | undefined {
  const step = stepOf(action, 5);
  if (step === undefined) return undefined;
  const most = detailEnd(model, world, frameOf(model.size).body);
  const detailTop = Math.max(0, Math.min(most, model.views.ladder.detailTop + by * step));
  return still(withLadder(model, { detailTop }));
}

const WHEEL = 3;

/** The mouse: a click selects a row or a lane, the wheel moves what is under it. */
export function pointLadder(model: Model, world: World, body: Rect, pointer: Pointer): Model {
  const { details } = ladderAreas(model.views.ladder, body);
  if (details !== undefined && isInside(details, pointer.x, pointer.y)) {
    const inDetails = withLadder(model, { focus: 'details' });
    if (pointer.act === 'press') return inDetails;
    const action = pointer.act === 'wheelDown' ? 'move.down' : 'move.up';
    return actDetails(inDetails, world, action, WHEEL)?.[0] ?? inDetails;
  }
  const layout = layoutOf(model, world);
  if (layout === undefined || !isInside(layout.area, pointer.x, pointer.y)) return model;
  const focused = withLadder(model, { focus: 'lanes' });
  if (pointer.act !== 'press') return moveRows(focused, world, pointer.act === 'wheelDown' ? WHEEL : -WHEEL);
  const { area, parts, seen, set } = layout;
  const line = pointer.y - area.y - parts.heads;
  if (line >= 0) {
    const entry = seen[line]?.entry;
    return entry === undefined ? focused : lookAt(focused, entryAt(layout.listing, entry.row).number);
  }
  if (pointer.y === area.y) return focused;
  const column = pointer.x - area.x - parts.from + model.views.ladder.shift;
  const lane = Math.round((column - set.margin) / set.gap);
  return withLadder(focused, { chosen: set.actors[lane] ?? -1 });
}
