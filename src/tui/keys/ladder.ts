/**
 * Keys of the ladder view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const LADDER = [] as const satisfies readonly KeyRow[];
