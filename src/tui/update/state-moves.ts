/**
 * Moving the cell cursor of the state view: over what changed, over sessions and networks and what is known of them, over the
 * table of members.
 */
import type { Action } from '../keys/table.js';
import { frameOf } from '../model/areas.js';
import type { Model, World } from '../model/model.js';
import type { StateState } from '../model/state.js';
import { areasOf, shownFacts } from '../model/state-areas.js';
import { columnsOf } from '../model/state-columns.js';
import { factLine, factsOf } from '../model/state-facts.js';
import { lookedState, type StateSight } from '../model/state-looking.js';
import { matterAt, matterCount } from '../model/state-matters.js';
import { linesOf } from './line-moves.js';

/** The model with changes to the state view. */
export function withState(model: Model, changes: Partial<StateState>): Model {
  return { ...model, views: { ...model.views, state: { ...model.views.state, ...changes } } };
}

/** Moves by a key; undefined for one that moves nothing. */
export function moveState(
  model: Model,
  world: World,
  action: Action,
  count: number | undefined,
): Model | undefined {
  const sight = lookedState(model, world);
  const { body } = frameOf(model.size);
  const { focus } = model.views.state;
  const area = areasOf(model, sight, body).panes[focus];
  const lines = linesOf(action, Math.max(1, (area?.height ?? 3) - 2));
  if (lines !== undefined) {
    // A number before g g or G means a packet.
    if (!Number.isFinite(lines) && count !== undefined) return undefined;
    return moveLines(model, sight, lines * (count ?? 1));
  }
  const by = count ?? 1;
  if (action === 'move.left') return moveAside(model, sight, -by);
  return action === 'move.right' ? moveAside(model, sight, by) : undefined;
}

/** Moves the cursor of the pane with the focus by lines. */
export function moveLines(model: Model, sight: StateSight, by: number): Model {
  const { state } = model.views;
  if (state.focus === 'changes') {
    const last = (sight.situation?.happenings.length ?? 0) - 1;
    return withState(model, { change: within(Math.min(state.change, last) + by, last) });
  }
  if (state.focus === 'matters') return moveMatters(model, sight, by);
  const from = sight.rowAt >= 0 ? sight.rowAt : Math.min(state.rowAt, sight.order.count - 1);
  return selectRow(model, sight, from + by);
}

function within(at: number, last: number): number {
  return Math.max(0, Math.min(last, at));
}

/** Chooses a row by its place in the order. */
export function selectRow(model: Model, { matter, order }: StateSight, at: number): Model {
  if (matter === undefined || order.count === 0) return model;
  const rowAt = within(at, order.count - 1);
  const { subject } = matter.rowAt(order.at(rowAt));
  return withState(model, { matter: matter.subject, row: subject, rowAt });
}

/** Chooses a session or network by its place. */
export function selectMatter(model: Model, { situation, matterAt: from }: StateSight, at: number): Model {
  const matter = situation === undefined ? undefined : matterAt(situation, at);
  if (matter === undefined) return model;
  const row = at === from ? model.views.state.row : -1;
  return withState(model, { matter: matter.subject, row, fact: 0 });
}

function moveMatters(model: Model, sight: StateSight, by: number): Model {
  const { situation, matterAt: at } = sight;
  const last = situation === undefined ? -1 : matterCount(situation) - 1;
  if (last < 0) return model;
  if (at < 0) return selectMatter(model, sight, 0);
  const lines = shownFacts(model, sight, frameOf(model.size).body.width);
  const line = factLine(lines, model.views.state.fact);
  const wanted = line + by;
  if (wanted < 0 && at + wanted >= 0) return selectMatter(model, sight, at + wanted);
  if (wanted <= 0) return selectMatter(model, sight, by === Number.NEGATIVE_INFINITY ? 0 : at);
  if (wanted > lines.length && at < last)
    return selectMatter(model, sight, within(at + wanted - lines.length, last));
  const target = lines[Math.min(wanted, lines.length) - 1];
  if (target === undefined) return model;
  const x = lines[line - 1]?.find(({ number }) => number === model.views.state.fact)?.x ?? 0;
  const near = target.reduce((best, one) => (Math.abs(one.x - x) < Math.abs(best.x - x) ? one : best));
  return withState(model, { fact: near.number, matter: sight.matter?.subject ?? -1 });
}

function moveAside(model: Model, sight: StateSight, by: number): Model {
  const { matter } = sight;
  const { focus, fact, folded, column } = model.views.state;
  if (matter === undefined || focus === 'changes') return model;
  if (focus === 'rows') {
    const last = columnsOf(matter).length - 1;
    return withState(model, { column: within(Math.min(column, last) + by, last) });
  }
  const last = folded ? 0 : factsOf(matter, 0, sight.fresh).length;
  return withState(model, { fact: within(Math.min(fact, last) + by, last), matter: matter.subject });
}
