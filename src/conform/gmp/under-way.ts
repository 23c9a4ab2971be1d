/**
 * What is under way in a session, as the judge sees it: requests, lists in parts, new keys, the end.
 */
import type { Micros } from '../../base/micros.js';
import type { Evidence } from './evidence.js';

/** A stranger's message in a member's name. */
export interface Stranger {
  readonly at: Micros;
  readonly frame: number;
  readonly type: number;
  readonly user: number;
}

/** Something that must end the session, if it was as believed. */
export interface EndDue {
  readonly by: 'LVREQ' | 'TRREQ' | 'expiry';
  readonly e: Evidence;
  readonly at: Micros;
  readonly frames: readonly number[];
}

/** The end of a session: who must be told, and who was. */
export interface End {
  readonly at: Micros;
  readonly frame: number;
  /** Who was active just before, as believed; who of them expired then. */
  readonly expected: readonly Evidence[];
  readonly expired: ReadonlySet<Evidence>;
  /** Who of them was active for sure. */
  readonly sure: ReadonlySet<Evidence>;
  /** Whose LVREQ it was; whether nothing else can have been the cause. */
  readonly leaver: Evidence | undefined;
  readonly onlyLeaving: boolean;
  readonly told: Set<number>;
  highest: number;
  lastFrame: number;
  /** The TRIND that the leaver was sent, and whether others followed it. */
  leaverFrame: number;
  leaverInMidst: boolean;
  judged: boolean;
}

/** A request without its answer, and how often it was sent. */
export interface Waiting {
  readonly type: number;
  /** The first send, the last one, and how many. */
  at: Micros;
  frame: number;
  readonly firstFrame: number;
  sends: number;
  /** When it was first said to be checked (SRRES); -1: never. */
  pendingAt: Micros;
  answered: boolean;
  told: boolean;
}

/** A list of active members that is coming, in parts. */
export interface ComingList {
  readonly user: number;
  readonly at: Micros;
  readonly frames: number[];
  following: number;
  readonly listed: Set<number>;
}

/** A new key on its way to all enrolled members. */
export interface KeyBurst {
  readonly at: Micros;
  readonly frame: number;
  readonly told: Set<number>;
  readonly expected: readonly Evidence[];
  readonly sure: ReadonlySet<Evidence>;
}

/** The keys of a session (7.3), as text. */
export interface Keys {
  current: string;
  readonly discarded: Set<string>;
  burst: KeyBurst | undefined;
  /** Who left the enrolled group last, newest at the end. */
  readonly leavers: Evidence[];
  /** When the key was last another one, when there should have been a new one, and when one was last given out that must not be. */
  changedAt: Micros;
  missedAt: Micros;
  reusedAt: Micros;
}
