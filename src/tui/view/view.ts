/**
 * The whole screen: bar, view, status line, and what lies over them.
 */
import { frameOf } from '../model/areas.js';
import type { Model, World } from '../model/model.js';
import { viewOf } from '../views.js';
import { barPane, statusPane } from './chrome.js';
import { dialogPanes } from './dialogs.js';
import { clipRow, type Pane } from './segment.js';

/** All panes, those that lie over others last. */
export function viewScreen(model: Model, world: World): readonly Pane[] {
  const { bar, body, status } = frameOf(model.size);
  const panes = [
    barPane(model, world, bar),
    ...viewOf(model.view).panes(model, world, body),
    statusPane(model, world, status),
    ...dialogPanes(model, world),
  ];
  return panes
    .filter(({ area }) => area.width > 0 && area.height > 0)
    .map((pane) => ({ ...pane, rows: pane.rows.map((row) => clipRow(row, pane.area.width)) }));
}
