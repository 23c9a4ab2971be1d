/**
 * Keeping the lists of members as seen (7.2, figures 12 and 13): KAREQ arms a member's KA timer, KARES stops it and takes the
 * member one step up.
 *
 *   registered ──KARES──► enrolled ──KARES──► active ──KARES──► active, timer stopped (D9)
 */
import { NEVER, tenths } from '../base/micros.js';
import { addSession, type Books, type MemberState, type SessionState } from './books.js';
import { ACTIVE, ANNOUNCED, ENDED, ENROLLED, NO_GROUP, REGISTERED, RUNNING, type Seen } from './contract.js';
import { armKa, isTracked } from './ka-queue.js';
import { by, justLeft, move, start, tryGate } from './moves.js';
import { memberOf } from './registration.js';
import { answersSareq, askInRound } from './rounds.js';

/** KAREQ: the answer to a SAREQ, or part of a round. */
export function seeKareq(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (seen.user === 0) return;
  const member = books.member ?? memberOf(books, session, seen);
  member.asked += 1;
  member.askedAt = seen.at;
  member.askedFrame = seen.frame;
  if (session.phase === ENDED && !revive(session)) return;
  learnHeader(session, member, seen);
  if (answersSareq(books, member, seen.at)) admit(books, member, seen);
  else if (justLeft(books, member, seen.at)) return;
  else {
    askInRound(books, member, seen.at, seen.frame);
    if (member.group !== ACTIVE) believeActive(books, member, seen, '6.2; 7.2.1: asked in a round');
    else if (session.phase !== RUNNING) start(books, session, by(seen, '7.1.1'));
  }
  if (member.expires === NEVER && (member.group < ACTIVE || isTracked(books, member))) {
    armKa(books, member, seen.at, seen.frame);
  }
}

/** A session that was believed to have ended, though nobody said so, goes on. */
function revive(session: SessionState): boolean {
  if (!session.endedUnsaid) return false;
  session.endedUnsaid = false;
  session.phase = ANNOUNCED;
  session.waitAt = NEVER;
  return true;
}

/** What the headers of MM messages say, where it was not known. */
export function learnHeader(session: SessionState, member: MemberState, seen: Seen): void {
  if (session.kaPeriod === 0) {
    session.kaPeriod = tenths(seen.kaPeriod);
    session.parametersAt = seen.at;
    session.parametersFrame = seen.frame;
    session.closed = seen.closed;
  }
  if (session.timeout === 0) session.timeout = tenths(seen.timeout);
  if (member.memberType === 1 && seen.memberType > 1) member.memberType = seen.memberType;
  if (session.creator === 0 && seen.memberType === 4) session.creator = seen.user;
  if (member.mmPort === 0 || !session.fromBirth) member.mmPort = seen.clientPort;
  if (member.host < 0) {
    member.host = seen.client;
    member.connection = seen.connection;
  }
}

/** The gate has let its SAREQ through (7.1.5, D25). */
function admit(books: Books, member: MemberState, seen: Seen): void {
  const { session } = member;
  member.pending -= 1;
  member.held = false;
  member.admitted = true;
  session.gateOpen = true;
  if (member.group < ENROLLED) move(books, member, ENROLLED, by(seen, '7.1.4; 7.1.5'));
}

/** What the server does shows that it holds the member for active. */
export function believeActive(books: Books, member: MemberState, seen: Seen, why: string): void {
  const { session } = member;
  member.admitted = true;
  session.gateOpen = true;
  move(books, member, ACTIVE, by(seen, why));
  start(books, session, by(seen, why));
}

/** KARES: stops the timer, or takes the sender one step up. */
export function seeKares(books: Books, seen: Seen): void {
  const { session, member } = books;
  if (session === undefined || member === undefined) return;
  member.answered += 1;
  member.answeredAt = seen.at;
  member.answeredFrame = seen.frame;
  member.answersSince += 1;
  if (member.group === ACTIVE) {
    if (books.options.kaTimer === 'request-armed') member.expires = NEVER;
    else if (isTracked(books, member)) armKa(books, member, seen.at, member.askedFrame);
  } else stepUp(books, session, member, seen);
}

function stepUp(books: Books, session: SessionState, member: MemberState, seen: Seen): void {
  if (session.phase === ENDED || member.group === NO_GROUP) return;
  if (books.options.karesCounts === 'admitted' && !member.admitted) return;
  if (member.group === REGISTERED) {
    const answers = member.answersSince;
    move(books, member, ENROLLED, by(seen, '7.2, figure 12'));
    member.answersSince = answers;
    tryGate(session);
    return;
  }
  if (!session.gateOpen) return;
  move(books, member, ACTIVE, by(seen, '7.1.5, figure 10; 7.2, figure 12'));
  if (books.options.kaTimer === 'continuous' && isTracked(books, member)) {
    armKa(books, member, seen.at, member.askedFrame);
  } else member.expires = NEVER;
  start(books, session, by(seen, '7.1.1; 6.2'));
}
