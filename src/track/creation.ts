/**
 * Creating and deleting sessions as seen (7.1.1; 8.1 a to g). A session is there when SCACC says so, announced when SCCON does
 * (the creator is registered by it, D22); SCINF says what it will be like.
 */
import { parseGmp } from '../../dissectors/gmp-parse.js';
import { after, NEVER, tenths } from '../base/micros.js';
import {
  addSession,
  type Books,
  enterMember,
  forgetSession,
  makeMember,
  peerOf,
  type SessionState,
  smPeerOf,
} from './books.js';
import { ANNOUNCED, ENDED, NO_GROUP, REGISTERED, REQUESTED, type Seen } from './contract.js';
import { lookAt } from './ka-queue.js';
import { entryFor } from './listed.js';
import { by, causeOf, end, enterPhase, move, tryGate } from './moves.js';

const CREATOR = 4;
const PRINCIPAL = 2;
/** Most requests for sessions that are remembered. */
const MOST_CREATIONS = 4096;

/** SCREQ: remembered, to tell a new session from a repeated answer. */
export function seeScreq(books: Books, seen: Seen): void {
  const { creations } = books;
  const peer = peerOf(seen);
  creations.delete(peer);
  creations.set(peer, seen.at);
  if (creations.size <= MOST_CREATIONS) return;
  for (const oldest of creations.keys()) {
    creations.delete(oldest);
    return;
  }
}

/** SCACC: a session, its creator known by user ID (8.2 f). */
export function seeScacc(books: Books, seen: Seen): void {
  const known = books.session;
  if (known !== undefined && isRepeat(books, known, seen)) return;
  if (known !== undefined) forgetSession(books, known, seen.at);
  const session = addSession(books, seen, true, REQUESTED);
  const creator = makeMember(session, seen, seen.user);
  creator.memberType = CREATOR;
  session.creator = seen.user;
  enterMember(creator);
  books.session = session;
  books.member = creator;
  session.waitAt = after(seen.at, after(books.options.scinfWait, books.options.tolerance));
  lookAt(books, session, session.waitAt);
}

/** Whether SCACC says again what is known (D1), and does not give the ID to another session. */
function isRepeat(books: Books, session: SessionState, seen: Seen): boolean {
  const creator = session.members[session.creator];
  if (session.phase === ENDED || creator === undefined || session.creator !== seen.user) return false;
  if (smPeerOf(creator) !== peerOf(seen)) return false;
  if (session.phase === REQUESTED) return true;
  return (books.creations.get(peerOf(seen)) ?? 0) <= session.phaseAt;
}

/** SCINF of the creator: the parameters (table 7). They hold when SCCON says so. */
export function seeScinf(books: Books, seen: Seen): void {
  const { session, member } = books;
  if (session?.phase !== REQUESTED || member?.user !== session.creator) return;
  const parsed = parseGmp(seen.bytes, seen.start, seen.end);
  if (!parsed.ok || parsed.message.type !== 'SCINF') return;
  const { parameters, closed } = parsed.message;
  const kaPeriod = parameters.kaPeriod ?? books.options.kaPeriod;
  const timeout = parameters.timeout ?? books.options.timeout;
  if (kaPeriod === 0 || timeout === 0) return;
  session.closed = closed;
  session.kaPeriod = tenths(kaPeriod);
  session.parametersAt = seen.at;
  session.parametersFrame = seen.frame;
  session.timeout = tenths(timeout);
  session.endsWithAll = (parameters.termination ?? books.options.termination) === 'all';
  session.listed = parameters.members;
  session.principalsMissing = parameters.members.filter(({ memberType }) => memberType === PRINCIPAL).length;
  session.claimed.clear();
  const own = entryFor(books, session, member);
  session.creatorListed = own >= 0 && parameters.members[own].memberType === PRINCIPAL;
  if (own >= 0) session.claimed.add(own);
}

/** SCCON: announced, the creator registered (D22). */
export function seeSccon(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (session.phase === ENDED) return;
  let creator = session.members[seen.user];
  if (creator === undefined && seen.user !== 0) {
    creator = makeMember(session, seen, seen.user);
    enterMember(creator);
  }
  if (creator === undefined) return;
  books.member = creator;
  if (session.creator === 0) session.creator = seen.user;
  creator.memberType = CREATOR;
  if (session.phase !== REQUESTED && creator.group !== NO_GROUP) return;
  session.waitAt = NEVER;
  session.closed = seen.closed;
  enterPhase(books, session, ANNOUNCED, by(seen, '7.1.1, figure 4; 8.1 g'));
  move(books, creator, REGISTERED, by(seen, '7.1.1; 8.2 f; D22'));
  tryGate(session);
}

/** SDREQ of the creator: if the session ends now, this is why. */
export function seeSdreq({ session, member }: Books, { at }: Seen): void {
  if (session !== undefined && member !== undefined && member.user === session.creator) {
    session.cause = { at, why: '8.1 d; 7.2.4' };
  }
}

/** SDRES: it is off the list; its record is kept (D14). */
export function seeSdres(books: Books, seen: Seen): void {
  const { session } = books;
  if (session === undefined) return;
  session.endedUnsaid = false;
  end(books, session, by(seen, causeOf(books, session, seen.at) || '8.1 e'), false);
}
