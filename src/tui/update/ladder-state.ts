/**
 * Changing the state of the ladder view.
 */
import { frameOf } from '../model/areas.js';
import type { LadderState } from '../model/ladder.js';
import { type LadderLayout, ladderLayout } from '../model/ladder-layout.js';
import type { Model, World } from '../model/model.js';

/** The model with changes to the ladder view. */
export function withLadder(model: Model, changes: Partial<LadderState>): Model {
  return { ...model, views: { ...model.views, ladder: { ...model.views.ladder, ...changes } } };
}

/** What stands in the lanes' pane now. */
export function layoutOf(model: Model, world: World): LadderLayout | undefined {
  return ladderLayout(model, world, frameOf(model.size).body);
}
