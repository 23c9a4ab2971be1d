/**
 * What keys do to the lanes of the ladder: choose, move, hide, closer together, sideways.
 */
import type { Action } from '../keys/table.js';
import { LANE_CHOICES } from '../model/ladder.js';
import { selectedEntry } from '../model/ladder-entries.js';
import { columnOf, GAPS, type LaneSet, placeOf } from '../model/ladder-lanes.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { layoutOf, withLadder } from './ladder-state.js';

const LANES_TOLD = {
  auto: 'Lanes: all while they fit, else those in sight',
  all: 'Lanes: all',
  near: 'Lanes: those in sight',
} as const;

/** Does an action on the lanes. */
export function actLanes(model: Model, world: World, action: Action, by: number): Step | undefined {
  const { ladder } = model.views;
  switch (action) {
    case 'ladder.lanes': {
      const lanes = LANE_CHOICES[(LANE_CHOICES.indexOf(ladder.lanes) + 1) % LANE_CHOICES.length];
      return told(withLadder(model, { lanes, near: [], brought: 0 }), LANES_TOLD[lanes]);
    }
    case 'ladder.laneBefore':
      return choose(model, world, -by);
    case 'ladder.laneNext':
      return choose(model, world, by);
    case 'ladder.laneLeft':
      return move(model, world, -by);
    case 'ladder.laneRight':
      return move(model, world, by);
    case 'ladder.hide':
      return hide(model, world);
    case 'ladder.showAll':
      return told(withLadder(model, { hidden: new Set(), brought: 0 }), 'No lane is hidden.');
    case 'ladder.wider':
      return widen(model, world, by * GAPS.step);
    case 'ladder.narrower':
      return widen(model, world, -by * GAPS.step);
    case 'ladder.farLeft':
      return still(withLadder(model, { shift: 0 }));
    case 'ladder.farRight':
      return still(withLadder(model, { shift: Number.MAX_SAFE_INTEGER }));
    default:
      return undefined;
  }
}

/** Scrolls the lanes sideways, so many lanes. */
export function scrollLanes(model: Model, world: World, by: number): Model {
  const set = layoutOf(model, world)?.set;
  return set === undefined ? model : withLadder(model, { shift: model.views.ladder.shift + by * set.gap });
}

/** The lane that is chosen, else the sender's of the selected message; -1 without one. */
function chosenLane(model: Model, world: World, set: LaneSet): number {
  const chosen = set.laneOf.get(model.views.ladder.chosen);
  if (chosen !== undefined) return chosen;
  const selected = selectedEntry(model, world);
  const arrow = selected === undefined ? undefined : world.story.arrows(selected.number)?.[0];
  return set.laneOf.get(arrow?.from ?? -1) ?? (set.actors.length > 0 ? 0 : -1);
}

function choose(model: Model, world: World, by: number): Step {
  const layout = layoutOf(model, world);
  if (layout === undefined || layout.set.actors.length === 0) return still(model);
  const { set, parts } = layout;
  const lane = Math.max(0, Math.min(set.actors.length - 1, chosenLane(model, world, set) + by));
  const actor = set.actors[lane];
  const shift = shiftFor(
    model.views.ladder.shift,
    columnOf(set, lane),
    columnOf(set, lane),
    set,
    parts.lanes,
  );
  const { name = '?', kind } = world.story.actors.at(actor) ?? {};
  return told(withLadder(model, { chosen: actor, shift }), `Lane: ${name} (${kind})`);
}

/** Moves a lane past others: it is sorted between those where it goes to. */
function move(model: Model, world: World, by: number): Step {
  const set = layoutOf(model, world)?.set;
  const from = set === undefined ? -1 : chosenLane(model, world, set);
  if (set === undefined || from < 0) return still(model);
  const actor = set.actors[from];
  const others = set.actors.filter((one) => one !== actor);
  const to = Math.max(0, Math.min(others.length, from + by));
  const { places } = model.views.ladder;
  const keyOf = (lane: number): number => placeOf(world.story.actors.at(others[lane]), places);
  if (others.length === 0) return still(model);
  const place =
    to === 0 ? keyOf(0) - 1 : to === others.length ? keyOf(to - 1) + 1 : (keyOf(to - 1) + keyOf(to)) / 2;
  return still(withLadder(model, { places: new Map(places).set(actor, place), chosen: actor, brought: 0 }));
}

function hide(model: Model, world: World): Step {
  const set = layoutOf(model, world)?.set;
  const lane = set === undefined ? -1 : chosenLane(model, world, set);
  if (set === undefined || lane < 0) return told(model, 'No lane to hide.', 'bad');
  const actor = set.actors[lane];
  const hidden = new Set(model.views.ladder.hidden).add(actor);
  const chosen = set.actors[lane + 1] ?? set.actors[lane - 1] ?? -1;
  const { name = '?' } = world.story.actors.at(actor) ?? {};
  return told(withLadder(model, { hidden, chosen, brought: 0 }), `Hidden: ${name} (X shows all lanes)`);
}

function widen(model: Model, world: World, by: number): Step {
  const set = layoutOf(model, world)?.set;
  if (set === undefined) return still(model);
  const gap = Math.max(GAPS.least, Math.min(GAPS.most, set.gap + by));
  return still(withLadder(model, { gap, brought: 0 }));
}

/** The scroll that shows columns `from` … `to`: moved as little as need be; the left end where both do not fit. */
export function shiftFor(shift: number, from: number, to: number, set: LaneSet, width: number): number {
  const room = Math.min(3, Math.floor(width / 4));
  let next = shift;
  if (to + room >= next + width) next = to + room - width + 1;
  if (from - room < next) next = from - room;
  return within(next, set, width);
}

/** The scroll as far as there is something to be seen. */
export function within(shift: number, { span }: LaneSet, width: number): number {
  return Math.max(0, Math.min(shift, span - width));
}
