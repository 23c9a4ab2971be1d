/**
 * The choice among the runs of a scenario file.
 */
import type { Action } from '../keys/table.js';
import { isInside } from '../model/areas.js';
import type { RunsDialog } from '../model/dialog.js';
import { choiceArea, choiceAt } from '../model/dialog-areas.js';
import { type Model, type Pointer, type Step, still, told, type World } from '../model/model.js';
import { linesOf } from './line-moves.js';
import { goToRun } from './playing.js';

/** Opens the choice, at the run that is played. */
export function openRuns(model: Model, { scenario }: World): Step {
  if (scenario === undefined) return still(model);
  const { runs, at } = scenario;
  return runs.length < 2
    ? told(model, 'The file has one run.')
    : still({ ...model, dialog: { kind: 'runs', at } });
}

/** Does an action in the choice. */
export function actRuns(model: Model, world: World, dialog: RunsDialog, action: Action): Step {
  const count = world.scenario?.runs.length ?? 0;
  const closed = { ...model, dialog: undefined };
  if (action === 'page.close') return still(closed);
  if (action === 'runs.open') return goToRun(closed, world, dialog.at);
  const by = linesOf(action, Math.max(1, choiceArea(model.size, count, dialog.at).height - 1));
  if (by === undefined) return still(model);
  const at = Math.max(0, Math.min(count - 1, dialog.at + by));
  return still({ ...model, dialog: { ...dialog, at } });
}

/** A click on a run opens it; beside the choice, it closes. */
export function pointRuns(model: Model, world: World, dialog: RunsDialog, { x, y }: Pointer): Step {
  const count = world.scenario?.runs.length ?? 0;
  const place = choiceArea(model.size, count, dialog.at);
  if (!isInside(place.area, x, y)) return actRuns(model, world, dialog, 'page.close');
  const at = choiceAt(place, count, y);
  return at < 0 ? still(model) : actRuns(model, world, { ...dialog, at }, 'runs.open');
}
