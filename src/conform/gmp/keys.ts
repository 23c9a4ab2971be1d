/**
 * Keys of secure sessions (7.3, figures 23 and 24). After each de-enrolment there is a new key, which all that are still enrolled
 * get by KDUPT in one step; the key in force goes out alone only in SJRES, and to who comes back by KARES.
 */
import { GMP_HEADER } from '../../../dissectors/gmp-names.js';
import { type Micros, micros } from '../../base/micros.js';
import { ENROLLED, type Member, type Seen } from '../../track/contract.js';
import { type Desk, later, mayCause, nameOf, nearOf, tell, tellOnce, usersText } from './desk.js';
import { type Case, type Evidence, evidenceOn } from './evidence.js';
import { RULES } from './rules.js';
import type { KeyBurst } from './under-way.js';

/** Keys and leavers that are remembered of a session. */
const MOST_KEYS = 1024;
const MOST_LEAVERS = 16;

function keyIn({ bytes, start, keyLength }: Seen): string {
  return String.fromCharCode(...bytes.subarray(start + GMP_HEADER, start + GMP_HEADER + keyLength));
}

/** SJRES with a key: the one that is in force. */
export function judgeSjresKey(desk: Desk, one: Case, seen: Seen): void {
  const key = keyIn(seen);
  const { keys, session } = one;
  if (keys.discarded.has(key)) tellReused(desk, one, seen, undefined);
  else if (keys.current === '' || !session.fromBirth) change(one, key, seen.at);
  // One that nobody was given before: all others that are enrolled need it too.
  else if (key !== keys.current) spread(desk, one, seen, key).told.add(seen.user);
}

/** KDUPT, before the tracker takes it in. */
export function judgeKdupt(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  const { keys, session } = one;
  const key = keyIn(seen);
  if (member === undefined || !session.fromBirth) {
    change(one, key, seen.at);
    return;
  }
  const e = evidenceOn(one, member);
  if (keys.discarded.has(key)) tellReused(desk, one, seen, undefined);
  else if (key !== keys.current) begin(desk, one, e, seen, key);
  else again(desk, one, e, seen);
}

function change({ keys }: Case, key: string, at: Micros): void {
  if (key === keys.current) return;
  if (keys.current !== '') {
    if (keys.discarded.size >= MOST_KEYS) keys.discarded.clear();
    keys.discarded.add(keys.current);
  }
  keys.changedAt = at;
  keys.current = key;
  keys.burst = undefined;
}

/** A new key. */
function begin(desk: Desk, one: Case, e: Evidence, seen: Seen, key: string): void {
  give(desk, one, spread(desk, one, seen, key), e, seen);
}

/** From now on this key is in force: everybody who is enrolled must get it. */
function spread(desk: Desk, one: Case, { at, frame }: Seen, key: string): KeyBurst {
  change(one, key, at);
  const expected: Evidence[] = [];
  const sure = new Set<Evidence>();
  for (const other of one.people) {
    if (other === undefined || other.member.group < ENROLLED || other.spoilt) continue;
    expected.push(other);
    if (isSurelyEnrolled(desk, other, at)) sure.add(other);
  }
  const burst: KeyBurst = { at, frame, told: new Set(), expected, sure };
  one.keys.burst = burst;
  later(desk, micros(at + desk.options.maxDelay), () => judgeBurst(desk, one, burst));
  return burst;
}

/** One of those that get the new key. */
function give(desk: Desk, one: Case, burst: KeyBurst, e: Evidence, { at, frame }: Seen): void {
  const { member } = e;
  burst.told.add(member.user);
  if (e.enrolledAt < 0 && e.firstKares < 0) {
    tellOnce(desk, one, e.told, RULES.keyNotEnrolled, {
      frames: [frame],
      message: `A key goes to ${nameOf(desk, member)}, which is not enrolled: it has never got SJRES.`,
    });
    return;
  }
  const hasLeft = e.deEnrolAt >= 0 && e.deEnrolAt > member.sjreqAt && e.deEnrolAt > e.enrolledAt;
  if (!hasLeft || at - e.deEnrolAt <= 0) return;
  tell(desk, one, RULES.keyToLeaver, {
    frames: [member.leftFrame, frame],
    message: `The new key goes to ${nameOf(desk, member)} too, which has just left the enrolled group.`,
    doubt: isOnlyCause(desk, one, e, at)
      ? undefined
      : 'its LVREQ may have been lost on the way, and another member may be the cause of the new key',
  });
}

/** Whether nobody else can have been de-enrolled: no other LVREQ, no timer that may have run out now. */
function isOnlyCause({ options }: Desk, one: Case, e: Evidence, at: Micros): boolean {
  const { maxDelay, tolerance } = options;
  if (one.keys.leavers.some((other) => other !== e && at - other.deEnrolAt <= maxDelay)) return false;
  const slack = maxDelay + tolerance;
  return !one.everybodyAsked.some((asked) =>
    [1, 2].some((times) => Math.abs(asked + times * one.session.timeout - at) <= slack),
  );
}

/** The key in force once more: to who came back by KARES, or it should have been a new one. */
function again(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { at } = seen;
  const { burst } = one.keys;
  if (burst !== undefined && at - burst.at <= nearOf(desk, one) && !burst.told.has(e.member.user)) {
    give(desk, one, burst, e, seen);
    return;
  }
  const answers = mayCause(desk, e.member.answeredAt, at);
  if (e.low === 2 && e.steps >= 1 && answers) twoStepsDown(desk, one, e, seen);
  else if (!answers || isSurelyEnrolled(desk, e, at)) tellReused(desk, one, seen, undefined);
  else if (e.low === 0 && e.member.group >= ENROLLED) {
    tellReused(desk, one, seen, 'the member may have been de-enrolled before, and have come back by KARES');
  }
}

function twoStepsDown(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): void {
  const { timeout } = one.session;
  const sure =
    e.activeAt >= 0 && at < e.armedFrom + 2 * timeout - desk.options.tolerance && e.member.leftAt < 0;
  tell(desk, one, RULES.twoStepsDown, {
    frames: [e.member.answeredFrame, frame],
    message: `${nameOf(desk, e.member)} missed one timeout and came back with a KARES, and gets a key as if it had been de-enrolled: it went down more than one group.`,
    doubt: sure ? undefined : 'its KARES may have come late',
  });
}

function tellReused(desk: Desk, one: Case, { at, user, frame }: Seen, doubt: string | undefined): void {
  const { keys } = one;
  const isTold = keys.reusedAt >= 0 && at - keys.reusedAt <= nearOf(desk, one);
  keys.reusedAt = at;
  if (isTold) return;
  const leaver = keys.leavers.findLast(({ deEnrolAt }) => mayCause(desk, deEnrolAt, at));
  const why =
    leaver === undefined ? '' : `, after ${nameOf(desk, leaver.member)} has left the enrolled group with it`;
  tell(desk, one, RULES.keyReused, {
    frames: [leaver?.member.leftFrame ?? 0, frame],
    message: `A key that was to be discarded is given out again, to user ${user}${why}.`,
    doubt,
  });
}

/** Nothing can have de-enrolled it. */
export function isSurelyEnrolled({ options }: Desk, e: Evidence, at: Micros): boolean {
  const { maxDelay, tolerance } = options;
  if (e.enrolledAt < 0 || e.spoilt || (e.deEnrolAt >= 0 && e.deEnrolAt > e.enrolledAt - maxDelay))
    return false;
  if (e.askedBefore < 0) return true;
  return e.activeAt >= 0 && at < e.armedFrom + 2 * e.member.session.timeout - tolerance;
}

function judgeBurst(desk: Desk, one: Case, { frame, told, expected, sure }: KeyBurst): void {
  const missing = expected.filter((e) => !told.has(e.member.user) && (sure.has(e) || isInPlace(e)));
  if (missing.length === 0) return;
  tell(desk, one, RULES.keyMissing, {
    frames: [frame],
    message: `There is a new key, but ${usersText(missing.map(({ member }) => member.user))} did not get it.`,
    doubt: missing.some((e) => sure.has(e))
      ? undefined
      : 'what the server took it for may differ from what it was',
  });
}

function isInPlace({ member, outOfTouch, spoilt }: Evidence): boolean {
  return member.group >= ENROLLED && !outOfTouch && !spoilt;
}

/** A member is de-enrolled, as believed: by its LVREQ (`frame`), or by its timer (0). The others must get a new key. */
export function expectNewKey(desk: Desk, one: Case, e: Evidence, at: Micros, frame: number): void {
  const { session, keys } = one;
  if (!session.secure || !session.fromBirth || e.spoilt) return;
  if (frame > 0) {
    if (keys.leavers.length >= MOST_LEAVERS) keys.leavers.shift();
    keys.leavers.push(e);
  }
  const { maxDelay, tolerance } = desk.options;
  const earliest = frame > 0 ? at : earliestLoss(e, at);
  const { deadFrom } = e;
  later(desk, micros(at + session.kaPeriod + maxDelay + tolerance), () => {
    // The server may have been ahead of what is believed here.
    const since = earliest - maxDelay - tolerance;
    // Those that are de-enrolled in one step make one new key.
    const isNew = keys.changedAt >= since || keys.reusedAt >= since || keys.missedAt === at;
    if (!isNew && one.end === undefined) {
      keys.missedAt = at;
      judgeNoNewKey(desk, one, e, at, frame, deadFrom);
    }
  });
}

/** When the timer of a member can have taken it below enrolled for the server, which is believed at `at`. */
function earliestLoss({ activeAt, armedFrom, member }: Evidence, at: Micros): number {
  return activeAt < 0 ? at : Math.min(at, armedFrom + 2 * member.session.timeout);
}

function judgeNoNewKey(
  desk: Desk,
  one: Case,
  e: Evidence,
  at: Micros,
  frame: number,
  deadFrom: Micros,
): void {
  const others = one.people.filter(
    (other) => other !== undefined && other !== e && other.member.group >= ENROLLED,
  );
  if (others.length === 0) return;
  const isThere = others.some((other) => other !== undefined && other.activeAt > at);
  // It was silent when it was lost, and has not come back since.
  const isSilent = deadFrom >= 0 && e.deadFrom === deadFrom && e.activeAt <= deadFrom;
  const sure = frame === 0 && isSilent && isThere;
  const why = frame > 0 ? 'by its LVREQ' : 'by its timer';
  tell(desk, one, RULES.rekeyMissing, {
    frames: [frame > 0 ? frame : e.quietFrame],
    message: `${nameOf(desk, e.member)} is no longer enrolled, ${why}, but the others got no new key.`,
    doubt: sure
      ? undefined
      : frame > 0
        ? 'its LVREQ may have been lost on the way'
        : 'a KARES from before may have taken long',
  });
}
