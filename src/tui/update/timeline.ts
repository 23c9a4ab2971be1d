/**
 * What keys and the mouse do in the timeline view.
 */
import type { View } from '../model/view-contract.js';

/** Does an action in the timeline view. */
export const actTimeline: View['act'] = () => undefined;

/** The mouse in the timeline view. */
export const pointTimeline: View['point'] = (model) => model;

/** Puts right what no longer fits. */
export const settleTimeline: View['settle'] = (model) => model;
