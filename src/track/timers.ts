/**
 * What becomes due: KA timers (7.2, 9.2 b), the end of rounds, of waiting for SCINF (D2), of records (D14).
 *
 *   KA timer:   active ──► enrolled, timer restarted ──► registered        (D8, D10)
 */
import { heapKey, heapSet, heapTime } from '../base/heap.js';
import { type Micros, NEVER } from '../base/micros.js';
import { type Books, forgetSession, type MemberState, type SessionState } from './books.js';
import { ACTIVE, ENDED, ENROLLED, REGISTERED, REQUESTED } from './contract.js';
import { armKa, skipStopped } from './ka-queue.js';
import { letGo, move } from './moves.js';
import { closeRound, roundEnd } from './rounds.js';

/** Fires what is due before `at`; what is due at `at` itself too where `inclusive`. */
export function fireUntil(books: Books, at: Micros, inclusive: boolean): void {
  for (;;) {
    const due = heapTime(books.due);
    if (due > at || (due === at && !inclusive)) return;
    const session = books.byNumber.get(heapKey(books.due)!)!;
    if (due > books.now) books.now = due;
    fire(books, session, due);
  }
}

function fire(books: Books, session: SessionState, now: Micros): void {
  if (skipStopped(session.queue) <= now) expireAll(books, session, now);
  if (session.roundOpen && roundEnd(session) <= now) closeRound(books, session, now);
  if (session.waitAt <= now) {
    if (session.phase === REQUESTED || session.phase === ENDED) {
      forgetSession(books, session, now);
      return;
    }
    // It has gone on, though nobody said so (SCCON): nothing is waited for any more.
    session.waitAt = NEVER;
  }
  const gone = letGo(books, session, now);
  const round = session.roundOpen ? roundEnd(session) : NEVER;
  const next = Math.min(skipStopped(session.queue), round, session.waitAt, gone) as Micros;
  session.wake = next;
  heapSet(books.due, session.number, next);
}

const EXPIRED = '7.2, figure 12; 9.2 b';

/** All KA timers that expire at one instant are one step: all are demoted, then those go on that have a timer still (D10). */
function expireAll(books: Books, session: SessionState, now: Micros): void {
  const { queue } = session;
  const restarted: MemberState[] = [];
  for (let at = skipStopped(queue); at <= now; at = skipStopped(queue)) {
    const member = queue.who[queue.head];
    queue.head += 1;
    for (const { expired } of books.listeners) expired?.(member, at);
    member.expires = NEVER;
    if (member.armedFrame !== 0) member.missed += 1;
    if (member.group === ACTIVE) {
      if (member.memberType !== 1) session.cause = { at, why: lossClause(session) };
      move(books, member, ENROLLED, { at, frame: 0, why: EXPIRED });
      restarted.push(member);
    } else if (member.group === ENROLLED) {
      move(books, member, REGISTERED, { at, frame: 0, why: `${EXPIRED}; D8` });
    }
  }
  for (const member of restarted) armKa(books, member, now, 0);
}

function lossClause({ closed }: SessionState): string {
  return closed ? '7.2.4, figure 22; D12' : '7.2.1.1, figure 16; D12';
}
