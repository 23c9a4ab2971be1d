/**
 * Who may become a member: I7, and what type of member it is then (7.1.1, 7.1.3, D22, D24).
 */
import { NEVER } from '../../base/micros.js';
import { addressOf, type Peer, portOf } from '../peer.js';
import { breach, type MemberBook, type SessionBook, type Watch } from './books.js';

const CREATOR = 4;

/** Enters a new member into the books; its address is that of whom the step is about. */
export function enterMember(watch: Watch, book: SessionBook, user: number): MemberBook {
  const { event } = watch;
  const isCreator = user === book.creatorUser;
  let peer = book.creator;
  if (event.kind === 'message') peer = event.from;
  else if (event.kind === 'authorised') peer = event.peer;
  const place = isCreator ? ownPlace(book) : placeOf(book, peer);
  const member: MemberBook = {
    session: book,
    user,
    peer,
    memberType: isCreator ? CREATOR : (book.listed[place]?.memberType ?? 1),
    place,
    group: 'none',
    mmPort: 0,
    admitted: false,
    due: NEVER,
    timer: NEVER,
  };
  const fault = isCreator ? creatorFault(book, peer) : registrationFault(watch, book, peer, place);
  if (fault !== '') breach(watch, 'I7', book.session, user, fault);
  if (place >= 0) book.claims.set(place, member);
  book.members.set(user, member);
  return member;
}

/** The creator takes its own place, if it listed itself, when its parameters are known (D22). */
export function claimOwnPlace(book: SessionBook): void {
  const creator = book.members.get(book.creatorUser);
  const place = placeOf(book, book.creator);
  if (creator === undefined || place < 0) return;
  creator.place = place;
  book.claims.set(place, creator);
}

/** The place that the creator took; it keeps it when it deregisters. */
function ownPlace(book: SessionBook): number {
  for (const [place, { user }] of book.claims) if (user === book.creatorUser) return place;
  return placeOf(book, book.creator);
}

function creatorFault(book: SessionBook, peer: Peer): string {
  return peer === book.creator ? '' : 'the user ID of the creator is registered for somebody else';
}

/** The first listed entry that fits and is nobody's (port 0: any port); -1: none. */
function placeOf(book: SessionBook, peer: Peer): number {
  const { listed, claims } = book;
  if (listed.length === 0) return -1;
  const address = addressOf(peer);
  const port = portOf(peer);
  return listed.findIndex(
    (entry, place) =>
      entry.memberType !== CREATOR &&
      entry.address === address &&
      (entry.port === 0 || entry.port === port) &&
      !claims.has(place),
  );
}

function registrationFault(watch: Watch, book: SessionBook, peer: Peer, place: number): string {
  if (!book.closed) return '';
  const { event } = watch;
  if (book.listed.length > 0) {
    return place >= 0 ? '' : 'it is registered in a closed session, but is none of the listed members';
  }
  if (event.kind !== 'authorised' || event.session !== book.session || !event.granted) {
    return 'it is registered in a closed session, but nobody has authorised it';
  }
  return book.asked.has(peer) ? '' : 'it is registered in a closed session, but never asked to be';
}
