/**
 * Draws the ladder view.
 */
import type { View } from '../model/view-contract.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const ladderPanes: View['panes'] = ({ theme }, _world, body) => [
  { id: 'ladder', area: body, rows: [titleRow('Ladder', '', body.width, true, theme)], fill: {} },
];
