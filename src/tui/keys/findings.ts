/**
 * Keys of the findings view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const FINDINGS = [] as const satisfies readonly KeyRow[];
