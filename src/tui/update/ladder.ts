/**
 * What keys and the mouse do in the ladder view.
 */
import type { View } from '../model/view-contract.js';

/** Does an action in the ladder view. */
export const actLadder: View['act'] = () => undefined;

/** The mouse in the ladder view. */
export const pointLadder: View['point'] = (model) => model;

/** Puts right what no longer fits. */
export const settleLadder: View['settle'] = (model) => model;
