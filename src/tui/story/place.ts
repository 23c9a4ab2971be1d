/**
 * A place in a capture that can be gone back to: what was believed just after a packet.
 */
import type { Belief } from './onlooker.js';

/** What was believed just after a packet with messages. */
export interface Place {
  readonly frame: number;
  /** Its place among the packets with messages. */
  readonly rank: number;
  readonly belief: Belief;
}
