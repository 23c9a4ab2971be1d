/**
 * Draws the timeline view.
 */
import type { View } from '../model/view-contract.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const timelinePanes: View['panes'] = ({ theme }, _world, body) => [
  { id: 'timeline', area: body, rows: [titleRow('Timeline', '', body.width, true, theme)], fill: {} },
];
