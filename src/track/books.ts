/**
 * What the tracker keeps: sessions by server and ID, members by user ID and by address, what is due and when. Everything that
 * a message needs is found without a search.
 */
import type { ListedMember } from '../../dissectors/gmp-message.js';
import { createHeap, type Heap, heapSet } from '../base/heap.js';
import { type Micros, micros, NEVER } from '../base/micros.js';
import {
  ANNOUNCED,
  type Member,
  NO_GROUP,
  type Phase,
  type Seen,
  type Session,
  type TrackListener,
  type TrackOptions,
} from './contract.js';
import type { Hosts } from './hosts.js';
import { isMmType } from './seen.js';

/** No instant: what never happened. */
export const UNKNOWN = micros(-1);

/** A member, with what only the tracker needs. */
export interface MemberState extends Member {
  readonly session: SessionState;
  /** SAREQ that no KAREQ has answered yet. */
  pending: number;
  /** The listed entry that it claims, by index; -1: none. */
  claim: number;
  /** The list of active members (UIRES) that named it last. */
  listedIn: number;
  /** Its place while the books are copied (frozen.ts). */
  place: number;
}

/** KA timers of a session in the order of their arming, which is that of their expiry: all run equally long. */
export interface KaQueue {
  readonly who: MemberState[];
  readonly when: Micros[];
  /** The first and behind the last: the arrays keep their length, so that no room is asked for again and again. */
  head: number;
  tail: number;
}

/** Something that ends sessions, and when it was seen. */
export interface EndCause {
  readonly at: Micros;
  readonly why: string;
}

/** A session, with what only the tracker needs. */
export interface SessionState extends Session {
  readonly members: (MemberState | undefined)[];
  readonly applicants: Map<number, MemberState>;
  readonly byPeer: Map<number, MemberState>;
  readonly queue: KaQueue;
  /** What it is entered with in the heap of what is due. */
  wake: Micros;
  /** When SCINF is waited for no longer, and when the record is let go. */
  waitAt: Micros;
  roundOpen: boolean;
  /** Last KAREQ of the round, and how many it has so far. */
  roundLast: Micros;
  roundAsked: number;
  claimed: Set<number>;
  creatorListed: boolean;
  principalsMissing: number;
  /** It ended as believed, without a message that says so. */
  endedUnsaid: boolean;
  cause: EndCause | undefined;
  /** Lists of active members so far. */
  lists: number;
  /** Messages of the last list that were still to follow (UIRES). */
  listLeft: number;
  /** Members that have left all groups, in the order of their leaving: let go after a while. */
  readonly departed: MemberState[];
}

/** Everything that the tracker keeps. */
export interface Books {
  readonly options: TrackOptions;
  readonly hosts: Hosts;
  readonly listeners: readonly TrackListener[];
  /** By server × 2^16 + ID. */
  readonly live: Map<number, SessionState>;
  readonly byNumber: Map<number, SessionState>;
  readonly due: Heap;
  /** When each peer last asked for a new session (SCREQ). */
  readonly creations: Map<number, Micros>;
  now: Micros;
  born: number;
  /** The session that was looked up last, and its key. */
  lastKey: number;
  lastSession: SessionState | undefined;
  /** The message's session and member; what takes it in may find or make them. */
  session: SessionState | undefined;
  member: MemberState | undefined;
}

/** Books with nothing in them. */
export function createBooks(options: TrackOptions, hosts: Hosts, listeners: readonly TrackListener[]): Books {
  return {
    options,
    hosts,
    listeners,
    live: new Map(),
    byNumber: new Map(),
    due: createHeap(),
    creations: new Map(),
    now: UNKNOWN,
    born: 0,
    lastKey: -1,
    lastSession: undefined,
    session: undefined,
    member: undefined,
  };
}

const PORTS = 0x10000;

/** The peer of a message: the client's host and port over UDP, its connection over TCP. */
export function peerOf({ connection, client, clientPort }: Seen): number {
  return connection >= 0 ? -1 - connection : client * PORTS + clientPort;
}

/** The peer that a member registered from. */
export function smPeerOf({ connection, host, smPort }: Member): number {
  return connection >= 0 ? -1 - connection : host * PORTS + smPort;
}

/** The session of a server with an ID. */
export function sessionAt(books: Books, server: number, id: number): SessionState | undefined {
  const key = server * PORTS + id;
  if (key === books.lastKey) return books.lastSession;
  books.lastKey = key;
  books.lastSession = books.live.get(key);
  return books.lastSession;
}

/** Whether a message of a client comes from a member's address (D7); what is not known of it is taken as right. */
export function comesFrom(seen: Seen, member: Member): boolean {
  if (seen.connection >= 0 || member.connection >= 0) return seen.connection === member.connection;
  if (member.host !== seen.client) return member.host < 0;
  const port = isMmType(seen.type) && member.mmPort !== 0 ? member.mmPort : member.smPort;
  return port === 0 || port === seen.clientPort;
}

/** A new session with the ID that a message has, known from now on. */
export function addSession(books: Books, seen: Seen, fromBirth: boolean, phase: Phase): SessionState {
  books.born += 1;
  const session: SessionState = {
    ...factsOf(seen, phase),
    number: books.born,
    fromBirth,
    gateOpen: !fromBirth,
    queue: { who: [], when: [], head: 0, tail: 0 },
    wake: NEVER,
    waitAt: NEVER,
    members: [],
    applicants: new Map(),
    byPeer: new Map(),
    claimed: new Set(),
    departed: [],
  };
  books.live.set(seen.server * PORTS + seen.session, session);
  books.byNumber.set(session.number, session);
  books.lastKey = -1;
  for (const { born } of books.listeners) born?.(session);
  return session;
}

/** What a new session is by a message, and what is not known of it yet. */
function factsOf(seen: Seen, phase: Phase) {
  return {
    server: seen.server,
    id: seen.session,
    bornAt: seen.at,
    bornFrame: seen.frame,
    phase,
    phaseAt: seen.at,
    phaseFrame: seen.frame,
    phaseWhy: '',
    secure: seen.secure,
    closed: phase >= ANNOUNCED && seen.closed,
    groupAddress: seen.groupAddress,
    groupPort: seen.groupPort,
    kaPeriod: micros(0),
    timeout: micros(0),
    endsWithAll: false,
    listed: undefined as readonly ListedMember[] | undefined,
    creator: 0,
    gateAt: UNKNOWN,
    gateFrame: 0,
    parametersAt: UNKNOWN,
    parametersFrame: 0,
    registeredCount: 0,
    enrolledCount: 0,
    activeCount: 0,
    startedAt: UNKNOWN,
    roundAt: UNKNOWN,
    roundBegan: 0,
    rounds: 0,
    roundOpen: false,
    roundLast: UNKNOWN,
    roundAsked: 0,
    endedAt: UNKNOWN,
    endedFrame: 0,
    endedWhy: '',
    endedUnsaid: false,
    cause: undefined,
    generation: 0,
    key: undefined,
    keyAt: UNKNOWN,
    keyFrame: 0,
    creatorListed: false,
    principalsMissing: 0,
    lists: 0,
    listLeft: 0,
  };
}

/** Lets a session go, and tells. */
export function forgetSession(books: Books, session: SessionState, at: Micros): void {
  const key = session.server * PORTS + session.id;
  if (books.live.get(key) === session) books.live.delete(key);
  books.byNumber.delete(session.number);
  books.lastKey = -1;
  heapSet(books.due, session.number, NEVER);
  session.wake = NEVER;
  for (const { forgotten } of books.listeners) forgotten?.(session, at);
}

/** The client of a message, in no group yet. `user` 0: it is only asking. */
export function makeMember(session: SessionState, seen: Seen, user: number): MemberState {
  const isMm = isMmType(seen.type);
  const overTcp = seen.connection >= 0;
  return {
    session,
    user,
    memberType: seen.memberType === 0 ? 1 : seen.memberType,
    host: seen.client,
    smPort: isMm && !overTcp ? 0 : seen.clientPort,
    mmPort: isMm || overTcp ? seen.clientPort : 0,
    connection: seen.connection,
    group: NO_GROUP,
    since: seen.at,
    frame: seen.frame,
    why: '',
    admitted: false,
    held: false,
    pending: 0,
    claim: -1,
    listedIn: 0,
    place: 0,
    expires: NEVER,
    armedAt: UNKNOWN,
    armedFrame: 0,
    askedAt: UNKNOWN,
    askedFrame: 0,
    roundAt: UNKNOWN,
    roundFrame: 0,
    answeredAt: UNKNOWN,
    answeredFrame: 0,
    srreqAt: UNKNOWN,
    srreqFrame: 0,
    sjreqAt: UNKNOWN,
    sjreqFrame: 0,
    sareqAt: UNKNOWN,
    sareqFrame: 0,
    uireqAt: UNKNOWN,
    uireqFrame: 0,
    leftAt: UNKNOWN,
    leftFrame: 0,
    leftTarget: 0,
    answersSince: 0,
    toldAt: UNKNOWN,
    toldFrame: 0,
    asked: 0,
    answered: 0,
    missed: 0,
  };
}

/** Enters a member under its user ID and address. */
export function enterMember(member: MemberState): void {
  const { session, user } = member;
  session.members[user] = member;
  if (member.smPort !== 0) session.byPeer.set(smPeerOf(member), member);
}
