/**
 * What lies over the views, by kind.
 */
import type { Dialog } from '../model/dialog.js';
import type { Model, World } from '../model/model.js';
import { columnsPane, pagePane, runsPane, streamPane } from './pages.js';
import { promptPanes } from './prompt.js';
import type { Pane } from './segment.js';

/** The panes of the open dialog, and of the one under it. */
export function dialogPanes(model: Model, world: World): readonly Pane[] {
  return model.dialog === undefined ? [] : panesOf(model, world, model.dialog);
}

function panesOf(model: Model, world: World, dialog: Dialog): readonly Pane[] {
  switch (dialog.kind) {
    case 'prompt': {
      const under = dialog.under === undefined ? [] : panesOf(model, world, dialog.under);
      return [...under, ...promptPanes(model, world, dialog)];
    }
    case 'page':
      return [pagePane(model, world, dialog)];
    case 'columns':
      return [columnsPane(model, dialog)];
    case 'runs':
      return [runsPane(model, world, dialog)];
    case 'stream':
      return [streamPane(model, world, dialog)];
  }
}
