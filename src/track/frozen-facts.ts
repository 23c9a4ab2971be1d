/**
 * What a session is apart from its members, copied.
 */
import type { SessionState } from './books.js';

/** What a session is apart from its members, and from what is found in them. */
export type SessionFacts = Omit<
  SessionState,
  'members' | 'applicants' | 'byPeer' | 'queue' | 'claimed' | 'departed'
>;

/** A copy: nothing in it is ever written to again. */
export function copyFacts(session: SessionState): SessionFacts {
  const { members, applicants, byPeer, queue, claimed, departed, ...facts } = session;
  return facts;
}
