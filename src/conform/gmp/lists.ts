/**
 * UIRES (7.2.2, figure 18): who is listed, to whom, and in how many parts.
 */
import { parseGmp } from '../../../dissectors/gmp-parse.js';
import { type Micros, micros } from '../../base/micros.js';
import { ACTIVE, type Member, type Seen } from '../../track/contract.js';
import { UIREQ } from '../../track/seen.js';
import { type Desk, ELSEWHERE, later, mayCause, nameOf, nearOf, tell, tellOnce, usersText } from './desk.js';
import { type Case, type Evidence, evidenceOn, isOfOneClient } from './evidence.js';
import { cannotBeActive, mustBeActive } from './keepalive.js';
import { RULES } from './rules.js';
import type { ComingList } from './under-way.js';

/** UIRES, before the tracker takes it in. */
export function judgeUires(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  if (member === undefined || !one.session.fromBirth) return;
  const parsed = parseGmp(seen.bytes, seen.start, seen.end);
  if (!parsed.ok || parsed.message.type !== 'UIRES') return;
  const asker = evidenceOn(one, member);
  judgeAsker(desk, one, asker, seen);
  const { members, following } = parsed.message;
  for (const { user } of members) judgeListed(desk, one, seen, user);
  const list = part(desk, one, seen, following);
  for (const { user } of members) list.listed.add(user);
  if (following > 0) return;
  one.lists.delete(seen.user);
  judgeUnlisted(desk, one, seen, list.listed);
}

function judgeAsker(desk: Desk, one: Case, e: Evidence, { at, frame }: Seen): void {
  const { member, told } = e;
  if (mayCause(desk, member.uireqAt, at)) {
    const why = desk.options.policies.userInfo === 'active' ? cannotBeActive(desk, e, at) : undefined;
    if (why === undefined || e.spoilt) return;
    tellOnce(desk, one, told, RULES.listNotEntitled, {
      frames: [member.uireqFrame, frame],
      message: `The server answers the UIREQ of ${nameOf(desk, member)}, which is not active: it ${why}.`,
    });
    return;
  }
  const stranger = one.strangers.findLast(
    ({ type, user, at: then }) => type === UIREQ && user === member.user && mayCause(desk, then, at),
  );
  if (stranger === undefined) {
    tellOnce(desk, one, told, RULES.answerUnasked, {
      frames: [frame],
      message: `The server sends UIRES to ${nameOf(desk, member)}, which has not asked.`,
    });
  } else {
    tell(desk, one, RULES.strangerObeyed, {
      frames: [stranger.frame, frame],
      message: `The server answers a UIREQ in the name of ${nameOf(desk, member)}, which came from an address that is not its own.`,
    });
  }
}

function judgeListed(desk: Desk, one: Case, { at, frame }: Seen, user: number): void {
  const e = one.people[user];
  if (e === undefined) listedUnknown(desk, one, frame, user);
  if (e === undefined || e.spoilt) return;
  const why = cannotBeActive(desk, e, at);
  const isNear = e.member.since > at - nearOf(desk, one);
  if (why === undefined && (e.member.group === ACTIVE || isNear || e.outOfTouch)) return;
  tellOnce(desk, one, e.told, RULES.listNotActive, {
    frames: [frame],
    message: `UIRES lists ${nameOf(desk, e.member)}, which is not active${why === undefined ? '' : `: it ${why}`}.`,
    doubt: why === undefined ? 'messages may have been lost on the way' : undefined,
  });
}

/** A user ID that nobody was seen to get. */
function listedUnknown(desk: Desk, one: Case, frame: number, user: number): void {
  one.twice.add(user);
  tellOnce(desk, one, one.told, RULES.listNotActive, {
    frames: [frame],
    message: `UIRES lists user ${user}, which is no member: that user ID was never given in this session.`,
    doubt: isOfOneClient(one) ? ELSEWHERE : undefined,
  });
}

function judgeUnlisted(desk: Desk, one: Case, { at, frame }: Seen, listed: ReadonlySet<number>): void {
  const sure: number[] = [];
  const believed: number[] = [];
  for (const e of one.people) {
    if (e === undefined || listed.has(e.member.user)) continue;
    if (mustBeActive(desk, e, at)) sure.push(e.member.user);
    else if (isExpected(desk, one, e, at)) believed.push(e.member.user);
  }
  const users = sure.length > 0 ? sure : believed;
  if (users.length === 0) return;
  tell(desk, one, RULES.listMissing, {
    frames: [frame],
    message: `UIRES does not list ${usersText(users)}, active as ${users.length === 1 ? 'it is' : 'they are'}.`,
    doubt: sure.length > 0 ? undefined : 'KARES may have been lost on the way',
  });
}

function isExpected(desk: Desk, one: Case, { member, outOfTouch, spoilt }: Evidence, at: Micros): boolean {
  return member.group === ACTIVE && !outOfTouch && !spoilt && member.since < at - nearOf(desk, one);
}

/** The list that a part belongs to; parts of a list come in one step, each with one less to follow. */
function part(desk: Desk, one: Case, { user, at, frame }: Seen, following: number): ComingList {
  const list = one.lists.get(user);
  if (list !== undefined && list.following === following + 1) {
    list.following = following;
    list.frames.push(frame);
    return list;
  }
  if (list !== undefined) miscounted(desk, one, list);
  const begun: ComingList = { user, at, frames: [frame], following, listed: new Set() };
  one.lists.set(user, begun);
  later(desk, micros(at + desk.options.maxDelay), () => {
    if (one.lists.get(user) === begun) miscounted(desk, one, begun);
  });
  return begun;
}

function miscounted(desk: Desk, one: Case, { user, frames, following }: ComingList): void {
  one.lists.delete(user);
  const more = following === 1 ? 'one more part' : `${following} more parts`;
  tell(desk, one, RULES.listParts, {
    frames,
    message: `A UIRES to user ${user} says that ${more} of the list will follow, but none does.`,
  });
}

/** The server goes on to something else: what it left incomplete stays so. */
export function judgeLists(desk: Desk, one: Case, at: Micros): void {
  for (const list of one.lists.values()) {
    if (at - list.at > nearOf(desk, one)) miscounted(desk, one, list);
  }
}
