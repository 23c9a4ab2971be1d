/**
 * What was believed at a packet, in the words of docs/tracking.md and of the statistics: sessions with their facts and timers,
 * members when they are looked at.
 */
import { formatIpv4 } from '../../base/address.js';
import { type Micros, NEVER } from '../../base/micros.js';
import { typeText } from '../../statistics/gmp-follow.js';
import { ENDED, type Member, NO_GROUP, REQUESTED, type Session } from '../../track/contract.js';
import type { FrozenBooks, FrozenSession } from '../../track/frozen.js';
import type { SessionFacts } from '../../track/frozen-facts.js';
import { numberIn, type ReasonTable, readMember, userIn } from '../../track/frozen-members.js';
import type { Cause, Cell, MemberSight, SessionSight, TimerSight } from './contract.js';
import type { Roster } from './roster.js';

/** What sights are made with. */
export interface SightParts {
  readonly roster: Roster;
  readonly reasons: ReasonTable;
  /** Seconds since the capture's first packet. */
  readonly since: (at: Micros) => string;
}

/** Titles of the cells of members. */
export const MEMBER_COLUMNS = [
  'Host',
  'SM',
  'MM',
  'Last request',
  'Last KAREQ',
  'Last KARES',
  'KAREQ',
  'KARES',
  'Missed',
  'Admitted',
] as const;

/** The sessions in a copy of the books. */
export function sessionSights(books: FrozenBooks, parts: SightParts): readonly SessionSight[] {
  return books.sessions.map((frozen) => sessionSight(frozen, parts));
}

function sessionSight(frozen: FrozenSession, parts: SightParts): SessionSight {
  const { facts, members } = frozen;
  const session = facts as unknown as Session;
  const subject = parts.roster.session(session);
  const order = orderOf(frozen);
  const made: (MemberSight | undefined)[] = [];
  const memberAt = (i: number): MemberSight => {
    made[i] ??= memberSight(readMember(members, order[i], facts as never, parts.reasons), parts);
    return made[i];
  };
  return {
    subject,
    name: parts.roster.subjects.at(subject)?.name ?? `session ${facts.id}`,
    id: facts.id,
    phase: facts.phase,
    phaseBy: { frame: facts.phaseFrame, at: facts.phaseAt, why: facts.phaseWhy || firstWhy(facts) },
    facts: factsOf(facts, parts),
    timers: sessionTimers(facts),
    registered: facts.registeredCount,
    enrolled: facts.enrolledCount,
    active: facts.activeCount,
    memberCount: order.length,
    memberAt,
    memberNumber: (what, i) => numberIn(members, what, order[i]),
    memberOf: (wanted) => {
      const user = parts.roster.userOf(wanted, session);
      if (user <= 0) return -1;
      return placeOfUser(frozen, user);
    },
  };
}

function firstWhy({ fromBirth }: SessionFacts): string {
  return fromBirth ? '7.1.1, figure 4' : 'first seen';
}

/** Rows of the members by user ID, then of those who ask; those that have left and are not let go yet are among the first. */
function orderOf({ seated, applicants }: FrozenSession): Uint32Array {
  const order = new Uint32Array(seated + applicants.length);
  for (let i = 0; i < seated; i += 1) order[i] = i;
  order.set(applicants, seated);
  return order;
}

/** Seated members stand in order of their user IDs. */
function placeOfUser({ members, seated }: FrozenSession, user: number): number {
  let low = 0;
  let high = seated;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (userIn(members, middle) < user) low = middle + 1;
    else high = middle;
  }
  return low < seated && userIn(members, low) === user ? low : -1;
}

function causeOf(at: Micros, frame: number, why: string): Cause | undefined {
  return at < 0 ? undefined : { frame, at, why };
}

function factsOf(facts: SessionFacts, parts: SightParts): SessionSight['facts'] {
  const { roster, since } = parts;
  const birth = causeOf(facts.bornAt, facts.bornFrame, firstWhy(facts));
  const parameters = causeOf(facts.parametersAt, facts.parametersFrame, 'table 7; D23');
  const span = (micros: number): string => (micros === 0 ? '-' : `${micros / 1_000_000} s`);
  const fact = (title: string, text: string, by: Cause | undefined) => ({ title, cell: { text, by } });
  const rounds = facts.roundAt < 0 ? String(facts.rounds) : `${facts.rounds}, last ${since(facts.roundAt)}`;
  return [
    fact('Server', roster.actors.at(roster.ofHost(facts.server))?.name ?? '?', birth),
    fact('Mode', facts.closed ? 'closed' : 'open', parameters ?? birth),
    fact('Security', facts.secure ? 'yes' : 'no', birth),
    fact('Group address', `${formatIpv4(facts.groupAddress)}:${facts.groupPort}`, birth),
    fact('KA period', span(facts.kaPeriod), parameters),
    fact('Timeout', span(facts.timeout), parameters),
    fact('Ends with', facts.endsWithAll ? 'all principals' : 'any principal', parameters),
    fact('Creator', facts.creator === 0 ? '?' : `user ${facts.creator}`, birth),
    fact('Listed', listedText(facts), facts.listed === undefined ? undefined : parameters),
    fact('Start gate', gateText(facts), causeOf(facts.gateAt, facts.gateFrame, '7.1.1; D6')),
    fact('Rounds', rounds, causeOf(facts.roundAt, facts.roundBegan, '7.2.1, 9.2 a')),
    fact('Key', keyText(facts), causeOf(facts.keyAt, facts.keyFrame, '7.3; D16')),
    fact('Ended', facts.endedWhy === '' ? '-' : since(facts.endedAt), endOf(facts)),
  ];
}

function endOf({ endedAt, endedFrame, endedWhy }: SessionFacts): Cause | undefined {
  return endedWhy === '' ? undefined : causeOf(endedAt, endedFrame, endedWhy);
}

function listedText({ listed }: SessionFacts): string {
  if (listed === undefined) return '?';
  return listed.length === 0 ? 'nobody' : `${listed.length} member${listed.length === 1 ? '' : 's'}`;
}

function gateText({ gateOpen, principalsMissing, phase }: SessionFacts): string {
  if (gateOpen) return 'open';
  if (phase === REQUESTED || principalsMissing <= 0) return 'shut';
  return `shut: waits for ${principalsMissing} principal${principalsMissing === 1 ? '' : 's'}`;
}

function keyText({ generation }: SessionFacts): string {
  return generation === 0 ? '-' : `generation ${generation}`;
}

function sessionTimers(facts: SessionFacts): readonly TimerSight[] {
  const { phase, waitAt, bornAt, bornFrame, endedAt, endedFrame } = facts;
  if (waitAt === NEVER) return [];
  if (phase === REQUESTED) {
    const started = { frame: bornFrame, at: bornAt, why: 'D2' };
    return [{ name: 'wait for SCINF', started, expires: waitAt }];
  }
  if (phase !== ENDED) return [];
  return [{ name: 'record', started: { frame: endedFrame, at: endedAt, why: 'D14' }, expires: waitAt }];
}

function memberSight(member: Member, parts: SightParts): MemberSight {
  const { roster } = parts;
  const { user, group, since, frame, why, memberType, host } = member;
  return {
    subject: roster.member(member),
    actor: roster.ofHost(host),
    user,
    name: roster.memberName(member),
    type: typeText(memberType),
    group,
    groupBy: { frame, at: since, why: why === '' && group === NO_GROUP ? 'first seen' : why },
    timers: memberTimers(member),
    cells: cellsOf(member, parts),
  };
}

function memberTimers({ expires, armedAt, armedFrame }: Member): readonly TimerSight[] {
  if (expires === NEVER) return [];
  return [{ name: 'KA', started: { frame: armedFrame, at: armedAt, why: '7.2, 9.2 b; D9' }, expires }];
}

function cellsOf(member: Member, { roster, since }: SightParts): readonly Cell[] {
  const plain = (text: string): Cell => ({ text, by: undefined });
  const last = (at: Micros, frame: number, why: string): Cell => ({
    text: at < 0 ? '-' : since(at),
    by: causeOf(at, frame, why),
  });
  const port = (number: number): Cell => plain(number === 0 ? '-' : String(number));
  const admitted = member.held ? 'held' : member.admitted ? 'yes' : 'no';
  return [
    plain(roster.addressOf(member.host)),
    port(member.smPort),
    port(member.mmPort),
    lastRequest(member, since),
    last(member.askedAt, member.askedFrame, '7.2.1'),
    last(member.answeredAt, member.answeredFrame, '7.2, figure 13'),
    plain(String(member.asked)),
    plain(String(member.answered)),
    plain(String(member.missed)),
    { text: admitted, by: causeOf(member.sareqAt, member.sareqFrame, '7.1.5; D4, D25') },
  ];
}

/** The last of its requests. */
function lastRequest(member: Member, since: SightParts['since']): Cell {
  const requests = [
    ['SRREQ', member.srreqAt, member.srreqFrame, '7.1.3'],
    ['SJREQ', member.sjreqAt, member.sjreqFrame, '7.1.4'],
    ['SAREQ', member.sareqAt, member.sareqFrame, '7.1.5'],
    ['UIREQ', member.uireqAt, member.uireqFrame, '7.2.2'],
    ['LVREQ', member.leftAt, member.leftFrame, '7.2.3'],
  ] as const;
  let last: (typeof requests)[number] = requests[0];
  for (const one of requests) if (one[1] > last[1] || (one[1] === last[1] && one[2] > last[2])) last = one;
  const [name, at, frame, why] = last;
  return at < 0 ? { text: '-', by: undefined } : { text: `${name} ${since(at)}`, by: { frame, at, why } };
}
