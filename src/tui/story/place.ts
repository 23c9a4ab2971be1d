/**
 * A place in a capture that can be gone back to: what was believed just after a packet.
 */
import type { Micros } from '../../base/micros.js';
import type { FrozenBooks } from '../../track/frozen.js';

/** What was believed just after a packet with messages. */
export interface Place {
  readonly frame: number;
  /** Its place among the packets with messages. */
  readonly rank: number;
  /** The time of the last message. */
  readonly at: Micros;
  readonly books: FrozenBooks;
}
