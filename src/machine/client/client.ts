/**
 * The GMP client as a state machine (figure 14): creator and participant. It takes what arrives, what its host program asks
 * and the time, and says what is to be done (see ../contract.ts); what it does stands in the tables of client-rows.ts.
 *
 *   creator       idle → requesting → accepted → informed → created ┐
 *   participant   idle → registering (→ pending) → registered ──────┴→ enrolling → enrolled → activating → active
 *   ways out      left · ended · rejected · failed · lost
 */
import type { LeaveTarget, MemberType } from '../../../dissectors/gmp-message.js';
import type { Micros } from '../../base/micros.js';
import { createOutbox, takeEffects, whyOf } from '../contract.js';
import {
  CLIENT_STATES,
  type ClientEffect,
  type ClientEvent,
  type ClientNote,
  type ClientState,
  type GmpSend,
  type GmpTimer,
} from '../gmp-vocabulary.js';
import { findTransition } from '../transitions.js';
import { mmHeader } from './client-headers.js';
import { type Client, type ClientOptions, idleClient, type Outstanding } from './client-record.js';
import type { ClientCause } from './client-row.js';
import { CLIENT_TABLE } from './client-rows.js';

export type { Client, ClientOptions };

const STATE_NUMBERS = new Map(CLIENT_STATES.map((state, number) => [state, number]));

/** Empty between steps, so that one serves all clients. */
const OUT = createOutbox<GmpSend, GmpTimer, ClientNote>();

/** A client that has done nothing yet. */
export function createClient(options: ClientOptions): Client {
  return idleClient(options);
}

/** Takes one event, at an instant that never goes back; says what is to be done, in the order of the contract. */
export function stepClient(client: Client, event: ClientEvent, now: Micros): readonly ClientEffect[] {
  switch (event.kind) {
    case 'message':
      take(event.message.type, { client, now, out: OUT, from: event.from, message: event.message });
      break;
    case 'violation':
      take('violation', { client, now, out: OUT });
      break;
    case 'ask':
      take(`ask ${event.ask}`, { client, now, out: OUT, ask: event });
      break;
    case 'time':
      fire(client, now);
  }
  return takeEffects(OUT);
}

/** The next instant at which a timer of the client is due; NEVER if none runs. */
export function clientWake(client: Client): Micros {
  let wake = client.quietAt;
  for (const { at } of client.requests) if (at < wake) wake = at;
  return wake;
}

/** All timers that are due fire: the requests as they were last sent, then `quiet`. */
function fire(client: Client, now: Micros): void {
  if (clientWake(client) > now) take('time', { client, now, out: OUT });
  for (const due of client.requests) if (due.at <= now) take('timer retry', { client, now, out: OUT, due });
  if (client.quietAt <= now) take('timer quiet', { client, now, out: OUT });
}

/** Takes the first row that fits; there is always one, for the last of each event fits always. */
function take(event: string, cause: ClientCause): void {
  const state = STATE_NUMBERS.get(cause.client.state)!;
  const { row, run } = findTransition(CLIENT_TABLE.get(event), state, 0, cause)!;
  cause.out.why = whyOf(row, cause);
  run(cause);
}

/** What can be seen of a client. */
export interface ClientView {
  readonly state: ClientState;
  readonly creator: boolean;
  /** 0 while not assigned. */
  readonly session: number;
  readonly user: number;
  readonly secure: boolean;
  readonly closed: boolean;
  /** 0 while not known. */
  readonly groupAddress: number;
  readonly groupPort: number;
  readonly memberType: MemberType;
  /** Units of 100 ms; 0 while not known. */
  readonly kaPeriod: number;
  readonly timeout: number;
  /** The key that it holds; null where there is none. */
  readonly key: Uint8Array | null;
  /** In `left`: what was left; null in any other state. */
  readonly target: LeaveTarget | null;
  /** Requests without an answer: how often each was sent, when it is sent again. */
  readonly requests: readonly Outstanding[];
  /** When `quiet` is due, and how many unasked KARES have gone since the last KAREQ. */
  readonly quietAt: Micros;
  readonly unasked: number;
}

/** What can be seen of a client, for people and tests. */
export function clientView(client: Client): ClientView {
  const { state, creator, session, user, secure, closed, groupAddress, groupPort } = client;
  const { kaPeriod, timeout, key, requests, quietAt, unasked } = client;
  return {
    state,
    creator,
    session,
    user,
    secure,
    closed,
    groupAddress,
    groupPort,
    memberType: mmHeader(client).memberType,
    kaPeriod,
    timeout,
    key,
    target: state === 'left' ? client.target : null,
    requests,
    quietAt,
    unasked,
  };
}
