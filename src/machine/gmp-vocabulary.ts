/**
 * The words of the GMP machines: the events that they take, the timers that they run, what they tell their host programs.
 * Server and clients share what they share.
 */
import type { GmpMessage, LeaveTarget, ListedUser, SessionParameters } from '../../dissectors/gmp-message.js';
import type { Violation } from '../../dissectors/gmp-violation.js';
import type { Effect } from './contract.js';
import type { Peer } from './peer.js';

/** Phases of a session at the server (7.1); "none" is a session that there is not, before its creation or after its removal. */
export const PHASES = ['none', 'requested', 'announced', 'running', 'ended'] as const;
/** Phase of a session. */
export type Phase = (typeof PHASES)[number];

/** Groups of a member (6.1): the highest that it is in. "none": it is in no group. */
export const GROUPS = ['none', 'registered', 'enrolled', 'active'] as const;
/** Group of a member. */
export type Group = (typeof GROUPS)[number];

/** States of a client (figure 14). */
export const CLIENT_STATES = [
  'idle',
  'requesting',
  'accepted',
  'informed',
  'created',
  'registering',
  'pending',
  'registered',
  'enrolling',
  'enrolled',
  'activating',
  'active',
  'left',
  'ended',
  'rejected',
  'failed',
  'lost',
] as const;
/** State of a client. */
export type ClientState = (typeof CLIENT_STATES)[number];

/** A message that goes out, and by which of the sender's addresses: where it speaks SM, or where it speaks MM (8.1 n). */
export interface GmpSend {
  readonly via: 'SM' | 'MM';
  readonly to: Peer;
  readonly message: GmpMessage;
}

/**
 * Timers. Of the server, by session: `ka` (a member's, 9.2 b), `period` (the KAREQ round, 9.2 a), `scinf` (D2), `record`
 * (D14). Of a client: `retry` (D17, by request), `quiet` (D20). `user` is 0 where the timer is no member's.
 */
export interface GmpTimer {
  readonly name: 'ka' | 'period' | 'scinf' | 'record' | 'retry' | 'quiet';
  readonly session: number;
  readonly user: number;
  /** The request that `retry` sends again. */
  readonly request?: ClientRequest;
}

/** Requests that have an answer, so that they can be sent again (D17). */
export type ClientRequest = 'SCREQ' | 'SCINF' | 'SRREQ' | 'SJREQ' | 'SAREQ' | 'UIREQ' | 'SDREQ' | 'TRREQ';

/** A message has arrived, well-formed or not. */
export type ArrivalEvent =
  | { readonly kind: 'message'; readonly from: Peer; readonly message: GmpMessage }
  | { readonly kind: 'violation'; readonly from: Peer; readonly violation: Violation };

/** The instant that `wake` named has come: all timers that are due fire. */
export interface TimeEvent {
  readonly kind: 'time';
}

/** What a server may be stepped with. */
export type ServerEvent =
  | ArrivalEvent
  | TimeEvent
  /** The host program's answer to the question `authorise` (D24). */
  | { readonly kind: 'authorised'; readonly session: number; readonly peer: Peer; readonly granted: boolean };

/** What a server tells its host program. */
export type ServerNote =
  | { readonly what: 'phase'; readonly session: number; readonly from: Phase; readonly to: Phase }
  | {
      readonly what: 'group';
      readonly session: number;
      readonly user: number;
      readonly from: Group;
      readonly to: Group;
    }
  | { readonly what: 'expired'; readonly timer: GmpTimer }
  /** The session is to be announced, outside GMP (7.1.2). */
  | { readonly what: 'announce'; readonly session: number; readonly parameters: SessionParameters }
  /** May this client register (7.1.3, D24)? The answer is an event `authorised`. */
  | { readonly what: 'authorise'; readonly session: number; readonly peer: Peer }
  /** A client was refused: SCREJ, SRREJ. */
  | { readonly what: 'refused'; readonly session: number; readonly peer: Peer; readonly reason: string }
  /** The start gate opened (7.1.1). */
  | { readonly what: 'gate'; readonly session: number }
  /** The gate admitted a member's SAREQ: from now on its KARES counts (D25). */
  | { readonly what: 'admitted'; readonly session: number; readonly user: number }
  /** A SAREQ waits for the gate (D4). */
  | { readonly what: 'held'; readonly session: number; readonly user: number }
  /** A new key is in force; the earlier one is discarded (7.3). Generations count from 1. */
  | { readonly what: 'key'; readonly session: number; readonly generation: number }
  | DeviationNote;

/** A value that is wrong in a field that no rule names (D21). */
export interface DeviationNote {
  readonly what: 'deviation';
  readonly session: number;
  readonly user: number;
  /** Field name, as in display filters. */
  readonly field: string;
  readonly expected: number;
  readonly actual: number;
}

/** What the host program of a client may ask. */
export type ClientAsk =
  /** SCREQ (7.1.1). With `parameters`, SCINF follows SCACC by itself; without, the host program asks `inform`. */
  | {
      readonly ask: 'create';
      readonly secure: boolean;
      readonly closed: boolean;
      readonly groupAddress?: number;
      readonly groupPort?: number;
      readonly parameters?: SessionParameters;
    }
  | { readonly ask: 'inform'; readonly parameters: SessionParameters }
  /** SRREQ (7.1.3): the session and its modes are known from the announcement (7.1.2). */
  | { readonly ask: 'register'; readonly session: number; readonly secure: boolean; readonly closed: boolean }
  | { readonly ask: 'enrol' }
  | { readonly ask: 'activate' }
  | { readonly ask: 'users' }
  | { readonly ask: 'leave'; readonly target: LeaveTarget }
  | { readonly ask: 'terminate' }
  | { readonly ask: 'delete' };

/** What a client may be stepped with. */
export type ClientEvent = ArrivalEvent | TimeEvent | ({ readonly kind: 'ask' } & ClientAsk);

/** What a client tells its host program. */
export type ClientNote =
  | { readonly what: 'state'; readonly from: ClientState; readonly to: ClientState }
  | { readonly what: 'expired'; readonly timer: GmpTimer }
  /** SCREJ or SRREJ: `secure-unsupported` is SCREJ with S=1; no other reason travels (7.3, 8.1 c). */
  | { readonly what: 'rejected'; readonly reason: 'secure-unsupported' | 'unspecified' }
  /** A request got no answer (D17). */
  | { readonly what: 'failed'; readonly request: ClientRequest }
  /** The list of active members, all parts of it (7.2.2). */
  | { readonly what: 'users'; readonly members: readonly ListedUser[] }
  /** A new key is in force (7.3). */
  | { readonly what: 'key'; readonly key: Uint8Array }
  /** The session was deleted at the client's request (8.1 e). */
  | { readonly what: 'deleted'; readonly session: number }
  | DeviationNote;

/** An effect of the server. */
export type ServerEffect = Effect<GmpSend, GmpTimer, ServerNote>;
/** An effect of a client. */
export type ClientEffect = Effect<GmpSend, GmpTimer, ClientNote>;
