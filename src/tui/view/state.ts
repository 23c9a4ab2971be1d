/**
 * Draws the state view. While the state at a packet is worked out, what was known last stays there, dimmed.
 */
import type { Model, World } from '../model/model.js';
import { areasOf } from '../model/state-areas.js';
import { lookedState } from '../model/state-looking.js';
import type { View } from '../model/view-contract.js';
import { tillNow } from './packet-list.js';
import { type Pane, type Rect, segment } from './segment.js';
import { cellPane } from './state-cell.js';
import { changesPane, waitingPane } from './state-changes.js';
import { mattersPane } from './state-matters.js';
import { rowsPane } from './state-rows.js';
import { shownText } from './state-signs.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const statePanes: View['panes'] = (model, world, body) => {
  const sight = lookedState(model, world);
  if (sight.situation === undefined) {
    if (sight.number !== 0) return [waitingPane(model, world, sight, body)];
    return [textPane(model, body, shownText(emptyText(model, world), world.unicode))];
  }
  const { panes, cell } = areasOf(model, sight, body);
  const all = [
    ...(panes.changes === undefined ? [] : [changesPane(model, world, sight, panes.changes)]),
    ...(panes.matters === undefined ? [] : [mattersPane(model, world, sight, panes.matters)]),
    ...(panes.rows === undefined ? [] : [rowsPane(model, world, sight, panes.rows)]),
    ...(cell.height === 0 ? [] : [cellPane(model, world, sight, cell)]),
  ];
  return sight.stale ? all.map((pane) => (pane.id === 'state-changes' ? pane : dimmed(pane, model))) : all;
};

function emptyText({ filter }: Model, { store }: World): string {
  if (filter !== '') return `No packet passes the filter${tillNow(store.shown)}`;
  return store.complete ? 'The capture has no packets.' : 'No packets yet …';
}

function textPane({ theme }: Model, area: Rect, text: string): Pane {
  const rows = [titleRow('State', '', area.width, true, theme), [segment(` ${text}`, theme.dim)]];
  return { id: 'state', area, rows, fill: theme.text };
}

function dimmed(pane: Pane, { theme }: Model): Pane {
  const [head, ...rows] = pane.rows;
  const dim = rows.map((row) => row.map(({ text }) => segment(text, theme.dim)));
  return { ...pane, rows: head === undefined ? [] : [head, ...dim] };
}
