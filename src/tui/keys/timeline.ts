/**
 * Keys of the timeline view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const TIMELINE = [] as const satisfies readonly KeyRow[];
