/**
 * The state view: sessions, members and timers at the packet under the cursor, and what that packet changed. What one has
 * chosen is kept by subject: it stays chosen from packet to packet, also over packets at which it is not there.
 */
import type { Situation } from '../story/contract.js';

/** The panes, from top to bottom. */
export const STATE_PANES = ['changes', 'matters', 'rows'] as const;

/** One of the panes: what changed; sessions and networks; members or memberships of the chosen one. */
export type StatePane = (typeof STATE_PANES)[number];

/** Which rows are shown. */
export const STATE_SHOWS = ['all', 'changed', 'active', 'inactive'] as const;

/** One of these choices. */
export type StateShow = (typeof STATE_SHOWS)[number];

/** How rows are sorted: by user ID or group address, by the timer that expires first, by the latest change. */
export const STATE_SORTS = ['name', 'timer', 'latest'] as const;

/** One of these orders. */
export type StateSort = (typeof STATE_SORTS)[number];

/** The state of the view. */
export interface StateState {
  readonly focus: StatePane;
  readonly zoomed: boolean;
  /** The session or network that one has chosen, as a subject; -1: the one that the packet is about. */
  readonly matter: number;
  /** The chosen row of it, as a subject; -1: the one that the packet is about. */
  readonly row: number;
  /** Where the chosen row stood last: from there one goes on where it is gone. */
  readonly rowAt: number;
  /** The column of the cell cursor, among all columns. */
  readonly column: number;
  /** The selected fact of the chosen session or network; 0: its phase. */
  readonly fact: number;
  /** The selected line of what changed. */
  readonly change: number;
  /** Whether what is known of the chosen session or network is folded. */
  readonly folded: boolean;
  readonly show: StateShow;
  readonly sort: StateSort;
  readonly changesTop: number;
  readonly mattersTop: number;
  readonly rowsTop: number;
  /** What was known last: shown while what is asked for is worked out. */
  readonly last: Situation | undefined;
}

/** The view as it begins. */
export const STATE_START: StateState = {
  focus: 'rows',
  zoomed: false,
  matter: -1,
  row: -1,
  rowAt: 0,
  column: 0,
  fact: 0,
  change: 0,
  folded: false,
  show: 'all',
  sort: 'name',
  changesTop: 0,
  mattersTop: 0,
  rowsTop: 0,
  last: undefined,
};
