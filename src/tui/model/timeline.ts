/**
 * The timeline: sessions with their members, and networks with their memberships, each a line over time; blocks say in which
 * group a member was, bars which timers ran, marks what was found. The packet cursor is a column in it.
 */
import type { Micros } from '../../base/micros.js';

/** The stretch of time that is seen. */
export interface Stretch {
  /** The instant at which the first column begins. */
  readonly from: Micros;
  /** Microseconds that a column stands for: a whole number, at least one. */
  readonly scale: number;
}

/** A message of a line that is being looked for. */
export interface Waiting {
  readonly subject: number;
  /** The packet from which one looks on, and which way. */
  readonly from: number;
  readonly by: 1 | -1;
  /** Messages that were looked at. */
  readonly tried: number;
}

/** The state of the view. */
export interface TimelineState {
  /** The subject of the selected line; -1: none yet. */
  readonly selected: number;
  /** The line at the top. */
  readonly top: number;
  /** undefined: the whole capture. */
  readonly stretch: Stretch | undefined;
  /** Sessions and networks whose members are folded away. */
  readonly closed: ReadonlySet<number>;
  /** Whether timers are shown, each in a thin line of its own. */
  readonly bars: boolean;
  /** The model's cursor as this view left it: where it is another, one has moved elsewhere. */
  readonly cursor: number;
  readonly waiting: Waiting | undefined;
}

/** The view as it begins. */
export const TIMELINE_START: TimelineState = {
  selected: -1,
  top: 0,
  stretch: undefined,
  closed: new Set(),
  bars: true,
  cursor: 0,
  waiting: undefined,
};
