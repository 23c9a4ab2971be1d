/**
 * The tracker's books at one place of a capture, copied so that they never change: members in columns (208 octets each), reasons
 * as numbers of a table that all copies share. From a copy the books can be made again, and go on as the first ones did.
 *
 *   Books ──freeze──► FrozenBooks ──thaw──► Books'        from then on both believe the same of the same messages
 */
import { createHeap, heapSet, heapTimeOf } from '../base/heap.js';
import type { Micros } from '../base/micros.js';
import { type Books, createBooks, type KaQueue, type MemberState, type SessionState } from './books.js';
import { copyFacts, type SessionFacts } from './frozen-facts.js';
import {
  type FrozenMembers,
  freezeMembers,
  type ReasonTable,
  readMember,
  sizeOfMembers,
} from './frozen-members.js';

/** A session as it was. */
export interface FrozenSession {
  readonly facts: SessionFacts;
  readonly members: FrozenMembers;
  /** How many of the members have their seat (a user ID); those behind them are applicants, or have left, or were replaced. */
  readonly seated: number;
  readonly claimed: readonly number[];
  /** Peers and the places of their members. */
  readonly applicantPeers: Float64Array;
  readonly applicants: Uint32Array;
  readonly peers: Float64Array;
  readonly ofPeers: Uint32Array;
  readonly queueWho: Uint32Array;
  readonly queueWhen: Float64Array;
  readonly departed: Uint32Array;
  /** When it is looked at next. */
  readonly due: Micros;
}

/** Books as they were. */
export interface FrozenBooks {
  readonly sessions: readonly FrozenSession[];
  /** Numbers of the sessions that are found by their IDs. */
  readonly live: ReadonlyMap<number, number>;
  readonly creations: ReadonlyMap<number, Micros>;
  readonly now: Micros;
  readonly born: number;
  /** Octets, about. */
  readonly size: number;
}

/** Copies books. */
export function freeze(books: Books, reasons: ReasonTable): FrozenBooks {
  const sessions = [...books.byNumber.values()].map((session) => freezeSession(books, session, reasons));
  const live = new Map([...books.live].map(([key, { number }]) => [key, number]));
  const { now, born } = books;
  const own = 256 + 48 * (live.size + books.creations.size);
  const size = sessions.reduce((sum, session) => sum + sizeOfSession(session), own);
  return { sessions, live, creations: new Map(books.creations), now, born, size };
}

function sizeOfSession({ members, peers, queueWho, applicants }: FrozenSession): number {
  return 1500 + sizeOfMembers(members) + 12 * (peers.length + queueWho.length + applicants.length);
}

function freezeSession(books: Books, session: SessionState, reasons: ReasonTable): FrozenSession {
  const all: MemberState[] = [];
  const placeOf = (member: MemberState): number => {
    if (all[member.place] !== member) {
      member.place = all.length;
      all.push(member);
    }
    return member.place;
  };
  for (const member of session.members) if (member !== undefined) placeOf(member);
  const seated = all.length;
  const [applicantPeers, applicants] = freezeMap(session.applicants, placeOf);
  const [peers, ofPeers] = freezeMap(session.byPeer, placeOf);
  const departed = Uint32Array.from(session.departed, placeOf);
  const queue = queueOf(books, session);
  return {
    facts: copyFacts(session),
    seated,
    claimed: [...session.claimed],
    applicantPeers,
    applicants,
    peers,
    ofPeers,
    queueWho: Uint32Array.from(queue.who, placeOf),
    queueWhen: Float64Array.from(queue.when),
    departed,
    due: heapTimeOf(books.due, session.number),
    members: freezeMembers(all, reasons),
  };
}

function freezeMap(
  map: ReadonlyMap<number, MemberState>,
  placeOf: (member: MemberState) => number,
): readonly [Float64Array, Uint32Array] {
  const keys = new Float64Array(map.size);
  const places = new Uint32Array(map.size);
  let i = 0;
  for (const [key, member] of map) {
    keys[i] = key;
    places[i] = placeOf(member);
    i += 1;
  }
  return [keys, places];
}

/**
 * The timers that run. One that was stopped at this very instant is kept too: armed again at it, it would expire in its old turn.
 */
function queueOf({ now }: Books, { queue }: SessionState): Pick<KaQueue, 'who' | 'when'> {
  const who: MemberState[] = [];
  const when: Micros[] = [];
  for (let i = queue.head; i < queue.tail; i += 1) {
    const member = queue.who[i];
    if (member.expires !== queue.when[i] && member.armedAt !== now) continue;
    who.push(member);
    when.push(queue.when[i]);
  }
  return { who, when };
}

/** Makes books of a copy; whoever listens is told of what happens from then on. */
export function thaw(
  frozen: FrozenBooks,
  { options, hosts, listeners }: Pick<Books, 'options' | 'hosts' | 'listeners'>,
  reasons: ReasonTable,
): Books {
  const books: Books = { ...createBooks(options, hosts, listeners), creations: new Map(frozen.creations) };
  for (const one of frozen.sessions) {
    const session = thawSession(one, reasons);
    books.byNumber.set(session.number, session);
    heapSet(books.due, session.number, one.due);
  }
  for (const [key, number] of frozen.live) books.live.set(key, books.byNumber.get(number)!);
  books.now = frozen.now;
  books.born = frozen.born;
  return books;
}

function thawSession(frozen: FrozenSession, reasons: ReasonTable): SessionState {
  const { facts, members, seated, queueWho, queueWhen } = frozen;
  const session: SessionState = {
    ...facts,
    members: [],
    applicants: new Map(),
    byPeer: new Map(),
    queue: { who: [], when: [], head: 0, tail: queueWho.length },
    claimed: new Set(frozen.claimed),
    departed: [],
  };
  const all: MemberState[] = [];
  for (let i = 0; i < members.count; i += 1) {
    const member = readMember(members, i, session, reasons);
    all.push(member);
    if (i < seated) session.members[member.user] = member;
  }
  for (const [i, place] of frozen.applicants.entries()) {
    session.applicants.set(frozen.applicantPeers[i], all[place]);
  }
  for (const [i, place] of frozen.ofPeers.entries()) session.byPeer.set(frozen.peers[i], all[place]);
  for (const place of frozen.departed) session.departed.push(all[place]);
  for (const [i, place] of queueWho.entries()) {
    session.queue.who.push(all[place]);
    session.queue.when.push(queueWhen[i] as Micros);
  }
  return session;
}

/** Books in which nothing has been seen, as a copy. */
export const NOTHING_YET: FrozenBooks = {
  sessions: [],
  live: new Map(),
  creations: new Map(),
  now: -1 as Micros,
  born: 0,
  size: 0,
};

/** Whether the books hold nothing that time may change before an instant. */
export function isQuietUntil({ sessions }: FrozenBooks, at: Micros): boolean {
  const due = createHeap();
  for (const session of sessions) heapSet(due, session.facts.number, session.due);
  return (due.times[0] ?? Number.POSITIVE_INFINITY) >= at;
}
