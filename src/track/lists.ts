/**
 * Lists and keys that the server sends: UIRES says who is active (7.2.2, figure 18), in one message or several; KDUPT goes to
 * the enrolled and active (7.3).
 */
import { parseGmp } from '../../dissectors/gmp-parse.js';
import {
  addSession,
  type Books,
  enterMember,
  type MemberState,
  makeMember,
  type SessionState,
} from './books.js';
import { ACTIVE, ANNOUNCED, ENDED, ENROLLED, REQUESTED, type Seen } from './contract.js';
import { armKa, isTracked } from './ka-queue.js';
import { believeActive, learnHeader } from './keepalive.js';
import { learnKey } from './keys.js';
import { by, justLeft, move, tryGate } from './moves.js';
import { memberOf } from './registration.js';

const ON_LIST = '7.2.2, figure 18: on the list';
const NOT_ON_LIST = '7.2.2, figure 18: not on the list';

/** UIRES: who is on the list is active; who is not on a complete one is not. */
export function seeUires(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (session.phase === ENDED || session.phase === REQUESTED || seen.user === 0) return;
  const asker = books.member ?? memberOf(books, session, seen);
  learnHeader(session, asker, seen);
  const parsed = parseGmp(seen.bytes, seen.start, seen.end);
  if (!parsed.ok || parsed.message.type !== 'UIRES') return;
  const { members, following } = parsed.message;
  if (session.listLeft !== following + 1) session.lists += 1;
  session.listLeft = following;
  for (const { user, memberType, group } of members) {
    if (group !== ACTIVE || user === 0) continue;
    const member = session.members[user] ?? unseenMember(session, seen, user, memberType);
    member.listedIn = session.lists;
    if (member.group !== ACTIVE && !justLeft(books, member, seen.at)) {
      believeActive(books, member, seen, ON_LIST);
    }
  }
  if (following === 0) dropUnlisted(books, session, seen);
}

/** A member of whom only its user ID is known. */
function unseenMember(session: SessionState, seen: Seen, user: number, memberType: number): MemberState {
  const member = makeMember(session, seen, user);
  member.memberType = memberType;
  member.host = -1;
  member.smPort = 0;
  member.mmPort = 0;
  member.connection = -1;
  enterMember(member);
  return member;
}

function dropUnlisted(books: Books, session: SessionState, seen: Seen): void {
  for (const member of session.members) {
    if (member?.group !== ACTIVE || member.listedIn === session.lists) continue;
    if (seen.at - member.since <= books.options.maxDelay) continue;
    move(books, member, ENROLLED, by(seen, NOT_ON_LIST));
    if (isTracked(books, member)) armKa(books, member, seen.at, 0);
  }
}

/** KDUPT: a new key; whoever gets it is at least enrolled. */
export function seeKdupt(books: Books, seen: Seen): void {
  const session = books.session ?? addSession(books, seen, false, ANNOUNCED);
  books.session = session;
  if (seen.user === 0) return;
  const member = books.member ?? memberOf(books, session, seen);
  session.secure = true;
  learnKey(session, seen);
  if (session.phase === ENDED || session.phase === REQUESTED) return;
  learnHeader(session, member, seen);
  if (member.group >= ENROLLED || justLeft(books, member, seen.at)) return;
  move(books, member, ENROLLED, by(seen, '7.3, figures 23 and 24'));
  tryGate(session);
}
