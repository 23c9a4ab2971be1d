/**
 * What lies over the views, by kind.
 */
import type { Model, World } from '../model/model.js';
import type { Pane } from './segment.js';

/** The panes of the open dialog. */
export function dialogPanes(_model: Model, _world: World): readonly Pane[] {
  return [];
}
