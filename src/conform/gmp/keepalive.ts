/**
 * KAREQ: whom the server asks (6.2, 7.1.5, 7.2), and what that shows. A KAREQ that answers no SAREQ is part of a round, and says
 * that the server holds the member for active: whether it may do so is what is judged here.
 *
 *   never SAREQ ─► must not be asked      never KARES ─► not in a round      LVREQ since ─► not before its next SAREQ
 *   silent for a timeout ─► no longer     down two groups ─► back only with two KARES
 */
import type { Micros } from '../../base/micros.js';
import { ACTIVE, type Member, type Seen } from '../../track/contract.js';
import { type Desk, mayCause, nameOf, nearOf, spanText, tell, tellOnce } from './desk.js';
import { type Case, type Evidence, evidenceOn, NONE } from './evidence.js';
import { checkGate, checkHeldOrder } from './gate.js';
import { RULES } from './rules.js';

/** Packets of unanswered KAREQ that are kept of a member. */
const MOST_KEPT = 16;
/** Instants of KAREQ that are kept of a session. */
const MOST_INSTANTS = 64;

/** A KAREQ, before the tracker takes it in. */
export function judgeKareq(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  const { session } = one;
  if (member === undefined) {
    if (session.fromBirth) askUnknown(desk, one, seen);
    return;
  }
  const e = evidenceOn(one, member);
  if (session.fromBirth && e.quietFrom >= 0 && !isTracked(desk, member)) judgeUntracked(desk, one, e, seen);
  checkGate(desk, one, seen);
  checkHeldOrder(desk, one, e, seen);
  if (session.fromBirth && !e.spoilt) judgeAsking(desk, one, e, seen);
  noteAsking(desk, one, e, seen);
}

/** One whose silence does not count for the server (D11) must answer all the same. */
function judgeUntracked(desk: Desk, one: Case, e: Evidence, { at }: Seen): void {
  if (at - e.quietFrom > one.session.timeout + desk.options.tolerance) missed(desk, one, e, at);
}

function askUnknown(desk: Desk, one: Case, { user, frame }: Seen): void {
  if (one.given.has(user)) return;
  one.given.add(user);
  const message = `The server asks user ${user}, which is no member: that user ID was never given in this session.`;
  tell(desk, one, RULES.kareqUnknown, { frames: [frame], message });
}

function judgeAsking(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { member } = e;
  const { at } = seen;
  const answers = isAnswer(desk, e, at);
  if (e.firstSareq >= 0 && (answers || e.firstKares >= 0)) {
    if (answers) return;
    if (member.leftAt > member.sareqAt) judgeLeaverAsked(desk, one, e, seen);
    else if (!judgeSilentAsked(desk, one, e, seen)) judgeSteps(desk, one, e, seen);
    return;
  }
  judgeNeverActive(desk, one, e, seen);
}

/** One that has never sent what makes it active. */
function judgeNeverActive(desk: Desk, one: Case, e: Evidence, { frame }: Seen): void {
  const { member } = e;
  const name = nameOf(desk, member);
  e.spoilt = true;
  if (e.firstSareq < 0) {
    const counted = e.firstKares >= 0;
    const rule = counted ? RULES.karesCounted : RULES.kareqNotActive;
    const message = counted
      ? `The server asks ${name} since its KARES, though it has not sent SAREQ: the KARES must not count.`
      : `The server asks ${name}, which has not asked to be activated: it has not sent SAREQ.`;
    tell(desk, one, rule, { frames: [member.answeredFrame, frame], message });
    return;
  }
  const message = `The server asks ${name} in a round, though it has never sent KARES and so is not active.`;
  tell(desk, one, RULES.kareqNotActive, { frames: [member.sareqFrame, frame], message });
}

/** Whether a KAREQ may answer a SAREQ: the first one since, or one that is sent again. */
function isAnswer(desk: Desk, { member }: Evidence, at: Micros): boolean {
  return member.askedAt < member.sareqAt || mayCause(desk, member.sareqAt, at);
}

/** KAREQ without an answer: told once, until the member answers again. */
export function missed(desk: Desk, one: Case, e: Evidence, at: Micros): void {
  const { member } = e;
  const count = e.unansweredCount;
  if (e.outOfTouch || e.spoilt) return;
  e.outOfTouch = true;
  const what = count === 1 ? 'a KAREQ' : `${count} KAREQ`;
  tell(desk, one, RULES.noKares, {
    frames: e.unanswered.slice(0, count),
    at,
    message: `${nameOf(desk, member)} does not answer ${what} within the timeout of ${spanText(one.session.timeout)}.`,
    doubt: 'KAREQ may have been lost on the way',
  });
}

function judgeLeaverAsked(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): void {
  const { member } = e;
  const { maxDelay } = desk.options;
  if (at - member.leftAt <= nearOf(desk, one)) return;
  e.spoilt = true;
  // A whole round has left it out, and no KARES can have come since: for the server it was not active any more.
  const { lastRound } = one;
  const wasLeftOut = lastRound > member.leftAt && member.askedAt < lastRound;
  const isGone = wasLeftOut && member.answeredAt < lastRound - maxDelay;
  tell(desk, one, RULES.leaverAsked, {
    frames: [member.leftFrame, frame],
    message: `The server asks ${nameOf(desk, member)} in a round ${spanText(at - member.leftAt)} after its LVREQ, and no SAREQ has followed.`,
    doubt: isGone ? undefined : 'its LVREQ may have been lost on the way',
  });
}

/** Whether a member is asked though its timer has run out; true where it is. */
function judgeSilentAsked(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): boolean {
  const { member } = e;
  const { timeout } = one.session;
  const { tolerance, maxDelay } = desk.options;
  if (timeout === 0 || e.quietFrom < 0 || !isTracked(desk, member)) return false;
  if (at - e.quietFrom <= timeout + tolerance) return false;
  const isDead = e.deadFrom >= 0 && at - e.deadFrom > timeout + tolerance + maxDelay;
  const since = at - e.quietFrom;
  tellOnce(desk, one, e.told, RULES.notDemoted, {
    frames: [e.quietFrame, frame],
    message: `The server still asks ${nameOf(desk, member)} as active, ${spanText(since)} after a KAREQ that it has not answered; the timeout is ${spanText(timeout)}.`,
    doubt: isDead ? undefined : 'a KARES from before may have taken long',
  });
  return true;
}

/** Whether the silence of a member counts (D11). */
export function isTracked({ options }: Desk, { session, memberType }: Member): boolean {
  return session.closed || memberType !== 1 || options.policies.openTracking === 'count';
}

function judgeSteps(desk: Desk, one: Case, e: Evidence, { frame }: Seen): void {
  const { member } = e;
  if (e.low !== 1 || e.steps !== 1 || member.group === ACTIVE) return;
  tell(desk, one, RULES.oneStep, {
    frames: [member.answeredFrame, frame],
    message: `The server asks ${nameOf(desk, member)} as active after one KARES, though two timeouts had taken it down two groups.`,
    doubt: member.connection >= 0 && e.isLowForSure ? undefined : 'its KARES may have come twice, or late',
  });
}

/** What a KAREQ says of the time to come. */
function noteAsking(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): void {
  const { member } = e;
  const { maxDelay } = desk.options;
  if (!isAnswer(desk, e, at)) {
    e.armedFrom = earliestArming(desk, one, e, at);
    e.activeAt = at;
    e.low = 0;
  }
  e.askedBefore = at;
  if (e.quietFrom < 0) {
    e.quietFrom = at;
    e.quietFrame = frame;
  }
  if (e.deadFrom < 0 && member.answeredAt < at - maxDelay) e.deadFrom = at;
  if (e.unansweredCount < MOST_KEPT) e.unanswered[e.unansweredCount] = frame;
  e.unansweredCount += 1;
  note(one.everybodyAsked, at);
  if (member.memberType !== 1) note(one.principalsAsked, at);
}

/** Since when the timer of a member may run that is asked in a round now: it has not run out yet. */
function earliestArming({ options }: Desk, { session }: Case, e: Evidence, at: Micros): Micros {
  const { timeout } = session;
  const { policies, tolerance } = options;
  // It always runs, from a KARES that nobody knows to have arrived.
  if (policies.kaTimer === 'continuous') return (at - timeout) as Micros;
  return (e.askedBefore < at - timeout - tolerance ? at : Math.max(e.armedFrom, at - timeout)) as Micros;
}

function note(instants: Micros[], at: Micros): void {
  if (instants.at(-1) === at) return;
  if (instants.length >= MOST_INSTANTS) instants.shift();
  instants.push(at);
}

/**
 * Whether the server surely holds a member for active at an instant: it asked it in a round, no timer can have run out since, and
 * no LVREQ can have come.
 */
export function mustBeActive(desk: Desk, e: Evidence, at: Micros): boolean {
  const { member } = e;
  const { leftAt, session } = member;
  const { activeAt } = e;
  if (e.spoilt || activeAt < 0 || leftAt >= activeAt - desk.options.maxDelay) return false;
  if (e.leftOutAt > activeAt) return false;
  return !isTracked(desk, member) || at < e.armedFrom + session.timeout - desk.options.tolerance;
}

/** Whether the server surely does not hold it for active: then why, in words. */
export function cannotBeActive(desk: Desk, e: Evidence, at: Micros): string | undefined {
  const { tolerance, maxDelay } = desk.options;
  const { timeout, fromBirth } = e.member.session;
  // Where its registration passed elsewhere, so did perhaps all that it said.
  if (!fromBirth || e.registeredAt < 0) return undefined;
  if (e.firstSareq < 0) return 'has never sent SAREQ';
  if (e.firstKares < 0) return 'has never sent KARES';
  if (e.deadFrom < 0 || !isTracked(desk, e.member)) return undefined;
  return at - e.deadFrom > timeout + tolerance + maxDelay ? 'has not answered for too long' : undefined;
}

/** A KARES of a member: what was open is answered. */
export function noteKares({ options }: Desk, e: Evidence, { at }: Seen): void {
  const { deadFrom, member } = e;
  if (e.firstKares < 0) e.firstKares = at;
  if (e.low !== 0) {
    const lowest = deadFrom + 2 * member.session.timeout + options.tolerance;
    if (e.steps === 0) e.isLowForSure = deadFrom >= 0 && deadFrom === e.activeAt && at > lowest;
    e.steps += 1;
  }
  e.quietFrom = NONE;
  e.deadFrom = NONE;
  e.unansweredCount = 0;
}
