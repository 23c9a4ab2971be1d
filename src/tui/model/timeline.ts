/**
 * The timeline: a line a member over time.
 */

/** The state of the view. */
export interface TimelineState {
  /** The line at the top. */
  readonly top: number;
}

/** The view as it begins. */
export const TIMELINE_START: TimelineState = { top: 0 };
