/**
 * The books that the watch keeps of its own: who is in which session and group, by which address, with which timers. They
 * are written from what a server was told (events) and what it said (effects), never from its own records, so that the
 * judge does not share the mistakes of the judged.
 *
 *   Watch ── sessions ──► SessionBook ── members ──► MemberBook
 *     └── dues: instants at which silent members must be demoted, in order (dues.ts)
 */

import type { ListedMember, MemberType } from '../../../dissectors/gmp-message.js';
import type { GmpType } from '../../../dissectors/gmp-names.js';
import { type Micros, NEVER } from '../../base/micros.js';
import type { Group, Phase, ServerEvent } from '../gmp-vocabulary.js';
import { type Peer, withPort } from '../peer.js';
import type { Policies } from '../policies.js';
import type { Breach, InvariantName } from './breach.js';
import type { Dues } from './dues.js';

/** A member, as far as it has been seen. */
export interface MemberBook {
  readonly session: SessionBook;
  readonly user: number;
  /** Where it registered from. */
  readonly peer: Peer;
  readonly memberType: MemberType;
  /** The listed entry that it takes, by place; -1: none. */
  place: number;
  group: Group;
  /** The port that its SAREQ named; 0: none yet, so that MM goes where SM goes (D7). */
  mmPort: number;
  /** The gate has admitted its SAREQ since its last LVREQ (D25). */
  admitted: boolean;
  /** When it must be demoted if it stays silent, by our own reckoning. */
  due: Micros;
  /** When its KA timer fires, by the server's effects. */
  timer: Micros;
}

/** What one step did to a member's group. */
export interface Move {
  readonly member: MemberBook;
  readonly from: Group;
  readonly to: Group;
}

/** What one step did to a session; kept until the step is judged. */
export interface SessionStep {
  readonly moves: Move[];
  /** Members whose timers or dues were touched. */
  readonly timed: MemberBook[];
  /** To whom TRIND and KDUPT were sent, in order. */
  readonly trinds: { readonly user: number; readonly to: Peer }[];
  readonly kdupts: number[];
  /** Users whose SAREQ was admitted. */
  readonly admitted: number[];
  phaseBefore: Phase;
  rekeyed: boolean;
}

/** A session, as far as it has been seen. */
export interface SessionBook {
  readonly session: number;
  readonly creator: Peer;
  readonly secure: boolean;
  creatorUser: number;
  closed: boolean;
  phase: Phase;
  gateOpen: boolean;
  listed: readonly ListedMember[];
  /** By place in `listed`: who has taken it. */
  readonly claims: Map<number, MemberBook>;
  readonly members: Map<number, MemberBook>;
  /** Peers that the host program has been asked about (D24). */
  readonly asked: Set<Peer>;
  /** Units of 100 ms. */
  kaPeriod: number;
  timeout: number;
  termination: 'any' | 'all';
  /** How many are enrolled or active; how many creators and principals are active. */
  enrolled: number;
  leaders: number;
  generation: number;
  /** The key in force, once it has been seen; those discarded, as text. */
  key: Uint8Array | undefined;
  readonly discarded: Set<string>;
  /** When the session's own timers fire, by the server's effects. */
  readonly timers: { period: Micros; scinf: Micros; record: Micros };
  /** Since when a round is under way; NEVER: none is. */
  roundSince: Micros;
  step: SessionStep | undefined;
}

/** The watch over one server. */
export interface Watch {
  readonly policies: Policies;
  readonly sessions: Map<number, SessionBook>;
  readonly dues: Dues;
  /** Of the step that is being judged: also the member whose message it was, from its right address. */
  event: ServerEvent;
  now: Micros;
  sender: MemberBook | undefined;
  breaches: Breach[];
  readonly touched: SessionBook[];
  /** Records of steps to be used again. */
  readonly spare: SessionStep[];
}

const RANKS: Readonly<Record<Group, number>> = { none: 0, registered: 1, enrolled: 2, active: 3 };

/** Groups in numbers: none 0 … active 3. */
export function rank(group: Group): number {
  return RANKS[group];
}

/** Notes that an invariant does not hold. */
export function breach(
  watch: Watch,
  invariant: InvariantName,
  session: number,
  user: number,
  message: string,
): void {
  watch.breaches.push({ invariant, session, user, at: watch.now, message });
}

/** What this step has done to a session so far. */
export function stepOf(watch: Watch, book: SessionBook): SessionStep {
  if (book.step !== undefined) return book.step;
  const step = watch.spare.pop() ?? emptyStep();
  step.phaseBefore = book.phase;
  book.step = step;
  watch.touched.push(book);
  return step;
}

function emptyStep(): SessionStep {
  return { moves: [], timed: [], trinds: [], kdupts: [], admitted: [], phaseBefore: 'none', rekeyed: false };
}

/** The step has been judged. */
export function giveBack(watch: Watch, book: SessionBook): void {
  const step = book.step!;
  book.step = undefined;
  step.moves.length = 0;
  step.timed.length = 0;
  step.trinds.length = 0;
  step.kdupts.length = 0;
  step.admitted.length = 0;
  step.rekeyed = false;
  watch.spare.push(step);
}

/** Opens the book of a session that `creator` asked for. */
export function openBook(watch: Watch, session: number, creator: Peer, secure: boolean): SessionBook {
  const book: SessionBook = {
    session,
    creator,
    secure,
    creatorUser: 0,
    closed: false,
    phase: 'none',
    gateOpen: false,
    listed: [],
    claims: new Map(),
    members: new Map(),
    asked: new Set(),
    kaPeriod: watch.policies.kaPeriod,
    timeout: watch.policies.timeout,
    termination: watch.policies.termination,
    enrolled: 0,
    leaders: 0,
    generation: 0,
    key: undefined,
    discarded: new Set(),
    timers: { period: NEVER, scinf: NEVER, record: NEVER },
    roundSince: NEVER,
    step: undefined,
  };
  watch.sessions.set(session, book);
  return book;
}

/** Where a member's MM messages come from and go to (D7). */
export function mmPeer(member: MemberBook): Peer {
  return member.mmPort === 0 ? member.peer : withPort(member.peer, member.mmPort);
}

/** Creator or principal: one whose loss may end the session (7.2.4). */
export function isLeader(member: MemberBook): boolean {
  return member.memberType !== 1;
}

/** Whether the KA timer of a member counts at all (D11). */
export function isTracked(watch: Watch, member: MemberBook): boolean {
  return watch.policies.openTracking === 'count' || member.session.closed || isLeader(member);
}

/** The member that the step's MM message, or SAREQ, is from; undefined where its address is not the right one (D7). */
export function findSender(watch: Watch): MemberBook | undefined {
  const { event } = watch;
  if (event.kind !== 'message') return undefined;
  const { type, session, user } = event.message;
  const member = watch.sessions.get(session)?.members.get(user);
  if (member === undefined) return undefined;
  return event.from === (type === 'SAREQ' ? member.peer : mmPeer(member)) ? member : undefined;
}

/** Whether the step was made with a message of this type from this member, from its right address. */
export function isFrom(watch: Watch, member: MemberBook, type: GmpType): boolean {
  return watch.sender === member && watch.event.kind === 'message' && watch.event.message.type === type;
}

/** Whether the session has ended, or gone, in this step. */
export function endsNow(book: SessionBook): boolean {
  const before = book.step?.phaseBefore;
  return before !== undefined && before !== 'ended' && (book.phase === 'ended' || book.phase === 'none');
}
