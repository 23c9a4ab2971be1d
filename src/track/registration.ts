/**
 * Registering and enrolling as seen (7.1.3, 7.1.4): what the server answers is what holds.
 *
 *   SRREQ ──► asks      SRACC ──► registered      SJRES ──► enrolled      SAREQ ──► waits for its KAREQ (keepalive.ts)
 */
import { mmPortOf } from '../../dissectors/gmp-info.js';
import {
  addSession,
  type Books,
  enterMember,
  type MemberState,
  makeMember,
  peerOf,
  type SessionState,
  smPeerOf,
} from './books.js';
import { ANNOUNCED, ENDED, ENROLLED, NO_GROUP, REGISTERED, REQUESTED, type Seen } from './contract.js';
import { learnKey } from './keys.js';
import { claimEntry, releaseEntry } from './listed.js';
import { by, justLeft, move, stopAll, tryGate } from './moves.js';

/** Most clients of a session that ask and have no answer yet; the oldest is forgotten first. */
const MOST_APPLICANTS = 65_536;

/** Why somebody is registered, in open and in closed mode. */
const IN_OPEN = '7.1.3, figure 6';
const IN_CLOSED = '7.1.3, figure 7';

/** SRREQ: somebody asks. */
export function seeSrreq(books: Books, seen: Seen): void {
  const { session } = books;
  if (session === undefined || session.phase === ENDED) return;
  const member = books.member ?? applicant(session, seen);
  member.srreqAt = seen.at;
  member.srreqFrame = seen.frame;
  books.member = member;
}

function applicant(session: SessionState, seen: Seen): MemberState {
  const { applicants } = session;
  const peer = peerOf(seen);
  const known = applicants.get(peer);
  if (known !== undefined) return known;
  if (applicants.size >= MOST_APPLICANTS) {
    for (const oldest of applicants.keys()) {
      applicants.delete(oldest);
      break;
    }
  }
  const member = makeMember(session, seen, 0);
  applicants.set(peer, member);
  return member;
}

/** SRRES: a registration is being checked. */
export function seeSrres(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (session.phase !== ENDED) books.member = session.byPeer.get(peerOf(seen)) ?? applicant(session, seen);
}

/** SRREJ: it was refused. */
export function seeSrrej({ session }: Books, seen: Seen): void {
  session?.applicants.delete(peerOf(seen));
}

/** SRACC: registered, under a user ID (8.2 f). */
export function seeSracc(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (session.phase === ENDED || session.phase === REQUESTED || seen.user === 0) return;
  const peer = peerOf(seen);
  const asked = session.applicants.get(peer);
  session.applicants.delete(peer);
  const known = session.members[seen.user];
  if (known !== undefined && isSame(books, known, asked, seen)) {
    books.member = known;
    return;
  }
  const occasion = by(seen, session.closed ? IN_CLOSED : IN_OPEN);
  const member = makeMember(session, seen, seen.user);
  if (asked !== undefined || known !== undefined) copyRequest(asked ?? known!, member);
  if (known !== undefined) replace(books, known, occasion);
  if (seen.user === session.creator) member.memberType = 4;
  else claimEntry(books, member);
  enterMember(member);
  books.member = member;
  move(books, member, REGISTERED, occasion);
  tryGate(session);
}

/** Whether SRACC says again what is known (D1), or was on its way when its member left. */
function isSame(books: Books, known: MemberState, asked: MemberState | undefined, seen: Seen): boolean {
  const { session, user } = known;
  const learns = known.smPort === 0 && known.host === seen.client;
  if (learns) {
    known.smPort = seen.clientPort;
    session.byPeer.set(smPeerOf(known), known);
  }
  if (smPeerOf(known) !== peerOf(seen)) return false;
  if (known.group !== NO_GROUP) return true;
  return user === session.creator
    ? known.srreqAt < known.leftAt
    : asked === undefined && justLeft(books, known, seen.at);
}

function copyRequest({ srreqAt, srreqFrame }: MemberState, to: MemberState): void {
  to.srreqAt = srreqAt;
  to.srreqFrame = srreqFrame;
}

/** The user ID was given to another: whoever had it is no member any more. */
function replace(books: Books, member: MemberState, occasion: ReturnType<typeof by>): void {
  const { session } = member;
  stopAll(member);
  releaseEntry(member);
  move(books, member, NO_GROUP, { ...occasion, why: '8.2 f' });
  if (session.byPeer.get(smPeerOf(member)) === member) session.byPeer.delete(smPeerOf(member));
}

/** SJREQ: somebody asks to be enrolled. */
export function seeSjreq({ member }: Books, { at, frame }: Seen): void {
  if (member === undefined) return;
  member.sjreqAt = at;
  member.sjreqFrame = frame;
}

/** SJRES: enrolled; with S=1 the key is in it (7.3). */
export function seeSjres(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (session.phase === ENDED || session.phase === REQUESTED || seen.user === 0) return;
  const member = memberOf(books, session, seen);
  if (seen.secure) learnKey(session, seen);
  if (member.group >= ENROLLED || justLeft(books, member, seen.at)) return;
  move(books, member, ENROLLED, by(seen, '7.1.4, figure 9'));
  tryGate(session);
}

/** The member with a message's user ID; made, where it was not known. */
export function memberOf(books: Books, session: SessionState, seen: Seen): MemberState {
  const known = session.members[seen.user];
  if (known !== undefined) {
    books.member = known;
    return known;
  }
  const member = makeMember(session, seen, seen.user);
  enterMember(member);
  books.member = member;
  return member;
}

/** SAREQ: waits for its KAREQ, or for the gate (D4); MM goes to the port that it names (8.1 n, D7). */
export function seeSareq({ session, member }: Books, seen: Seen): void {
  if (session === undefined || member === undefined) return;
  member.sareqAt = seen.at;
  member.sareqFrame = seen.frame;
  if (session.phase === ENDED || member.group === NO_GROUP) return;
  member.pending += 1;
  if (member.group < ENROLLED) return;
  if (!member.held && seen.connection < 0) member.mmPort = mmPortOf(seen.bytes, seen.start, seen.end);
  if (!session.gateOpen && !member.admitted) member.held = true;
}
