/**
 * All rules on GMP. A breach of a rule that is found by `presence` is shown by what was sent, all by itself; `absence` says
 * that it rests on something that is not in the capture, and so is certain only where the capture is whole.
 */
import type { Rule } from '../contract.js';
import { CLIENT_RULES } from './client-rules.js';
import { ENDING_RULES } from './ending-rules.js';
import { SERVER_RULES } from './server-rules.js';

/** By short names, as the judge calls them. */
export const RULES = { ...SERVER_RULES, ...ENDING_RULES, ...CLIENT_RULES } as const;

/** In the order in which documents show them. */
export const GMP_RULES: readonly Rule[] = Object.values(RULES);
