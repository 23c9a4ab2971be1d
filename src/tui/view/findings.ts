/**
 * Draws the findings view.
 */
import type { View } from '../model/view-contract.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const findingsPanes: View['panes'] = ({ theme }, _world, body) => [
  { id: 'findings', area: body, rows: [titleRow('Findings', '', body.width, true, theme)], fill: {} },
];
