/**
 * Changing the state of the classic view, and how much of it is seen.
 */
import { classicAreas, frameOf } from '../model/areas.js';
import type { ClassicState, PaneName } from '../model/classic.js';
import type { Model } from '../model/model.js';

/** The model with changes to the classic view. */
export function withClassic(model: Model, changes: Partial<ClassicState>): Model {
  return { ...model, views: { ...model.views, classic: { ...model.views.classic, ...changes } } };
}

/** Rows of a pane below its heading, 0 where it is not shown. */
export function paneHeight(model: Model, pane: PaneName): number {
  const area = classicAreas(model.views.classic, frameOf(model.size).body)[pane];
  return area === undefined ? 0 : Math.max(0, area.height - 1);
}
