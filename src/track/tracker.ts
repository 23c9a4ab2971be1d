/**
 * The tracker: takes the messages of a capture in, one after the other, and keeps what an observer may believe of sessions and
 * members (contract.ts says on what terms; docs/tracking.md tells it at length).
 *
 *   Seen ──► what was due before ──► session, member ──► `before` ──► belief, by type ──► `after`
 */

import { heapTime } from '../base/heap.js';
import type { Micros } from '../base/micros.js';
import { type Books, comesFrom, createBooks, peerOf, sessionAt } from './books.js';
import type { Seen, Tracker, TrackListener, TrackOptions } from './contract.js';
import { seeScacc, seeSccon, seeScinf, seeScreq, seeSdreq, seeSdres } from './creation.js';
import type { Hosts } from './hosts.js';
import { seeKareq, seeKares } from './keepalive.js';
import { seeLvreq, seeTrind, seeTrreq } from './leaving.js';
import { seeKdupt, seeUires } from './lists.js';
import { seeSareq, seeSjreq, seeSjres, seeSracc, seeSrrej, seeSrreq, seeSrres } from './registration.js';
import {
  isMmType,
  KAREQ,
  KARES,
  KDUPT,
  LVREQ,
  SAREQ,
  SCACC,
  SCCON,
  SCINF,
  SCREQ,
  SDREQ,
  SDRES,
  SJREQ,
  SJRES,
  SRACC,
  SRREJ,
  SRREQ,
  SRRES,
  TRIND,
  TRREQ,
  TYPE_NAMES,
  UIREQ,
  UIRES,
} from './seen.js';
import { fireUntil } from './timers.js';

type See = (books: Books, seen: Seen) => void;

/** What each type does to the belief; SCREJ alone does nothing. */
const SEE: readonly (See | undefined)[] = table([
  [SCREQ, seeScreq],
  [SCACC, seeScacc],
  [SDREQ, seeSdreq],
  [SDRES, seeSdres],
  [SCINF, seeScinf],
  [SCCON, seeSccon],
  [SRREQ, seeSrreq],
  [SRRES, seeSrres],
  [SRACC, seeSracc],
  [SRREJ, seeSrrej],
  [SJREQ, seeSjreq],
  [SJRES, seeSjres],
  [SAREQ, seeSareq],
  [KAREQ, seeKareq],
  [KARES, seeKares],
  [UIREQ, seeUireq],
  [UIRES, seeUires],
  [LVREQ, seeLvreq],
  [TRREQ, seeTrreq],
  [TRIND, seeTrind],
  [KDUPT, seeKdupt],
]);

function table(rows: readonly (readonly [number, See])[]): readonly (See | undefined)[] {
  const by = new Map(rows);
  return TYPE_NAMES.map((_, type) => by.get(type));
}

function seeUireq({ member }: Books, { at, frame }: Seen): void {
  if (member === undefined) return;
  member.uireqAt = at;
  member.uireqFrame = frame;
}

/** A tracker for one capture; `hosts` are those of its intake. Listeners are told in their order. */
export function createTracker(
  options: TrackOptions,
  hosts: Hosts,
  ...listeners: readonly TrackListener[]
): Tracker {
  return createTrackerOn(createBooks(options, hosts, listeners));
}

/** A tracker that goes on with books: empty ones, or those of another that was at some place of the capture (frozen.ts). */
export function createTrackerOn(books: Books): Tracker {
  const { listeners } = books;
  const befores = listeners.flatMap(({ before }) => before ?? []);
  const afters = listeners.flatMap(({ after }) => after ?? []);
  return {
    take: (seen) => {
      if (heapTime(books.due) <= seen.at) fireBefore(books, seen);
      if (seen.at > books.now) books.now = seen.at;
      lookUp(books, seen);
      for (const before of befores) before(seen, books.session, books.member);
      SEE[seen.type]?.(books, seen);
      noteGate(books, seen);
      for (const after of afters) after(seen, books.session, books.member);
    },
    advance: (at) => pass(books, at, false),
    finish: (at) => pass(books, at, true),
    sessions: () => [...books.byNumber.values()],
    find: (server, id) => sessionAt(books, server, id),
  };
}

/** When the start gate was seen to be open. */
function noteGate({ session }: Books, { at, frame }: Seen): void {
  if (session === undefined || !session.gateOpen || session.gateFrame !== 0 || !session.fromBirth) return;
  session.gateAt = at;
  session.gateFrame = frame;
}

function pass(books: Books, at: Micros, inclusive: boolean): void {
  fireUntil(books, at, inclusive);
  if (at > books.now) books.now = at;
}

/**
 * What is due before a message fires first. At its own instant messages come before timers (D10), apart from those that the
 * server sends because a timer of its own has fired at that instant.
 */
function fireBefore(books: Books, seen: Seen): void {
  fireUntil(books, seen.at, false);
  if (heapTime(books.due) !== seen.at || seen.toServer || !isMmType(seen.type) || seen.type === UIRES) return;
  lookUp(books, seen);
  if (seen.type !== KAREQ || (books.member?.pending ?? 0) === 0) fireUntil(books, seen.at, true);
}

/** The session and the member that a message belongs to, as far as they are known. */
function lookUp(books: Books, seen: Seen): void {
  const session = sessionAt(books, seen.server, seen.session);
  books.session = session;
  books.member = undefined;
  if (session === undefined) return;
  if (seen.type === SRREQ) {
    books.member = session.byPeer.get(peerOf(seen));
    return;
  }
  const member = session.members[seen.user];
  if (member !== undefined && (!seen.toServer || comesFrom(seen, member))) books.member = member;
}
