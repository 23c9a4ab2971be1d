/**
 * What a server knows: its sessions, and of each its phase, its parameters, its members and its timers.
 */
import type { GmpMessage, GmpMessageOf, SessionParameters } from '../../../dissectors/gmp-message.js';
import type { GmpType } from '../../../dissectors/gmp-names.js';
import { createHeap, type Heap } from '../../base/heap.js';
import { type Micros, micros, NEVER } from '../../base/micros.js';
import type { RandomStream } from '../../base/random.js';
import { createOutbox, type Outbox } from '../contract.js';
import { type GmpSend, type GmpTimer, GROUPS, PHASES, type ServerNote } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import type { Dimension } from '../transitions.js';
import { createIdPool, type IdPool } from './id-pool.js';
import { createIdSet, type IdSet } from './id-set.js';
import { createMemberTable, type MemberTable } from './member-table.js';
import type { ServerOptions } from './server-options.js';

/** Phases as numbers, in the order of PHASES. */
export const NO_SESSION = 0;
export const REQUESTED = 1;
export const ANNOUNCED = 2;
export const RUNNING = 3;
export const ENDED = 4;
/** One of these five. */
export type PhaseNumber = 0 | 1 | 2 | 3 | 4;

/** The two dimensions of a server's state: the phase of the session, the group of the sender. */
export const SERVER_DIMENSIONS: readonly [Dimension, Dimension] = [
  { name: 'phase', states: PHASES },
  { name: 'group', states: GROUPS },
];

/** A session. */
export interface Session {
  readonly id: number;
  phase: PhaseNumber;
  /** S, fixed by SCREQ; M, fixed by SCINF. */
  readonly secure: boolean;
  closed: boolean;
  readonly groupAddress: number;
  readonly groupPort: number;
  /** User ID of the creator. */
  creator: number;
  parameters: SessionParameters | undefined;
  /** Units of 100 ms; 0 before SCINF. */
  kaPeriod: number;
  timeout: number;
  period: Micros;
  kaSpan: Micros;
  /** "all": losing one of creator and principals does not end the session while another is active (D12). */
  endsWithAll: boolean;
  readonly members: MemberTable;
  readonly users: IdPool;
  /** User IDs by the address of their registration. */
  readonly byPeer: Map<Peer, number>;
  /** Registrations that wait for the host program's answer. */
  readonly pending: Set<Peer>;
  /** Members of at least the enrolled group, and of the active group. */
  readonly enrolled: IdSet;
  readonly active: IdSet;
  /** Active creators and principals. */
  activePrincipals: number;
  /** Listed members that somebody claims. */
  readonly claimed: Set<number>;
  /** Listed principals that are not yet what the start gate wants (D6). */
  principalsMissing: number;
  /** The creator has listed itself as a principal. */
  creatorListed: boolean;
  gateOpen: boolean;
  /** Members whose SAREQ waits for the gate, in order of arrival (D4). */
  held: number[];
  key: Uint8Array | undefined;
  generation: number;
  /** Next KAREQ round, and when that was decided; NEVER while the session does not run. */
  roundAt: Micros;
  roundSetAt: Micros;
  /** The member with whom a round goes on that is sent in parts; 0 where none is under way. */
  roundFrom: number;
  /** End of the wait for SCINF (D2) or of the record (D14). */
  waitAt: Micros;
}

/** A session before anybody knows it. */
export function createSession(
  id: number,
  secure: boolean,
  group: { readonly address: number; readonly port: number },
): Session {
  return {
    id,
    phase: NO_SESSION,
    secure,
    closed: false,
    groupAddress: group.address,
    groupPort: group.port,
    creator: 0,
    parameters: undefined,
    kaPeriod: 0,
    timeout: 0,
    period: NEVER,
    kaSpan: NEVER,
    endsWithAll: false,
    members: createMemberTable(),
    users: createIdPool(),
    byPeer: new Map(),
    pending: new Set(),
    enrolled: createIdSet(),
    active: createIdSet(),
    activePrincipals: 0,
    claimed: new Set(),
    principalsMissing: 0,
    creatorListed: false,
    gateOpen: false,
    held: [],
    key: undefined,
    generation: 0,
    roundAt: NEVER,
    roundSetAt: micros(0),
    roundFrom: 0,
    waitAt: NEVER,
  };
}

/** A server. Its fields are its own: look at it through serverView. */
export interface Server {
  readonly options: ServerOptions;
  readonly random: RandomStream;
  readonly sessions: Map<number, Session>;
  readonly sessionIds: IdPool;
  /** Sessions that wait for SCINF, by the address of their creator. */
  readonly requested: Map<Peer, Session>;
  /** Registrations that wait for an answer, in all sessions. */
  pendingCount: number;
  /** When each session wants to be looked at next: never later than its next timer. */
  readonly due: Heap;
  /** How often something was ignored, by reason (D5). */
  readonly ignored: Map<string, number>;
  readonly step: ServerStep;
}

/** What a row of the server's table looks at: the event, and whom it concerns. */
export interface ServerStep {
  readonly out: Outbox<GmpSend, GmpTimer, ServerNote>;
  server: Server;
  now: Micros;
  from: Peer;
  message: GmpMessage | undefined;
  /** The session that the event concerns; NOWHERE where there is none. */
  session: Session;
  /** The member that the event comes from, by the right address; 0 where it is nobody's. */
  user: number;
  /** Why the sender is nobody, or what is wrong. */
  reason: string;
  /** Active members whose KA timers have just expired together (D10, D13). */
  expired: readonly number[];
}

/** The session that there is not. */
export const NOWHERE: Session = createSession(0, false, { address: 0, port: 0 });

/** A server without sessions. `random` is the stream from which its keys come (D16). */
export function createServer(options: ServerOptions, random: RandomStream): Server {
  const server: Omit<Server, 'step'> & { step?: ServerStep } = {
    options,
    random,
    sessions: new Map(),
    sessionIds: createIdPool(),
    requested: new Map(),
    pendingCount: 0,
    due: createHeap(),
    ignored: new Map(),
  };
  server.step = {
    out: createOutbox(),
    server: server as Server,
    now: micros(0),
    from: 0 as Peer,
    message: undefined,
    session: NOWHERE,
    user: 0,
    reason: '',
    expired: [],
  };
  return server as Server;
}

/** The message of a step, of the type that the row is for. Throws where it is another: our own mistake. */
export function messageOf<T extends GmpType>(c: ServerStep, type: T): GmpMessageOf<T> {
  if (c.message?.type !== type) throw new Error(`a row for ${type} was given ${c.message?.type}`);
  return c.message as GmpMessageOf<T>;
}
