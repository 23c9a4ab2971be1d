/**
 * A server under the watch, and a few peers who talk to it: every step is judged, and the server's view compared. What was
 * sent to whom is kept, so that peers can behave well (answer, join) or nearly so.
 */
import type {
  GmpMessage,
  GmpMessageOf,
  LeaveTarget,
  SessionParameters,
} from '../../../dissectors/gmp-message.js';
import type { GmpType } from '../../../dissectors/gmp-names.js';
import { type Micros, micros } from '../../../src/base/micros.js';
import type { ServerEffect, ServerEvent } from '../../../src/machine/gmp-vocabulary.js';
import {
  type Breach,
  createWatch,
  type Watch,
  watchStep,
  watchView,
} from '../../../src/machine/invariants/watch.js';
import { type Peer, tcpPeer, udpPeer, withPort } from '../../../src/machine/peer.js';
import { serverWake, stepServer } from '../../../src/machine/server/server.js';
import { type ServerOptions, serverOptions } from '../../../src/machine/server/server-options.js';
import { createServer, type Server } from '../../../src/machine/server/server-state.js';
import { serverView } from '../../../src/machine/server/server-view.js';
import { seededStream } from '../random-stream.js';
import { noteTaken } from '../taken.js';

/** SM addresses of the peers: two ports on one host, others on hosts of their own, the last over TCP. */
export const PEERS: readonly Peer[] = [
  udpPeer(0x0a000001, 7000),
  udpPeer(0x0a000002, 7000),
  udpPeer(0x0a000003, 7000),
  udpPeer(0x0a000003, 7002),
  udpPeer(0x0a000004, 7000),
  tcpPeer(0x0a000005, 40000),
];

/** An ID that a peer was given. */
export interface Place {
  readonly peer: Peer;
  readonly session: number;
  readonly user: number;
  mmPort: number;
}

/** A server, its judge, and what its peers know. */
export interface World {
  readonly server: Server;
  readonly watch: Watch;
  now: Micros;
  /** Places that were given, in order. */
  readonly places: Place[];
  /** KAREQ that were sent and not answered. */
  asked: { readonly to: Peer; readonly session: number; readonly user: number }[];
  /** Questions of the server to its host program. */
  readonly questions: { readonly session: number; readonly peer: Peer }[];
  /** S and M of the sessions, by ID. */
  readonly modes: Map<number, { readonly secure: boolean; closed: boolean }>;
  /** How often each transition was taken. */
  readonly taken: Map<string, number>;
}

/** A world in which nothing has happened; `taken` is counted on. */
export function createWorld(
  options: Partial<ServerOptions>,
  seed: number,
  taken = new Map<string, number>(),
): World {
  const all = serverOptions(options);
  return {
    server: createServer(all, seededStream(seed)),
    watch: createWatch(all.policies),
    now: micros(0),
    places: [],
    asked: [],
    questions: [],
    modes: new Map(),
    taken,
  };
}

/** Steps the server, and fails where an invariant does not hold. */
export function step(world: World, event: ServerEvent): readonly ServerEffect[] {
  const effects = stepServer(world.server, event, world.now);
  noteTaken(effects);
  for (const { why } of effects) world.taken.set(why.id, (world.taken.get(why.id) ?? 0) + 1);
  complain(world, event, watchStep(world.watch, event, world.now, effects), effects);
  complain(world, event, watchView(world.watch, serverView(world.server)), effects);
  for (const effect of effects) {
    if (effect.kind === 'send') receive(world, effect.to, effect.message);
    else if (effect.kind === 'notify' && effect.note.what === 'authorise') world.questions.push(effect.note);
  }
  return effects;
}

function complain(
  world: World,
  event: ServerEvent,
  breaches: readonly Breach[],
  effects: readonly ServerEffect[],
): void {
  if (breaches.length === 0) return;
  const said = breaches.map((b) => `${b.invariant} session ${b.session} user ${b.user}: ${b.message}`);
  const seen = effects.map((effect) => JSON.stringify(effect, (_, value) => plain(value)));
  throw new Error(
    `${said.join('\n')}\nat ${world.now}, ${JSON.stringify(event, (_, value) => plain(value))}\n${seen.join('\n')}`,
  );
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value === Number.POSITIVE_INFINITY ? 'never' : value;
}

function receive(world: World, to: Peer, message: GmpMessage): void {
  const { type, session, user } = message;
  if (type === 'SCACC' || type === 'SRACC') {
    if (type === 'SCACC') world.modes.set(session, { secure: message.secure, closed: false });
    const known = world.places.some((p) => p.peer === to && p.session === session && p.user === user);
    if (!known) world.places.push({ peer: to, session, user, mmPort: 0 });
  } else if (type === 'KAREQ') world.asked.push({ to, session, user });
  else if (type === 'SCCON') world.modes.set(session, { secure: message.secure, closed: message.closed });
}

/** Steps a message from somebody. */
export function tell(world: World, from: Peer, message: GmpMessage): readonly ServerEffect[] {
  return step(world, { kind: 'message', from, message });
}

type Rest<T extends GmpType> = Omit<GmpMessageOf<T>, 'type' | 'session' | 'user'>;

/** An SM message from a place's SM address, as a good client sends it. */
export function sayMm(
  world: World,
  place: Place,
  type: 'KARES' | 'UIREQ' | 'LVREQ' | 'TRREQ',
  target: LeaveTarget = 0,
): readonly ServerEffect[] {
  return tell(world, mmAddress(place), mmMessage(world, type, place.session, place.user, target));
}

/** Where a place's MM messages come from. */
export function mmAddress(place: Place): Peer {
  return place.mmPort === 0 ? place.peer : withPort(place.peer, place.mmPort);
}

/** A client's MM message with the header of a session. */
export function mmMessage(
  world: World,
  type: 'KARES' | 'UIREQ' | 'LVREQ' | 'TRREQ',
  session: number,
  user: number,
  target: LeaveTarget = 0,
): GmpMessage {
  const header: Rest<'KARES'> = {
    closed: world.modes.get(session)?.closed ?? false,
    memberType: 1,
    groupPort: 0,
    groupAddress: 0,
    kaPeriod: 0,
    timeout: 0,
  };
  return type === 'LVREQ' ? { type, ...header, session, user, target } : { type, ...header, session, user };
}

/** What an SM message of a client may carry beside its header. */
export interface SmRest {
  readonly mmPort?: number;
  readonly parameters?: SessionParameters;
  readonly closed?: boolean;
  readonly secure?: boolean;
}

/** A client's SM message with the header of a session. */
export function smMessage(
  world: World,
  type: 'SCREQ' | 'SCINF' | 'SDREQ' | 'SRREQ' | 'SJREQ' | 'SAREQ',
  session: number,
  user: number,
  rest: SmRest = {},
): GmpMessage {
  const modes = world.modes.get(session) ?? { secure: false, closed: false };
  const { mmPort = 0, parameters = { members: [] }, closed = modes.closed, secure = modes.secure } = rest;
  const header = { secure, closed, session, user, groupPort: 0, groupAddress: 0 };
  if (type === 'SAREQ') return { type, ...header, mmPort };
  if (type === 'SCINF') return { type, ...header, parameters };
  return { type, ...header };
}

/** The most wakes that one passage of time goes through. */
const WAKES_MOST = 24;

/** Lets time pass up to an instant, through every wake on the way; at that instant itself timers have fired. */
export function passUntil(world: World, instant: number): void {
  for (let wakes = 0; wakes < WAKES_MOST; wakes += 1) {
    const wake = serverWake(world.server);
    if (wake > instant) {
      world.now = micros(Math.max(world.now, instant));
      return;
    }
    world.now = micros(Math.max(world.now, wake));
    step(world, { kind: 'time' });
  }
}

/** Lets time pass to an instant at which messages come before timers: earlier wakes have fired, those of it have not. */
export function passBefore(world: World, instant: number): void {
  passUntil(world, instant - 1);
  if (serverWake(world.server) >= instant) world.now = micros(Math.max(world.now, instant));
}
