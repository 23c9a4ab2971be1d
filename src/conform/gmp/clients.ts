/**
 * What clients send (7.2, figure 14): KARES when they are asked, and unasked only after a long silence (D20); nothing after leaving;
 * what only an active member or the creator may send.
 */
import { type Micros, micros } from '../../base/micros.js';
import { ENDED, type Member, type Seen } from '../../track/contract.js';
import { type Desk, later, nameOf, nearOf, spanText, tell, tellOnce } from './desk.js';
import { type Case, type Evidence, evidenceOn } from './evidence.js';
import { noteKares } from './keepalive.js';
import { inTouch } from './rounds.js';
import { RULES } from './rules.js';

const LEFT_OVER = 'its messages may have overtaken each other, or been lost before the sniffer';

/** KARES of a member, before the tracker takes it in. */
export function judgeKares(desk: Desk, one: Case, seen: Seen, member: Member): void {
  const e = evidenceOn(one, member);
  const { at } = seen;
  e.spokeAt = at;
  const { session } = one;
  if (session.phase !== ENDED && session.fromBirth && !e.spoilt) judgeRight(desk, one, e, seen);
  const took = at - member.askedAt;
  const isPrompt = took <= Math.max(session.timeout + desk.options.tolerance, nearOf(desk, one));
  const answers = member.askedAt >= 0 && e.unansweredCount > 0 && isPrompt && took <= desk.options.maxDelay;
  if (answers && took <= session.timeout) {
    e.heardAt = member.askedAt;
    inTouch(e);
    if (e.unansweredCount === 1) one.lag = Math.max(one.lag, took);
  }
  if (answers) e.unasked = 0;
  else if (session.phase !== ENDED && session.fromBirth && member.askedAt >= 0)
    judgeUnasked(desk, one, e, seen);
  noteKares(desk, e, seen);
}

function judgeRight(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): void {
  const { member } = e;
  if (member.askedAt < 0) {
    tellOnce(desk, one, e.told, RULES.karesNotAdmitted, {
      frames: [frame],
      message: `${nameOf(desk, member)} sends KARES, though it was never asked${member.sareqAt < 0 ? ' and has sent no SAREQ' : ''}.`,
      doubt: e.firstSareq >= 0 ? LEFT_OVER : undefined,
    });
  } else if (member.leftAt >= 0 && member.leftAt > member.sareqAt) {
    tellOnce(desk, one, e.told, RULES.karesAfterLeaving, {
      frames: [member.leftFrame, member.askedFrame, frame],
      message: `${nameOf(desk, member)} sends KARES ${spanText(at - member.leftAt)} after its LVREQ.`,
      doubt: 'they may have overtaken each other before the sniffer, or a SAREQ may have been lost before it',
    });
  }
}

/** A KARES that answers no KAREQ (D20). */
function judgeUnasked(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): void {
  const { member } = e;
  const { kaPeriod, timeout } = one.session;
  const { tolerance } = desk.options;
  if (e.spoilt || kaPeriod === 0 || member.leftAt > member.sareqAt) return;
  if (e.strangerAt >= 0 && at - e.strangerAt <= nearOf(desk, one)) {
    tellOnce(desk, one, e.told, RULES.strangerHeard, {
      frames: [e.strangerFrame, frame],
      message: `${nameOf(desk, member)} answers a KAREQ that somebody else than its server sent.`,
      doubt: 'it may have been sent unasked',
    });
    return;
  }
  const first = e.unasked === 0;
  const since = first ? e.heardAt : e.unaskedAt;
  const least = first ? 2 * kaPeriod + timeout : kaPeriod;
  e.unasked += 1;
  e.unaskedAt = at;
  if (since >= 0 && at - since < least - tolerance) {
    tellOnce(desk, one, e.told, RULES.unaskedTooSoon, {
      frames: [first ? member.askedFrame : 0, frame],
      message: `${nameOf(desk, member)} sends KARES unasked ${spanText(at - since)} after ${first ? 'the KAREQ that it answered last' : 'the one before'}, not after ${spanText(least)}.`,
      doubt: 'it may be a late answer, or have come twice',
    });
  }
  if (at - member.askedAt > desk.options.maxDelay) expectMore(desk, one, e, frame);
}

/** Unasked KARES go on, once a period, until there are five. */
function expectMore(desk: Desk, one: Case, e: Evidence, frame: number): void {
  const { unaskedMost, unaskedKares } = desk.options.policies;
  const { unasked, unaskedAt, member } = e;
  if (unaskedKares === 'off' || unasked >= unaskedMost) return;
  const last = micros(unaskedAt + one.session.kaPeriod + nearOf(desk, one) + desk.options.tolerance);
  later(desk, last, () => {
    const goesOn = e.unaskedAt !== unaskedAt || heardOf(member) >= unaskedAt - nearOf(desk, one);
    if (goesOn || e.spoilt || one.end !== undefined || one.session.phase === ENDED) return;
    tellOnce(desk, one, e.told, RULES.unaskedTooFew, {
      frames: [frame],
      message: `${nameOf(desk, member)} has sent KARES unasked ${unasked === 1 ? 'once' : `${unasked} times`} and stops, though it was not asked: it must do so ${unaskedMost} times.`,
      doubt: 'it may have been lost before the sniffer, or its host may be down',
    });
  });
}

/** The last that was sent to it, or that it sent otherwise. */
function heardOf({ askedAt, toldAt, leftAt, sjreqAt, srreqAt }: Member): Micros {
  return micros(Math.max(askedAt, toldAt, leftAt, sjreqAt, srreqAt));
}

/** UIREQ of a member. */
export function judgeUireq(desk: Desk, one: Case, e: Evidence, { frame }: Seen): void {
  const { member } = e;
  if (!one.session.fromBirth || e.spoilt || desk.options.policies.userInfo === 'registered') return;
  const wasAsked = member.askedAt >= 0;
  if (wasAsked && member.sareqAt >= 0 && member.leftAt <= member.sareqAt) return;
  tellOnce(desk, one, e.told, RULES.uireqNotActive, {
    frames: [frame],
    message: `${nameOf(desk, member)} asks for the list of active members, but is not active itself.`,
    doubt: wasAsked
      ? 'its messages may have overtaken each other, or been lost before the sniffer'
      : undefined,
  });
}

/** TRREQ: the creator's; true where it is. */
export function judgeTrreq(desk: Desk, one: Case, { member, told }: Evidence, { at, frame }: Seen): boolean {
  const { session } = one;
  if (session.creator === 0 || member.user === session.creator) return true;
  one.wrongTrreqAt = at;
  one.wrongTrreqFrame = frame;
  tellOnce(desk, one, told, RULES.trreqNotCreator, {
    frames: [frame],
    message: `${nameOf(desk, member)} wants to end the session (TRREQ), but is not its creator.`,
  });
  return false;
}

/** SDREQ and SCINF: the creator's; true where they are. */
export function judgeCreator(
  desk: Desk,
  one: Case,
  { member, told }: Evidence,
  { frame }: Seen,
  type: string,
): boolean {
  const { session } = one;
  if (session.creator === 0 || member.user === session.creator) return true;
  tellOnce(desk, one, told, RULES.notCreator, {
    frames: [frame],
    message: `${nameOf(desk, member)} sends ${type}, but is not the creator of the session.`,
  });
  return false;
}

/** SJREQ before SCCON or SRACC, SAREQ before SJRES. */
export function judgeTooEarly(desk: Desk, one: Case, e: Evidence, { frame }: Seen, isSareq: boolean): void {
  if (!one.session.fromBirth || e.spoilt || e.firstKares >= 0) return;
  if (isSareq ? e.enrolledAt >= 0 : e.registeredAt >= 0) return;
  const rule = isSareq ? RULES.sareqNotEnrolled : RULES.sjreqNotRegistered;
  tellOnce(desk, one, e.told, rule, {
    frames: [frame],
    message: `${nameOf(desk, e.member)} sends ${isSareq ? 'SAREQ, but has not been enrolled (SJRES)' : 'SJREQ, but has not been registered'}.`,
  });
}

/** A KAREQ to it that is not its server's. */
export function noteStranger(e: Evidence, { at, frame }: Seen): void {
  e.strangerAt = at;
  e.strangerFrame = frame;
}

/** Strangers that are told of, a session. */
const MOST_STRANGERS = 10_000;

/** One who is not known at all, or speaks in the name of another. */
export function judgeStranger(desk: Desk, one: Case, seen: Seen): void {
  const { session } = one;
  const { user, at, frame, type, client } = seen;
  if (session.phase === ENDED || !session.fromBirth) return;
  const other = session.members[user];
  const mark = `${client} ${user}`;
  if (other === undefined) {
    if (one.given.has(user) || isTold(one, mark)) return;
    tell(desk, one, RULES.unknownUser, {
      frames: [frame],
      message: `A client at ${desk.hosts.text(client)} speaks as user ${user}, but that user ID was never given in this session.`,
      doubt: one.earlier ? 'it may mean an earlier session with this ID' : undefined,
    });
    return;
  }
  if (one.twice.has(user)) return;
  const isSame = other.host === client;
  if (!isSame) {
    if (one.strangers.length >= 32) one.strangers.shift();
    one.strangers.push({ at, frame, type, user });
  }
  if (isTold(one, mark)) return;
  tell(desk, one, RULES.wrongAddress, {
    frames: [other.frame, frame],
    message: `A client at ${desk.hosts.text(client)}:${seen.clientPort} speaks as ${nameOf(desk, other)}, whose address is another.`,
    doubt: isSame
      ? 'its SAREQ may have been lost before the sniffer'
      : one.earlier
        ? 'it may mean an earlier session with this ID'
        : undefined,
  });
}

function isTold({ told }: Case, mark: string): boolean {
  if (told.has(mark) || told.size >= MOST_STRANGERS) return true;
  told.add(mark);
  return false;
}
