/**
 * Creation, registration, enrolment as the server answers them (7.1): IDs (8.2 e, f), authorisation (D24), the wait for SCINF (D2).
 */
import type { ListedMember } from '../../../dissectors/gmp-message.js';
import { type Member, NO_GROUP, type Seen } from '../../track/contract.js';
import { type Desk, nameOf, senderOf, spanText, tell, tellOnce } from './desk.js';
import { type Case, evidenceOn } from './evidence.js';
import { peerOf } from './requests.js';
import { RULES } from './rules.js';

const CREATOR = 4;
/** Peers that are remembered to have asked; of a session with more nothing is said. */
const MOST_ASKED = 16_384;

/** SCACC with the ID of a session that is there. */
export function judgeScacc(desk: Desk, one: Case, { at, frame, client, clientPort }: Seen): void {
  const { session } = one;
  const creator = session.members[session.creator];
  if (one.end !== undefined || creator === undefined) return;
  if (creator.host === client && creator.smPort === clientPort) return;
  tell(desk, one, RULES.sessionIdTwice, {
    at,
    frames: [session.bornFrame, frame],
    message: `Session ID ${session.id} is given to a new session while this one is there.`,
    doubt: 'the server may have been started anew',
  });
}

/** SRACC, before the tracker takes it in. */
export function judgeSracc(desk: Desk, one: Case, seen: Seen): void {
  const { session } = one;
  if (!session.fromBirth) return;
  judgeUnasked(desk, one, seen);
  judgeUserId(desk, one, seen);
  judgeAuthority(desk, one, seen);
}

/** A client asks to be registered. */
export function noteSrreq({ asked }: Case, seen: Seen): void {
  if (asked.size < MOST_ASKED) asked.add(peerOf(seen));
}

/** A registration that nobody asked for. */
function judgeUnasked(desk: Desk, one: Case, seen: Seen): void {
  const { asked, byPeer, end } = one;
  const { user, frame } = seen;
  const peer = peerOf(seen);
  if (end !== undefined || asked.size >= MOST_ASKED || asked.has(peer) || byPeer.has(peer)) return;
  tellOnce(desk, one, one.told, RULES.answerUnasked, {
    frames: [frame],
    message: `The server registers ${senderOf(desk, seen)} as user ${user}, though it has not asked (SRREQ).`,
  });
}

function judgeUserId(desk: Desk, one: Case, seen: Seen): void {
  const { user, frame } = seen;
  const known = one.session.members[user];
  const peer = peerOf(seen);
  if (known !== undefined && known.group !== NO_GROUP && isElsewhere(known, seen) && !one.twice.has(user)) {
    one.twice.add(user);
    evidenceOn(one, known).spoilt = true;
    tell(desk, one, RULES.userIdTwice, {
      frames: [known.frame, frame],
      message: `User ID ${user} is given to ${senderOf(desk, seen)} while ${nameOf(desk, known)} has it.`,
    });
    return;
  }
  const earlier = one.byPeer.get(peer);
  if (earlier === undefined || earlier === user) return;
  const other = one.session.members[earlier];
  if (other === undefined || other.group === NO_GROUP || isElsewhere(other, seen) || one.twice.has(earlier))
    return;
  tellOnce(desk, one, one.told, RULES.userIdChanged, {
    frames: [other.frame, frame],
    message: `${nameOf(desk, other)} is registered, and is given user ID ${user} now.`,
    doubt: other.leftAt >= 0 ? 'messages may have overtaken each other on the way' : undefined,
  });
}

function isElsewhere({ connection, host, smPort }: Member, seen: Seen): boolean {
  if (connection >= 0 || seen.connection >= 0) return connection !== seen.connection;
  return host !== seen.client || (smPort !== 0 && smPort !== seen.clientPort);
}

function judgeAuthority(desk: Desk, one: Case, seen: Seen): void {
  const { session } = one;
  if (!session.closed || session.listed === undefined || session.listed.length === 0) return;
  if (seen.user === session.creator || entriesFor(desk, one, seen).length > 0) return;
  tellOnce(desk, one, one.told, RULES.notAuthorised, {
    frames: [session.phaseFrame, seen.frame],
    message: `${senderOf(desk, seen)} is registered as user ${seen.user}, though the closed session does not list it.`,
  });
}

/** Entries of the list that fit where a message comes from or goes to. */
function entriesFor({ hosts }: Desk, one: Case, seen: Seen): readonly ListedMember[] {
  one.listedAt ??= byAddress(one.session.listed ?? []);
  const here = one.listedAt.get(hosts.ipv4(seen.client)) ?? [];
  return here.filter(({ port }) => port === 0 || port === seen.clientPort || seen.connection >= 0);
}

function byAddress(listed: readonly ListedMember[]): ReadonlyMap<number, readonly ListedMember[]> {
  const found = new Map<number, ListedMember[]>();
  for (const entry of listed) {
    if (entry.memberType === CREATOR) continue;
    const here = found.get(entry.address);
    if (here === undefined) found.set(entry.address, [entry]);
    else here.push(entry);
  }
  return found;
}

/** SRREJ to a listed client that is not registered. */
export function judgeSrrej(desk: Desk, one: Case, seen: Seen): void {
  const { session } = one;
  if (!session.fromBirth || !session.closed || one.end !== undefined || session.registeredCount === 0) return;
  const free = entriesFor(desk, one, seen).length;
  if (free === 0 || !isFree(one, seen)) return;
  tellOnce(desk, one, one.told, RULES.listedRejected, {
    frames: [session.phaseFrame, seen.frame],
    message: `${senderOf(desk, seen)} is rejected, though the session lists it and it is not registered yet.`,
    doubt: 'the session may have as many members as the server takes',
  });
}

/** Nobody of that host is registered. */
function isFree({ people }: Case, { client }: Seen): boolean {
  return people.every((e) => e === undefined || e.member.host !== client || e.registeredAt < 0);
}

/** SCCON, though no SCINF came in time; `one` is the session's case even if its record is gone. */
export function judgeSccon(desk: Desk, one: Case, { at, frame }: Seen): void {
  const { scinfWait } = desk.options.policies;
  const { scinfAt, acceptedAt, session } = one;
  const last = acceptedAt + scinfWait + desk.options.tolerance;
  if (!session.fromBirth || at <= last || (scinfAt >= 0 && scinfAt <= last)) return;
  tellOnce(desk, one, one.told, RULES.scinfWait, {
    frames: [session.bornFrame, frame],
    message: `The server confirms the session (SCCON) ${spanText(at - acceptedAt)} after SCACC, though no SCINF came within ${spanText(scinfWait)}.`,
  });
}

/** An answer in a session whose record must be gone. */
export function judgeRecord(desk: Desk, one: Case, { at, frame, user }: Seen, type: string): void {
  const { recordKept } = desk.options.policies;
  const { tolerance, maxDelay } = desk.options;
  const { endedAt } = one.session;
  if (endedAt < 0 || at - endedAt <= recordKept + tolerance + maxDelay) return;
  tellOnce(desk, one, one.told, RULES.recordKept, {
    frames: [one.session.endedFrame, frame],
    message: `The server still answers user ${user} with ${type}, ${spanText(at - endedAt)} after the end of the session: its record is kept for ${spanText(recordKept)} only.`,
  });
}
