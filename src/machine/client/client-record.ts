/**
 * What a client remembers, and the questions that its rows ask of that. Plain data, and little of it: 60,000 clients are
 * simulated at once. What is 0 or null is not known, or not there.
 */
import type {
  LeaveTarget,
  ListedUser,
  MemberType,
  SessionParameters,
} from '../../../dissectors/gmp-message.js';
import { type Micros, NEVER } from '../../base/micros.js';
import { cancelTimer, notify, type Outbox } from '../contract.js';
import type { ClientNote, ClientRequest, ClientState, GmpSend, GmpTimer } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import type { Policies } from '../policies.js';

/** What a client is made with. */
export interface ClientOptions {
  /** Where the server listens, for SM and MM alike. */
  readonly server: Peer;
  /** The local UDP port for MM, which SAREQ tells the server (8.1 n). */
  readonly mmPort: number;
  readonly policies: Policies;
}

/** A request without its answer: how often it was sent, and when it is sent again (NEVER under retry=off). */
export interface Outstanding {
  readonly request: ClientRequest;
  readonly sends: number;
  readonly at: Micros;
}

/** The list of active members as far as its parts have come (7.2.2). */
export interface UserList {
  /** Parts that followed the first one: the most that any part of this answer has announced. */
  readonly most: number;
  /** How many must follow the part that comes next; −1 while none is waited for: a part was lost. */
  readonly next: number;
  readonly members: readonly ListedUser[];
}

/** A GMP client: one user in one session. */
export interface Client {
  readonly options: ClientOptions;
  state: ClientState;
  /** Whether it created the session. */
  creator: boolean;
  session: number;
  user: number;
  secure: boolean;
  closed: boolean;
  groupAddress: number;
  groupPort: number;
  memberType: MemberType | 0;
  kaPeriod: number;
  timeout: number;
  /** The user ID for which SAREQ has told the server the MM port (D7); 0: none. It outlasts a new registration. */
  mmUser: number;
  /** What the last LVREQ left; of use in `left` only. */
  target: LeaveTarget;
  key: Uint8Array | null;
  /** The parameters for SCINF, until SCCON. */
  parameters: SessionParameters | null;
  requests: readonly Outstanding[];
  users: UserList | null;
  /** When the timer `quiet` is due, and how many unasked KARES went since the last KAREQ (D20). */
  quietAt: Micros;
  unasked: number;
}

/** A step that is being taken. */
export interface ClientStep {
  readonly client: Client;
  readonly now: Micros;
  readonly out: Outbox<GmpSend, GmpTimer, ClientNote>;
}

const NO_REQUESTS: readonly Outstanding[] = [];

/** A client that has done nothing yet. */
export function idleClient(options: ClientOptions): Client {
  return { options, state: 'idle', ...blank() };
}

/** What a client knows of a session before it has one. */
function blank(): Omit<Client, 'options' | 'state'> {
  return {
    creator: false,
    session: 0,
    user: 0,
    secure: false,
    closed: false,
    groupAddress: 0,
    groupPort: 0,
    memberType: 0,
    kaPeriod: 0,
    timeout: 0,
    mmUser: 0,
    target: 0,
    key: null,
    parameters: null,
    requests: NO_REQUESTS,
    users: null,
    quietAt: NEVER,
    unasked: 0,
  };
}

/** Forgets the session that was, for another one; its timers must have been stopped. */
export function forget(client: Client): void {
  Object.assign(client, blank());
}

/** Goes to a state and tells the host program. */
export function enter({ client, out }: ClientStep, to: ClientState): void {
  notify(out, { what: 'state', from: client.state, to });
  client.state = to;
}

/** Whether a new session may be begun: before any, after one, or out of all its groups. */
export function mayBegin({ client }: ClientStep): boolean {
  return client.state !== 'left' || client.target === 2;
}

/** Whether the client belongs to the session: it has a user ID in it, and has not given it back. */
export function belongs({ client }: ClientStep): boolean {
  return client.user !== 0 && (client.state !== 'left' || client.target !== 2);
}

/** The group that the client believes to be in, or on its way to: 0 none, 1 registered, 2 enrolled, 3 active. */
export function level(client: Client): number {
  switch (client.state) {
    case 'created':
    case 'registered':
      return 1;
    case 'enrolling':
    case 'enrolled':
      return 2;
    case 'activating':
    case 'active':
    case 'lost':
      return 3;
    case 'left':
      return 2 - client.target;
    default:
      return 0;
  }
}

/** The timer of D20. */
export function quietTimer({ session, user }: Client): GmpTimer {
  return { name: 'quiet', session, user };
}

/** Stops the timer of D20 where it runs. */
export function cancelQuiet({ client, out }: ClientStep): void {
  if (client.quietAt === NEVER) return;
  client.quietAt = NEVER;
  cancelTimer(out, quietTimer(client));
}
