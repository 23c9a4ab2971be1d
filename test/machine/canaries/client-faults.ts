/**
 * Faults to be planted in the client machine.
 */
import type { Fault } from './plant.js';

/** Faults of the client machine. */
export const CLIENT_FAULTS: readonly Fault[] = [];
