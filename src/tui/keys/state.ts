/**
 * Keys of the state view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const STATE = [] as const satisfies readonly KeyRow[];
