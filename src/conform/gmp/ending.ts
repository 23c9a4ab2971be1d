/**
 * The end of a session (7.2.3, 7.2.4): why it ends (D12), whom TRIND goes to, and in which order (D13).
 *
 *   first TRIND ──► cause? ──► TRIND to each ──► … ──► all told who were active?
 */
import { type Micros, micros } from '../../base/micros.js';
import { ACTIVE, ENDED, type Member, type Seen } from '../../track/contract.js';
import { type Desk, later, mayCause, nameOf, nearOf, tell, tellOnce } from './desk.js';
import { endsSince, judgeCause, possibleExpiry } from './end-cause.js';
import { judgeTold } from './end-told.js';
import { type Case, type Evidence, evidenceOn } from './evidence.js';
import { cannotBeActive, mustBeActive } from './keepalive.js';
import { RULES } from './rules.js';
import type { End } from './under-way.js';

/** TRIND, before the tracker takes it in. */
export function judgeTrind(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  if (!one.session.fromBirth && one.end === undefined && one.people.length === 0) return;
  one.end ??= begin(desk, one, seen, member);
  if (member === undefined) return;
  const e = evidenceOn(one, member);
  const { end } = one;
  if (end.told.has(member.user)) return;
  const isReply = mayCause(desk, e.spokeAt, seen.at) || e === end.leaver;
  judgeOrder(desk, one, end, e, seen, isReply);
  judgeRight(desk, one, end, e, seen, isReply);
  noteTold(end, e, seen);
}

/** SDRES: a session that runs is ended first (8.1 d, 7.2.4), so all that are active have been told, or are never. */
export function judgeDeleted(desk: Desk, one: Case, seen: Seen): void {
  const { session } = one;
  if (session.fromBirth && session.phase !== ENDED) one.end ??= begin(desk, one, seen, undefined);
}

function begin(desk: Desk, one: Case, seen: Seen, member: Member | undefined): End {
  const { at } = seen;
  const { maxDelay } = desk.options;
  const isReply = member !== undefined && mayCause(desk, evidenceOn(one, member).spokeAt, at);
  const since = endsSince(desk, one, at, isReply);
  one.endDues.length = 0;
  const active: Evidence[] = [];
  const expired = new Set<Evidence>();
  const sure = new Set<Evidence>();
  const hasLeft = one.principalLeftAt >= 0 && one.principalLeftAt >= since;
  const leaver = hasLeft ? one.people[one.principalLeft] : undefined;
  for (const e of one.people) {
    if (e === undefined || e === leaver) continue;
    const isExpiring = expiresAt(desk, one, e, at);
    if (isExpiring) expired.add(e);
    if (isExpiring || e.member.group === ACTIVE) active.push(e);
    if (isExpiring ? isSurelyExpiring(desk, one, e, at) : mustBeActive(desk, e, at)) sure.add(e);
  }
  judgeCause(desk, one, seen, active, expired, since);
  const isAsked = Math.max(one.trreqAt, one.sdreqAt) >= Math.max(0, since);
  const onlyLeaving = leaver !== undefined && !isAsked && !possibleExpiry(desk, one, since, at + maxDelay);
  later(desk, micros(at + maxDelay), () => judgeTold(desk, one, false));
  return {
    at,
    frame: seen.frame,
    expected: active,
    expired,
    sure,
    leaver,
    onlyLeaving,
    told: new Set(),
    highest: 0,
    lastFrame: seen.frame,
    leaverFrame: 0,
    leaverInMidst: false,
    judged: false,
  };
}

/** Whether a member's timer runs out at this instant, as believed. */
function expiresAt(desk: Desk, one: Case, { member, expiredAt }: Evidence, at: Micros): boolean {
  const { tolerance } = desk.options;
  if (member.group === ACTIVE) return Math.abs(member.expires - at) <= tolerance;
  return (
    expiredAt >= 0 && at - expiredAt <= Math.max(tolerance, nearOf(desk, one)) && member.since === expiredAt
  );
}

/** Nothing can have stopped its timer, and it was active when that was armed: if the session ends now, it is told. */
function isSurelyExpiring(desk: Desk, { session }: Case, e: Evidence, at: Micros): boolean {
  const { deadFrom, armedFrom } = e;
  if (session.endsWithAll || e.spoilt || deadFrom < 0 || deadFrom !== armedFrom) return false;
  return Math.abs(deadFrom + session.timeout - at) <= desk.options.tolerance && e.member.leftAt < e.activeAt;
}

function judgeOrder(
  desk: Desk,
  one: Case,
  end: End,
  e: Evidence,
  { user, frame, at }: Seen,
  isReply: boolean,
): void {
  if (user > end.highest) return;
  const isSure = !isReply || end.sure.has(e);
  // An answer to a message of its own goes out when that comes.
  if (!isSure && (at - end.at > desk.options.tolerance || !end.expected.includes(e))) return;
  tellOnce(desk, one, one.told, RULES.trindOrder, {
    frames: [end.lastFrame, frame],
    message: `TRIND goes to user ${user} after it went to user ${end.highest}.`,
    doubt: isSure ? undefined : 'it may be the answer to a message of its own',
  });
}

function judgeRight(
  desk: Desk,
  one: Case,
  end: End,
  e: Evidence,
  { at, frame }: Seen,
  isReply: boolean,
): void {
  if (isReply || e.spoilt || end.expected.includes(e)) return;
  const why = cannotBeActive(desk, e, at);
  if (why === undefined) return;
  e.spoilt = true;
  tell(desk, one, RULES.trindNotActive, {
    frames: [frame],
    message: `TRIND goes to ${nameOf(desk, e.member)}, which was not active: it ${why}.`,
  });
}

function noteTold(end: End, e: Evidence, { user, frame }: Seen): void {
  if (e === end.leaver) {
    end.leaverFrame = frame;
  } else if (end.leaverFrame > 0 && end.sure.has(e)) {
    end.leaverInMidst = true;
  }
  end.told.add(user);
  end.highest = Math.max(end.highest, user);
  end.lastFrame = frame;
}

/** A message of the server that a session that has ended does not send. */
export function judgeAfterEnd(desk: Desk, one: Case, { user, frame }: Seen, type: string): void {
  if (one.end === undefined) return;
  tellOnce(desk, one, one.told, RULES.afterEnd, {
    frames: [one.end.frame, frame],
    message: `The server sends ${type} to user ${user}, though the session has ended.`,
  });
}
