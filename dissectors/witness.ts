/**
 * What earlier frames decide about a frame, asked for where a dissector comes to need it. Whoever goes through a capture from
 * front to back hands in a witness that writes the answers down; whoever then looks at single frames hands in one that
 * gives those answers again, as if all frames before had been walked.
 *
 *   front to back:  dissector ── what it found ──► witness (keeps it)
 *   single frames:  dissector ◄── what it found then ── witness
 */
import type { LearnedPorts } from './contract.js';

/** Hears of everything that frames before this one decide, and may know it better. */
export interface Witness {
  /**
   * A UDP layer belongs to the conversation that is counted as `own`; `heard`: its time counts for the next one. Gives the
   * number that it has.
   */
  readonly udp: (own: number, heard: boolean) => number;
  /** Whether the TCP conversation `found` between a segment's ends is not the segment's: it had been forgotten by then. */
  readonly forgets: (found: number, opening: boolean) => boolean;
  /**
   * A segment belongs to the TCP conversation that is counted as `own`; `before` is what was known between its ends when
   * it came (NONE: nothing). Gives the number that it has.
   */
  readonly tcp: (own: number, before: number) => number;
  /** A fragment belongs to the datagram of that key: gives the key under which it is kept. */
  readonly datagram: (key: string) => string;
  /** That fragment joins a datagram of which frame `before` brought the last one (0: this is the first). */
  readonly fragment: (before: number) => void;
  /** The ports that are asked, for those that would be. */
  readonly learned: (ports: LearnedPorts) => LearnedPorts;
}
