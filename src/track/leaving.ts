/**
 * Leaving and ending as seen (7.2.3, 7.2.4, figures 19 to 22). A session has ended when TRIND says so; or when it must have,
 * and nobody was left to be told.
 */
import { addSession, type Books, type MemberState, type SessionState } from './books.js';
import {
  ACTIVE,
  ANNOUNCED,
  ENDED,
  ENROLLED,
  type Group,
  NO_GROUP,
  REGISTERED,
  REQUESTED,
  RUNNING,
  type Seen,
} from './contract.js';
import { learnHeader } from './keepalive.js';
import { releaseEntry } from './listed.js';
import { by, causeOf, depart, end, move, stopAll } from './moves.js';
import { memberOf } from './registration.js';

const PARTICIPANT = 1;
const PRINCIPAL_LEFT = '7.2.3, figure 20';
/** What is left, by target: the highest group that a member may still be in (D15). */
const STAYS: readonly Group[] = [ENROLLED, REGISTERED, NO_GROUP];

/**
 * LVREQ: out of the group that it names (D15). An active creator or principal ends the session by it: that is believed when
 * TRIND says so.
 */
export function seeLvreq(books: Books, seen: Seen): void {
  const { session, member } = books;
  if (session === undefined || member === undefined) return;
  const target = books.options.leaveTarget === 'active-only' ? 0 : seen.reserved;
  member.leftAt = seen.at;
  member.leftFrame = seen.frame;
  member.leftTarget = target;
  if (session.phase === ENDED || session.phase === REQUESTED || member.group === NO_GROUP) return;
  if (session.phase === RUNNING && member.group === ACTIVE && member.memberType !== PARTICIPANT) {
    session.cause = { at: seen.at, why: PRINCIPAL_LEFT };
    if (session.activeCount === 1) end(books, session, by(seen, PRINCIPAL_LEFT), true);
    return;
  }
  stopAll(member);
  if (member.group <= STAYS[target]) return;
  move(books, member, STAYS[target], by(seen, target === 0 ? '7.2.3, figure 19' : '7.2.3; D15'));
  if (target !== 2) return;
  releaseEntry(member);
  depart(books, member);
}

const TERMINATED = '7.2.4, figure 21';

/** TRREQ of the creator ends the session. */
export function seeTrreq(books: Books, seen: Seen): void {
  const { session, member } = books;
  if (session?.phase !== RUNNING || member === undefined || member.user !== session.creator) return;
  session.cause = { at: seen.at, why: TERMINATED };
  if (session.activeCount === 0) end(books, session, by(seen, TERMINATED), true);
}

/** TRIND: the session has ended; those that were active are told (D13), and former members that still speak (D14). */
export function seeTrind(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (seen.user === 0) return;
  const member = books.member ?? memberOf(books, session, seen);
  member.toldAt = seen.at;
  member.toldFrame = seen.frame;
  session.endedUnsaid = false;
  if (session.phase === ENDED) return;
  learnHeader(session, member, seen);
  believeInEnd(books, session, member, seen);
}

function believeInEnd(books: Books, session: SessionState, member: MemberState, seen: Seen): void {
  // One whom nobody had seen before was active: others are not told.
  if (member.frame === seen.frame && member.group === NO_GROUP) {
    move(books, member, ACTIVE, by(seen, 'D13'));
  }
  end(books, session, by(seen, causeOf(books, session, seen.at) || '7.2.4; 8.3 g'), false);
}
