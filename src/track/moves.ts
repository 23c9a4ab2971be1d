/**
 * Moving members between groups and sessions between phases (6.1, 7.2): the counts, the start gate (7.1.1, D6), the end of a
 * session and of its record (7.2.4, D14) are kept here and nowhere else.
 */
import { after, type Micros, NEVER } from '../base/micros.js';
import { type Books, type MemberState, type SessionState, smPeerOf, UNKNOWN } from './books.js';
import {
  ACTIVE,
  ANNOUNCED,
  ENDED,
  ENROLLED,
  type Group,
  NO_GROUP,
  type Phase,
  REGISTERED,
  RUNNING,
  type Seen,
} from './contract.js';
import { clearKa, lookAt } from './ka-queue.js';

/** What happened: when, by which packet (0: none), and by which clause or decision. */
export interface Occasion {
  readonly at: Micros;
  readonly frame: number;
  readonly why: string;
}

/** A message as an occasion. */
export function by({ at, frame }: Seen, why: string): Occasion {
  return { at, frame, why };
}

/** Moves a member to a group, and tells. */
export function move(books: Books, member: MemberState, to: Group, { at, frame, why }: Occasion): void {
  const { session, group: from } = member;
  if (from === to) return;
  session.registeredCount += Number(to >= REGISTERED) - Number(from >= REGISTERED);
  session.enrolledCount += Number(to >= ENROLLED) - Number(from >= ENROLLED);
  session.activeCount += Number(to === ACTIVE) - Number(from === ACTIVE);
  member.group = to;
  member.since = at;
  member.frame = frame;
  member.why = why;
  if (to < from || to === ENROLLED) member.answersSince = 0;
  countForGate(books, member, from, to);
  for (const { moved } of books.listeners) moved?.(member, from, at, frame, why);
}

/** Keeps the number of listed principals that the start gate waits for (7.1.1, D6). */
function countForGate(books: Books, member: MemberState, from: Group, to: Group): void {
  const { session } = member;
  if (session.gateOpen || member.memberType === 1 || session.listed === undefined) return;
  if (member.user === session.creator && !session.creatorListed) return;
  const wanted = books.options.startGate === 'registered' ? REGISTERED : ENROLLED;
  session.principalsMissing += Number(from >= wanted) - Number(to >= wanted);
}

/** Opens the gate where nothing is believed to keep it shut any more. */
export function tryGate(session: SessionState): void {
  const { phase, principalsMissing } = session;
  if ((phase === ANNOUNCED || phase === RUNNING) && principalsMissing <= 0) session.gateOpen = true;
}

/** Moves a session to a phase, and tells. */
export function enterPhase(
  books: Books,
  session: SessionState,
  to: Phase,
  { at, frame, why }: Occasion,
): void {
  const from = session.phase;
  if (from === to) return;
  session.phase = to;
  session.phaseAt = at;
  session.phaseFrame = frame;
  session.phaseWhy = why;
  for (const { phased } of books.listeners) phased?.(session, from, at, frame, why);
}

/** A session runs: its first member is active, or is found to be. */
export function start(books: Books, session: SessionState, occasion: Occasion): void {
  if (session.phase === RUNNING) return;
  if (session.phase === ANNOUNCED) session.startedAt = occasion.at;
  enterPhase(books, session, RUNNING, occasion);
}

/** A session ends: all timers stop, all groups empty, the record is kept for a while (7.2.4, D14). */
export function end(books: Books, session: SessionState, occasion: Occasion, unsaid: boolean): void {
  if (session.phase === ENDED) return;
  session.endedAt = occasion.at;
  session.endedFrame = occasion.frame;
  session.endedWhy = occasion.why;
  session.endedUnsaid = unsaid;
  session.roundOpen = false;
  enterPhase(books, session, ENDED, occasion);
  for (const member of session.members) {
    if (member === undefined) continue;
    stopAll(member);
    move(books, member, NO_GROUP, occasion);
  }
  clearKa(session);
  session.waitAt = after(occasion.at, after(books.options.recordKept, books.options.tolerance));
  lookAt(books, session, session.waitAt);
}

/** Its KA timer stops, and no request of it waits any more. */
export function stopAll(member: MemberState): void {
  member.expires = NEVER;
  member.admitted = false;
  member.held = false;
  member.pending = 0;
}

/** Why a session that has just ended is believed to have done so. */
export function causeOf(books: Books, session: SessionState, at: Micros): string {
  const { cause } = session;
  return cause !== undefined && at - cause.at <= books.options.maxDelay ? cause.why : '';
}

/** A member that has left all groups is kept for a while: what was on its way to it when it left is then not a riddle. */
export function depart(books: Books, member: MemberState): void {
  const { session } = member;
  if (member.user === session.creator) return;
  if (session.byPeer.get(smPeerOf(member)) === member) session.byPeer.delete(smPeerOf(member));
  session.departed.push(member);
  lookAt(books, session, after(member.since, keptFor(books)));
}

/** How long a member that has left is kept. */
function keptFor({ options }: Books): Micros {
  return (2 * options.maxDelay) as Micros;
}

/** Lets those go that left long enough ago; gives when the next one is due. */
export function letGo(books: Books, session: SessionState, now: Micros): Micros {
  const { departed, members } = session;
  let gone = 0;
  while (gone < departed.length && after(departed[gone].since, keptFor(books)) <= now) {
    const member = departed[gone];
    if (members[member.user] === member && member.group === NO_GROUP) members[member.user] = undefined;
    gone += 1;
  }
  if (gone > 0) departed.splice(0, gone);
  return departed.length === 0 ? NEVER : after(departed[0].since, keptFor(books));
}

/** Whether a member left so shortly before that the server may not have known it, and has not asked to come back. */
export function justLeft(books: Books, member: MemberState, at: Micros): boolean {
  const { leftAt, srreqAt, sjreqAt, sareqAt } = member;
  if (leftAt === UNKNOWN || at - leftAt > books.options.maxDelay) return false;
  return leftAt >= Math.max(srreqAt, sjreqAt, sareqAt);
}
