/**
 * Stretches of time for which it is worked out when timers ran: they lie on a grid as wide as what is asked for, so that one can
 * move along without working it out anew.
 */
import type { Micros } from '../../base/micros.js';

/** A stretch, and up to when the capture was known when it was begun to be worked out. */
export interface TimeStretch {
  readonly from: Micros;
  readonly to: Micros;
  readonly known: Micros;
  /** Nothing came after that. */
  readonly isWhole: boolean;
}

/** What is known of the capture. */
export interface KnownTime {
  /** The instant of a packet. */
  readonly timeOf: (number: number) => Micros;
  /** Packets that were studied, and whether those are all. */
  readonly scanned: () => number;
  readonly complete: () => boolean;
}

/** The stretch to be worked out for whoever asks for this one. */
export function stretchAbout(
  { timeOf, scanned, complete }: KnownTime,
  from: number,
  to: number,
): TimeStretch {
  const cell = 2 ** Math.ceil(Math.log2(Math.max(1, to - from)));
  const start = Math.floor(from / cell) * cell;
  const known = timeOf(scanned());
  return { from: start as Micros, to: (start + 2 * cell) as Micros, known, isWhole: complete() };
}

/** Whether what was worked out for a stretch, or is being worked out, is what is asked for; more may be known by now. */
export function covers(stretch: TimeStretch, from: number, to: number, isWorkedOut: boolean): boolean {
  return stretch.from <= from && stretch.to >= to && (!isWorkedOut || stretch.isWhole || to <= stretch.known);
}
