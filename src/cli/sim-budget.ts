/**
 * What a run from the command line may use: its whole trace is kept, so that a scenario without end is stopped before the
 * memory is.
 */
import type { Budget } from '../sim/world.js';

/** Far more than a story that somebody can read. */
export const COMMAND_BUDGET: Budget = { events: 1_000_000, eventsAtOneInstant: 100_000 };
