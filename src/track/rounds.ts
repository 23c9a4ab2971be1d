/**
 * Rounds of KAREQ (7.2.1, 9.2 a): once a period the server asks every member that it holds for active. Who is asked in a round
 * is therefore active, whatever was believed; who is left out is not.
 *
 *   KAREQ ──┬─ a SAREQ of the member waits for its answer ──► the answer (7.1.5)
 *           └─ none does ──► a round, which is over when no more come
 */
import { after, type Micros, millis } from '../base/micros.js';
import type { Books, MemberState, SessionState } from './books.js';
import { ACTIVE, ENROLLED } from './contract.js';
import { armKa, isTracked, lookAt } from './ka-queue.js';
import { move } from './moves.js';

/** How long a round may pause. */
const PAUSE = millis(50);

/** When the round at hand is over, if nobody else is asked. */
export function roundEnd({ roundLast, kaPeriod }: SessionState): Micros {
  const pause = kaPeriod > 0 && kaPeriod < 2 * PAUSE ? kaPeriod / 2 : PAUSE;
  return after(roundLast, pause as Micros);
}

/** Whether a KAREQ answers a SAREQ; the others belong to rounds. */
export function answersSareq(books: Books, member: MemberState, at: Micros): boolean {
  if (member.pending === 0) return false;
  if (member.group !== ACTIVE) return true;
  const { session } = member;
  if (at - member.sareqAt > books.options.maxDelay) {
    member.pending = 0;
    return false;
  }
  return !session.roundOpen && !isOnBeat(books, session, at);
}

/** Whether a round is to be expected at an instant. */
function isOnBeat({ options }: Books, session: SessionState, at: Micros): boolean {
  const { roundAt, startedAt, kaPeriod } = session;
  const last = roundAt >= 0 ? roundAt : startedAt;
  if (last < 0 || kaPeriod === 0) return false;
  const beats = Math.round((at - last) / kaPeriod);
  return beats > 0 && Math.abs(at - last - beats * kaPeriod) <= options.tolerance;
}

/** A member is asked in a round. */
export function askInRound(books: Books, member: MemberState, at: Micros, frame: number): void {
  const { session } = member;
  if (!session.roundOpen) {
    session.roundOpen = true;
    session.roundAt = at;
    session.roundBegan = frame;
    session.rounds += 1;
    session.roundAsked = 0;
    session.roundLast = at;
    lookAt(books, session, roundEnd(session));
  }
  session.roundLast = at;
  // Asked already, a little before it was clear that this is a round: an answer to its SAREQ, too.
  if (member.roundAt < session.roundAt) session.roundAsked += 1;
  member.roundAt = at;
  member.roundFrame = frame;
}

const LEFT_OUT = '7.2.1; 6.2: left out of the round';

/** A round is over: tells who was left out, and moves those who are not active for the server. */
export function closeRound(books: Books, session: SessionState, now: Micros): void {
  session.roundOpen = false;
  const left = leftOut(session);
  for (const { round } of books.listeners) round?.(session, left);
  const known = session.roundAt - books.options.maxDelay;
  for (const member of left) {
    if (member.group !== ACTIVE || member.since > known) continue;
    move(books, member, ENROLLED, { at: now, frame: 0, why: LEFT_OUT });
    // It was demoted at some time since the round before, and its timer restarted: this is the latest that it can expire.
    if (isTracked(books, member)) armKa(books, member, now, 0);
  }
}

/** Who of the believed active was not asked. */
function leftOut(session: SessionState): readonly MemberState[] {
  const left: MemberState[] = [];
  if (session.roundAsked >= session.activeCount) return left;
  const since = session.roundAt - PAUSE;
  for (const member of session.members) {
    if (member !== undefined && member.group === ACTIVE && member.askedAt < since) left.push(member);
  }
  return left;
}
