/**
 * The ladder: a lane an actor, an arrow a message, what happened beside them on the lanes.
 */

/** The state of the view. */
export interface LadderState {
  /** The line at the top. */
  readonly top: number;
}

/** The view as it begins. */
export const LADDER_START: LadderState = { top: 0 };
