/**
 * What happens between KAREQ and KARES, and round by round: KAREQ that get no KARES (9.2 b), rounds that leave an active member
 * out or lose their beat (7.2.1, 9.2 a).
 */
import { type Micros, micros } from '../../base/micros.js';
import { ACTIVE, type Member, REGISTERED, RUNNING, type Session } from '../../track/contract.js';
import { LVREQ } from '../../track/seen.js';
import { type Desk, later, mayCause, nameOf, nearOf, spanText, tell, tellOnce } from './desk.js';
import { judgeEndDues } from './end-due.js';
import { type Case, type Evidence, evidenceOn } from './evidence.js';
import { missed, mustBeActive } from './keepalive.js';
import { RULES } from './rules.js';

/** A member's KA timer expires, as believed; it is not demoted yet. */
export function judgeExpiry(desk: Desk, one: Case, member: Member, at: Micros): Evidence {
  const e = evidenceOn(one, member);
  if (member.armedFrame !== 0 && e.unansweredCount > 0) missed(desk, one, e, at);
  // Where it owes no answer, the tracker has only guessed that its timer runs.
  if (e.unansweredCount === 0) e.low = 0;
  else e.low = member.group === ACTIVE ? 2 : 1;
  if (member.group === ACTIVE) e.expiredAt = at;
  e.steps = 0;
  return e;
}

/** A round is over: the members that are believed active and were not asked in it. */
export function judgeRound(desk: Desk, session: Session, left: readonly Member[]): void {
  const one = desk.caseOf(session);
  const { roundAt } = session;
  const off = offBeat(one);
  const isOnBeat = off !== undefined && Math.abs(off) <= desk.options.tolerance;
  if (!isOnBeat && areAnswers(desk, session)) return;
  if (off !== undefined && !isOnBeat) judgeBeat(desk, one, off);
  if (one.endDues.length > 0) judgeEndDues(desk, one);
  for (const member of left) judgeLeftOut(desk, one, evidenceOn(one, member), roundAt);
  one.lastRound = roundAt;
}

/** How far a round is from a whole number of periods after the last one; undefined where that cannot be told. */
function offBeat({ lastRound, session }: Case): number | undefined {
  const { roundAt, kaPeriod } = session;
  if (lastRound < 0 || kaPeriod === 0) return undefined;
  const beats = Math.max(1, Math.round((roundAt - lastRound) / kaPeriod));
  return roundAt - lastRound - beats * kaPeriod;
}

/** Whether what looks like a round may be answers to SAREQs, some of which the network has doubled. */
function areAnswers(desk: Desk, { members, roundAt }: Session): boolean {
  return members.every(
    (member) => member === undefined || member.roundAt < roundAt || mayCause(desk, member.sareqAt, roundAt),
  );
}

/** A session begins to run: from now on a round is expected each period. */
export function expectRounds(desk: Desk, session: Session): void {
  const { kaPeriod, startedAt } = session;
  if (kaPeriod > 0) watchRounds(desk, desk.caseOf(session), micros(startedAt + kaPeriod));
}

/** Looks, a while after the round that is to come at `due`, whether it came; as long as the session runs. */
function watchRounds(desk: Desk, one: Case, due: Micros): void {
  const { session } = one;
  later(desk, micros(due + desk.options.maxDelay + desk.options.tolerance), (at) => {
    if (session.phase !== RUNNING || session.kaPeriod === 0) return;
    const asked = Math.max(session.roundAt, session.startedAt);
    if (asked + session.kaPeriod <= due) stopped(desk, one, at);
    const periods = Math.max(1, Math.floor((at - asked) / session.kaPeriod));
    watchRounds(desk, one, micros(asked + (periods + 1) * session.kaPeriod));
  });
}

/** No round came: told once in a row, where somebody is active that has answered, has not left, and of whom nothing else is told. */
function stopped(desk: Desk, one: Case, at: Micros): void {
  const { session } = one;
  const active = one.people.filter(
    (e) =>
      e?.member.group === ACTIVE &&
      !e.outOfTouch &&
      !e.spoilt &&
      e.told.size === 0 &&
      e.member.leftAt <= e.member.sareqAt,
  );
  const last = Math.max(session.roundAt, session.startedAt);
  if (active.length === 0 || one.endDues.length > 0 || one.stoppedAt === last) return;
  one.stoppedAt = micros(last);
  tell(desk, one, RULES.roundsStopped, {
    frames: active.slice(0, 8).map((e) => e!.member.answeredFrame),
    message: `no KAREQ round comes after ${spanText(session.kaPeriod)}, though ${active.length === 1 ? `${nameOf(desk, active[0]!.member)} is` : `${active.length} members are`} active.`,
    doubt: 'the KARES may have been lost on the way, or the server is out of reach',
    at,
  });
}

/** Rounds come a whole number of periods after each other. */
function judgeBeat(desk: Desk, one: Case, off: number): void {
  const { roundAt, kaPeriod } = one.session;
  const { tolerance, maxDelay } = desk.options;
  if (one.told.has(RULES.roundBeat.code)) return;
  one.told.add(RULES.roundBeat.code);
  const surely = off < -maxDelay - tolerance;
  tell(desk, one, RULES.roundBeat, {
    frames: [],
    message: `A KAREQ round comes ${spanText(roundAt - one.lastRound)} after the one before it; the KA period is ${spanText(kaPeriod)}.`,
    doubt: surely ? undefined : 'it may have been delayed on the way to the sniffer',
  });
}

function judgeLeftOut(desk: Desk, one: Case, e: Evidence, roundAt: Micros): void {
  const { member } = e;
  if (e.spoilt || member.leftAt > member.sareqAt || member.since > roundAt - nearOf(desk, one)) return;
  e.leftOutAt = roundAt;
  const stranger = one.strangers.find(
    ({ type, user, at }) => type === LVREQ && user === member.user && at > one.lastRound && at < roundAt,
  );
  if (stranger !== undefined) {
    tell(desk, one, RULES.strangerObeyed, {
      frames: [stranger.frame],
      message: `${nameOf(desk, member)} is left out of the round, after somebody else spoke in its name from another address.`,
      doubt: 'its KARES may have been lost on the way',
    });
    return;
  }
  // One that says too much may have said it in vain.
  if (e.told.has(RULES.unaskedTooSoon.code)) return;
  if (e.low === 2 && e.steps >= 1) stepsDown(desk, one, e);
  else if (!e.outOfTouch) leftOut(desk, one, e, roundAt);
}

function stepsDown(desk: Desk, one: Case, e: Evidence): void {
  const { member } = e;
  tellOnce(desk, one, e.told, RULES.twoStepsDown, {
    frames: [member.askedFrame, member.answeredFrame],
    message: `${nameOf(desk, member)} had missed one timeout and has sent a KARES since, but is left out of the round: it went down more than one group.`,
    doubt: 'its KARES may have been lost on the way',
  });
}

function leftOut(desk: Desk, one: Case, e: Evidence, roundAt: Micros): void {
  const { member } = e;
  tell(desk, one, RULES.kareqMissing, {
    frames: [member.answeredFrame],
    message: `${nameOf(desk, member)} is active, but the round of KAREQ leaves it out.`,
    doubt: mustBeActive(desk, e, roundAt) ? undefined : 'its KARES may have been lost on the way',
  });
}

/** A KARES that came in time: the member is in touch again. */
export function inTouch(e: Evidence): void {
  e.outOfTouch = false;
  if (e.member.group > REGISTERED && e.low !== 1) e.low = 0;
}
