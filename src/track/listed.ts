/**
 * The members that a creator lists (TLV 9; 7.1.1, 7.1.3): who registers claims the first unclaimed entry that fits its
 * address, and is of the type that stands there (D24).
 */
import type { Books, MemberState, SessionState } from './books.js';

const CREATOR = 4;

/** The entry that a member claims, by index; -1 where none fits. */
export function entryFor(books: Books, session: SessionState, member: MemberState): number {
  const { listed, claimed } = session;
  if (listed === undefined) return -1;
  const address = books.hosts.ipv4(member.host);
  for (let i = 0; i < listed.length; i += 1) {
    const entry = listed[i];
    if (entry.address !== address || entry.memberType === CREATOR || claimed.has(i)) continue;
    if (entry.port === 0 || entry.port === member.smPort) return i;
  }
  return -1;
}

/** A new member claims its entry, and is of its type. */
export function claimEntry(books: Books, member: MemberState): void {
  const { session } = member;
  const entry = entryFor(books, session, member);
  member.claim = entry;
  if (entry < 0) return;
  session.claimed.add(entry);
  member.memberType = session.listed![entry].memberType;
}

/** The entry of one that has deregistered may be claimed again. */
export function releaseEntry(member: MemberState): void {
  if (member.claim >= 0) member.session.claimed.delete(member.claim);
  member.claim = -1;
}
