/**
 * Puts right what no longer fits in the ladder: the selected row is seen, and the ends of its arrow; the lanes are those of
 * the actors in sight where only those are drawn.
 */
import { frameOf } from '../model/areas.js';
import type { Held, LadderState } from '../model/ladder.js';
import { ladderAreas, lineParts } from '../model/ladder-areas.js';
import { detailEnd } from '../model/ladder-details.js';
import { type SelectedEntry, selectedEntry } from '../model/ladder-entries.js';
import { columnOf, isNear, type LaneSet, laneRoom, placeLanes } from '../model/ladder-lanes.js';
import { actorsOf, linesOf } from '../model/ladder-lines.js';
import { lineIn, seenLines, topFor } from '../model/ladder-window.js';
import type { Model, World } from '../model/model.js';
import type { Rect } from '../view/segment.js';
import { shiftFor, within } from './ladder-lanes.js';
import { withLadder } from './ladder-state.js';

/** Puts right what no longer fits. */
export function settleLadder(model: Model, world: World, body: Rect = frameOf(model.size).body): Model {
  const { ladder } = model.views;
  const selected = selectedEntry(model, world);
  const area = ladderAreas(ladder, body).lanes;
  if (selected === undefined) return model;
  const changes: Partial<Mutable<LadderState>> = {};
  if (selected.number !== ladder.brought) changes.detailTop = 0;
  else if (ladder.detailTop > 0)
    changes.detailTop = Math.min(ladder.detailTop, detailEnd(model, world, body));
  if (area !== undefined) {
    const parts = lineParts(model, world, area);
    Object.assign(changes, topFor(ladder, selected, world, parts.rows));
    changes.held = heldBy({ ...ladder, ...changes }, selected, world);
    changes.near = inSight({ ...ladder, ...changes }, selected, world, parts.rows, parts.lanes);
    const set = placeLanes({ ...ladder, ...changes }, world.story.actors, parts.lanes);
    changes.shift = within(ladder.shift, set, parts.lanes);
    if (selected.number !== ladder.brought) {
      const ends = endsOf(selected, world, set);
      if (ends !== undefined) changes.brought = selected.number;
      if (ends !== undefined && ends.length > 0)
        changes.shift = shiftFor(changes.shift, Math.min(...ends), Math.max(...ends), set, parts.lanes);
    }
  }
  const keys = Object.keys(changes) as (keyof typeof changes)[];
  return keys.every((key) => changes[key] === ladder[key]) ? model : withLadder(model, changes);
}

/** Ahead of the study the selected message is held where it stands. */
function heldBy(ladder: LadderState, selected: SelectedEntry, world: World): Held {
  const { held } = ladder;
  const { number, listing } = selected;
  if (held.number === number) return held;
  if (!listing.ahead) return held.number === 0 ? held : NOTHING_HELD;
  return { number, line: lineIn(ladder, selected, world, ladder.happenings) };
}

const NOTHING_HELD: Held = { number: 0, line: 0 };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The actors in sight; those of before stay as long as there is room for them. */
function inSight(
  ladder: LadderState,
  { listing, entry }: SelectedEntry,
  world: World,
  rows: number,
  width: number,
): readonly number[] {
  const { actors } = world.story;
  if (!isNear(ladder, actors, width)) return ladder.near;
  const own = linesOf(entry, listing, world, ladder.happenings).lines;
  const lines = [...seenLines(ladder, listing, world, rows).map(({ line }) => line), ...own];
  const seen = new Set(lines.flatMap(actorsOf));
  const known = new Set(ladder.near);
  if ([...seen].every((actor) => known.has(actor))) return ladder.near;
  const both = new Set([...ladder.near, ...seen]);
  return [...(both.size <= laneRoom(width, ladder.gap) ? both : seen)];
}

/** Columns of the lanes between which the selected message goes; undefined while it is looked up. */
function endsOf({ number }: SelectedEntry, { story }: World, set: LaneSet): readonly number[] | undefined {
  const arrows = story.arrows(number);
  if (arrows === undefined) return undefined;
  return arrows
    .slice(0, 1)
    .flatMap(({ from, to }) => [from, to])
    .flatMap((actor) => set.laneOf.get(actor) ?? [])
    .map((lane) => columnOf(set, lane));
}
