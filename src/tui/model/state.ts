/**
 * The state view: sessions, members and timers at the packet under the cursor, and what that packet changed.
 */

/** The state of the view. */
export interface StateState {
  /** The line at the top. */
  readonly top: number;
}

/** The view as it begins. */
export const STATE_START: StateState = { top: 0 };
