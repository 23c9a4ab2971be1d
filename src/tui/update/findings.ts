/**
 * What keys and the mouse do in the findings view.
 */
import type { View } from '../model/view-contract.js';

/** Does an action in the findings view. */
export const actFindings: View['act'] = () => undefined;

/** The mouse in the findings view. */
export const pointFindings: View['point'] = (model) => model;

/** Puts right what no longer fits. */
export const settleFindings: View['settle'] = (model) => model;
