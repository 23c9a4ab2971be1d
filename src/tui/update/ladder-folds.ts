/**
 * Folding and unfolding runs of routine messages.
 */
import type { Action } from '../keys/table.js';
import { selectedEntry } from '../model/ladder-entries.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { withLadder } from './ladder-state.js';

/** Does an action of folding. */
export function actFolds(model: Model, world: World, action: Action): Step | undefined {
  const nothing = (): Step => told(model, 'No routine messages to fold here.');
  switch (action) {
    case 'ladder.open':
      return still(unfoldHere(model, world) ?? model);
    case 'ladder.close': {
      const folded = foldHere(model, world);
      return folded === undefined ? nothing() : still(folded);
    }
    case 'ladder.toggle': {
      const turned = unfoldHere(model, world) ?? foldHere(model, world);
      return turned === undefined ? nothing() : still(turned);
    }
    case 'ladder.openAll':
      return still(withLadder(model, { unfolded: true, turned: new Set() }));
    case 'ladder.closeAll':
      return still(withLadder(model, { unfolded: false, turned: new Set() }));
    default:
      return undefined;
  }
}

/** The model with the selected run unfolded; undefined where none is folded there. */
export function unfoldHere(model: Model, world: World): Model | undefined {
  const selected = selectedEntry(model, world);
  return selected === undefined || selected.entry.count === 1 ? undefined : turn(model, selected.entry.run);
}

/** The model with the run of the selected message folded; undefined where it is in none, or it is folded. */
export function foldHere(model: Model, world: World): Model | undefined {
  const selected = selectedEntry(model, world);
  return selected === undefined || selected.entry.count > 1 || selected.entry.run < 0
    ? undefined
    : turn(model, selected.entry.run);
}

function turn(model: Model, run: number): Model {
  const turned = new Set(model.views.ladder.turned);
  if (!turned.delete(run)) turned.add(run);
  return withLadder(model, { turned });
}
