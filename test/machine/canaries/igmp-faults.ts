/**
 * Faults to be planted in the igmp machines.
 */
import type { Fault } from './plant.js';

/** Faults of the igmp machines. */
export const IGMP_FAULTS: readonly Fault[] = [];
