/**
 * A server's state as plain data: for display, for goldens, for judges. Taking it costs a walk over all members.
 */
import type { MemberType } from '../../../dissectors/gmp-message.js';
import { type Micros, NEVER } from '../../base/micros.js';
import { GROUPS, type Group, PHASES, type Phase } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import {
  ADMITTED,
  bitsOf,
  groupOf,
  HELD,
  hasFlag,
  KA_RUNS,
  KNOWN,
  kaExpiry,
  mmPeerOf,
  smPeerOf,
  typeOf,
} from './member-table.js';
import { ENDED, REQUESTED, type Server, type Session } from './server-state.js';

/** A member, as the server sees it. */
export interface MemberView {
  readonly user: number;
  readonly memberType: MemberType;
  readonly group: Group;
  readonly smPeer: Peer;
  readonly mmPeer: Peer;
  /** Its SAREQ was admitted since its last LVREQ (D25). */
  readonly admitted: boolean;
  /** Its SAREQ waits for the start gate (D4). */
  readonly held: boolean;
  /** When its KA timer expires; undefined where it does not run. */
  readonly kaAt?: Micros;
}

/** A session, as the server sees it. */
export interface SessionView {
  readonly session: number;
  readonly phase: Phase;
  readonly secure: boolean;
  readonly closed: boolean;
  readonly groupAddress: number;
  readonly groupPort: number;
  readonly creator: number;
  readonly kaPeriod: number;
  readonly timeout: number;
  readonly gateOpen: boolean;
  /** Generation of the key in force; 0 where there is none. */
  readonly generation: number;
  readonly roundAt?: Micros;
  readonly scinfAt?: Micros;
  readonly recordAt?: Micros;
  /** Clients whose registration is being checked. */
  readonly pending: readonly Peer[];
  /** Everyone who has a user ID, ascending. */
  readonly members: readonly MemberView[];
}

/** A server's state. */
export interface ServerView {
  /** Ascending by session ID. */
  readonly sessions: readonly SessionView[];
  /** How often something was ignored, by reason (D5). */
  readonly ignored: Readonly<Record<string, number>>;
}

/** The state of a server. */
export function serverView(server: Server): ServerView {
  const sessions = [...server.sessions.values()].sort((a, b) => a.id - b.id).map(sessionView);
  return { sessions, ignored: Object.fromEntries(server.ignored) };
}

/** The state of a session. */
export function sessionView(session: Session): SessionView {
  const members: MemberView[] = [];
  for (let user = 1; user <= session.users.largest; user += 1) {
    if ((bitsOf(session.members, user) & KNOWN) !== 0) members.push(memberView(session, user));
  }
  return {
    session: session.id,
    phase: PHASES[session.phase],
    secure: session.secure,
    closed: session.closed,
    groupAddress: session.groupAddress,
    groupPort: session.groupPort,
    creator: session.creator,
    kaPeriod: session.kaPeriod,
    timeout: session.timeout,
    gateOpen: session.gateOpen,
    generation: session.key === undefined ? 0 : session.generation,
    ...(session.roundAt === NEVER ? {} : { roundAt: session.roundAt }),
    ...(session.phase === REQUESTED ? { scinfAt: session.waitAt } : {}),
    ...(session.phase === ENDED ? { recordAt: session.waitAt } : {}),
    pending: [...session.pending],
    members,
  };
}

function memberView(session: Session, user: number): MemberView {
  const { members } = session;
  const runs = hasFlag(members, user, KA_RUNS);
  return {
    user,
    memberType: typeOf(members, user),
    group: GROUPS[groupOf(members, user)],
    smPeer: smPeerOf(members, user),
    mmPeer: mmPeerOf(members, user),
    admitted: hasFlag(members, user, ADMITTED),
    held: hasFlag(members, user, HELD),
    ...(runs ? { kaAt: kaExpiry(members, user) } : {}),
  };
}
