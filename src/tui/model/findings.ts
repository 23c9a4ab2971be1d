/**
 * The findings view: what `check` and the dissectors found.
 */

/** The state of the view. */
export interface FindingsState {
  /** The line at the top. */
  readonly top: number;
}

/** The view as it begins. */
export const FINDINGS_START: FindingsState = { top: 0 };
