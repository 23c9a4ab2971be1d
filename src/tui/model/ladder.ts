/**
 * The ladder: a lane an actor, an arrow a message, what happened beside them on the lanes. Its state; which rows there are
 * is worked out in ladder-entries.ts, where the lanes stand in ladder-lanes.ts.
 */

/** Which lanes are drawn: all as long as they fit, else those in sight; all; those of what is in sight. */
export const LANE_CHOICES = ['auto', 'all', 'near'] as const;

/** Which happenings are drawn beside the messages. */
export const HAPPENING_CHOICES = ['all', 'states', 'none'] as const;

/** Where the details of the selected row stand. */
export const DETAIL_PLACES = ['below', 'beside', 'none'] as const;

/** The state of the view. */
export interface LadderState {
  /** The packet whose row stands at the top, and how many of its lines lie above the edge. */
  readonly top: number;
  readonly skip: number;
  /**
   * A message that was selected ahead of the study, and the line of the window on which it stands: there it stays when the study comes by,
   * as long as it is selected; 0: none.
   */
  readonly held: Held;
  /** Columns by which the lanes are scrolled to the right. */
  readonly shift: number;
  /** Columns between two lanes; 0: as there is room. */
  readonly gap: number;
  readonly lanes: (typeof LANE_CHOICES)[number];
  /** Actors in sight, as they were last found; they stay until there are too many. */
  readonly near: readonly number[];
  /** Where actors were moved to, by number: what they are sorted by (ladder-lanes.ts). */
  readonly places: ReadonlyMap<number, number>;
  readonly hidden: ReadonlySet<number>;
  /** The actor whose lane is moved or hidden; -1: the sender of the selected message. */
  readonly chosen: number;
  readonly happenings: (typeof HAPPENING_CHOICES)[number];
  /** Whether runs of routine messages are unfolded, and those that are not as the others are (by `Entry.run`). */
  readonly unfolded: boolean;
  readonly turned: ReadonlySet<number>;
  /** The packet whose arrow was brought into view sideways. */
  readonly brought: number;
  readonly details: (typeof DETAIL_PLACES)[number];
  readonly zoomed: boolean;
  readonly focus: 'lanes' | 'details';
  /** The line at the top of the details. */
  readonly detailTop: number;
}

/** A selected message that stays where it is. */
export interface Held {
  readonly number: number;
  readonly line: number;
}

/** The view as it begins. */
export const LADDER_START: LadderState = {
  top: 0,
  skip: 0,
  held: { number: 0, line: 0 },
  shift: 0,
  gap: 0,
  lanes: 'auto',
  near: [],
  places: new Map(),
  hidden: new Set(),
  chosen: -1,
  happenings: 'all',
  unfolded: false,
  turned: new Set(),
  brought: 0,
  details: 'below',
  zoomed: false,
  focus: 'lanes',
  detailTop: 0,
};
