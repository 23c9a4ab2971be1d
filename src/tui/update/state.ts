/**
 * What keys and the mouse do in the state view.
 */
import type { View } from '../model/view-contract.js';

/** Does an action in the state view. */
export const actState: View['act'] = () => undefined;

/** The mouse in the state view. */
export const pointState: View['point'] = (model) => model;

/** Puts right what no longer fits. */
export const settleState: View['settle'] = (model) => model;
