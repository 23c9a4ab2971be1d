/**
 * Draws the state view.
 */
import type { View } from '../model/view-contract.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const statePanes: View['panes'] = ({ theme }, _world, body) => [
  { id: 'state', area: body, rows: [titleRow('State', '', body.width, true, theme)], fill: {} },
];
