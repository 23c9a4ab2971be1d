/**
 * Faults to be planted in the server machine.
 */
import type { Fault } from './plant.js';

/** Faults of the server machine. */
export const SERVER_FAULTS: readonly Fault[] = [];
