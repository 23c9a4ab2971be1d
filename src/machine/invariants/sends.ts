/**
 * What a message that a server sends must obey: I2 (IDs), I3 (KAREQ), I4 (ended sessions), I6 (keys). Judged with the groups
 * as they are after the step: what is decided in one instant is decided together (D10).
 */
import { NEVER } from '../../base/micros.js';
import type { GmpSend } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import {
  breach,
  isFrom,
  isTracked,
  type MemberBook,
  mmPeer,
  type SessionBook,
  stepOf,
  type Watch,
} from './books.js';
import { startDue } from './dues.js';

/** Judges a message that is sent. */
export function watchSend(watch: Watch, sent: GmpSend): void {
  const { message, to } = sent;
  const { type, session, user } = message;
  const book = watch.sessions.get(session);
  if (type === 'SCACC') watchCreation(watch, book, session, user, to);
  else if (type === 'TRIND') watchIndication(watch, book, sent);
  else if (type === 'KAREQ' || type === 'KDUPT' || type === 'SJRES' || type === 'SRACC') {
    if (book === undefined || isOver(watch, book, type)) {
      const text = book === undefined ? 'there is not' : 'has ended';
      breach(watch, 'I4', session, user, `${type} is sent for a session that ${text}`);
    } else if (type === 'KAREQ') {
      watchRequest(watch, book, user, to);
    } else if (type === 'SRACC') {
      watchAccept(watch, book, user, to);
    } else {
      if (type === 'KDUPT') stepOf(watch, book).kdupts.push(user);
      const key = type === 'KDUPT' || message.secure ? message.key : undefined;
      watchKeySent(watch, book, user, key, to, type);
    }
  }
}

/** I4: the session has ended. A round that came just before the end, at the same instant, was still in order. */
function isOver(watch: Watch, book: SessionBook, type: string): boolean {
  if (book.phase === 'none') return true;
  if (book.phase !== 'ended') return false;
  return type !== 'KAREQ' || !isLastRound(watch, book);
}

/** What is decided first at one instant comes first: a round before timers that were armed later than it was. */
function isLastRound(watch: Watch, book: SessionBook): boolean {
  const { phaseBefore, trinds } = stepOf(watch, book);
  return (
    watch.event.kind === 'time' &&
    phaseBefore === 'running' &&
    trinds.length === 0 &&
    book.kaPeriod > book.timeout
  );
}

function watchCreation(
  watch: Watch,
  book: SessionBook | undefined,
  session: number,
  user: number,
  to: Peer,
): void {
  if (book === undefined || book.creator !== to || book.phase !== 'requested') {
    breach(watch, 'I2', session, user, 'SCACC gives somebody the ID of a session that is not its own');
    return;
  }
  if (book.creatorUser === 0) book.creatorUser = user;
  if (book.creatorUser === user) return;
  const text = `SCACC gives the creator another user ID: it had ${book.creatorUser}`;
  breach(watch, 'I2', session, user, text);
}

function watchAccept(watch: Watch, book: SessionBook, user: number, to: Peer): void {
  const member = book.members.get(user);
  if (member === undefined || member.group === 'none') {
    breach(watch, book.closed ? 'I7' : 'I2', book.session, user, "SRACC tells a user ID that is nobody's");
  } else if (member.peer !== to) {
    breach(watch, 'I2', book.session, user, 'SRACC tells somebody the user ID of another member');
  }
}

function watchRequest(watch: Watch, book: SessionBook, user: number, to: Peer): void {
  const member = book.members.get(user);
  if (member === undefined) {
    breach(watch, 'I3', book.session, user, 'KAREQ is sent to somebody who is no member');
    return;
  }
  if (to !== mmPeer(member)) {
    breach(watch, 'I3', book.session, user, "KAREQ is sent to an address that is not the member's");
  }
  if (member.group !== 'active' && !isActivating(watch, member)) {
    if (isLastRound(watch, book) && wasActive(watch, member)) return;
    const text = `KAREQ is sent to a member that is ${member.group}, and not activating`;
    breach(watch, 'I3', book.session, user, text);
    return;
  }
  const isTimed = member.group !== 'active' || isTracked(watch, member);
  if (isTimed && member.due === NEVER) startDue(watch, member);
}

/** Enrolled, and its SAREQ is being answered in this step. */
function isActivating(watch: Watch, member: MemberBook): boolean {
  if (member.group !== 'enrolled' || !member.admitted) return false;
  return isFrom(watch, member, 'SAREQ') || stepOf(watch, member.session).admitted.includes(member.user);
}

function wasActive(watch: Watch, member: MemberBook): boolean {
  return stepOf(watch, member.session).moves.some((move) => move.member === member && move.from === 'active');
}

/** I6: a key that goes out is the one in force, and goes to a member that is enrolled, at its address. */
function watchKeySent(
  watch: Watch,
  book: SessionBook,
  user: number,
  key: Uint8Array | undefined,
  to: Peer,
  type: 'SJRES' | 'KDUPT',
): void {
  const fault = (text: string): void => breach(watch, 'I6', book.session, user, text);
  if (key === undefined || !book.secure) {
    if (book.secure) fault(`${type} brings no key, though the session is secure`);
    else if (key !== undefined) fault(`${type} brings a key, though the session is not secure`);
    return;
  }
  const member = book.members.get(user);
  const group = member?.group ?? 'none';
  if (group !== 'enrolled' && group !== 'active')
    fault(`${type} brings the key to a member that is ${group}`);
  const address = member === undefined || type === 'SJRES' ? member?.peer : mmPeer(member);
  if (member !== undefined && address !== to) fault(`${type} brings the key to an address not the member's`);
  if (book.generation === 0) fault(`${type} brings a key before there is one`);
  if (book.key === undefined) {
    if (book.discarded.has(key.join())) fault(`${type} brings a key that was discarded`);
    book.key = key;
  } else if (!sameOctets(book.key, key)) {
    const which = book.discarded.has(key.join()) ? 'a key that was discarded' : 'a key that is not in force';
    fault(`${type} brings ${which}`);
  }
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && a.every((octet, i) => octet === b[i]));
}

/** I9: TRIND comes at the end, or tells somebody who still speaks that it was (D14). */
function watchIndication(watch: Watch, book: SessionBook | undefined, { message, to }: GmpSend): void {
  if (book?.phase !== 'ended') {
    breach(watch, 'I9', message.session, message.user, 'TRIND is sent, though the session has not ended');
    return;
  }
  const { event } = watch;
  if (book.step !== undefined && book.step.phaseBefore !== 'ended') {
    book.step.trinds.push({ user: message.user, to });
  } else if (event.kind !== 'message' || event.from !== to) {
    breach(watch, 'I9', message.session, message.user, 'TRIND is sent again, though nobody spoke');
  }
}
