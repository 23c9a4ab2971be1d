/**
 * The GMP server on a node: steps its machine, does what it asks for, plays its host program (D24), and lets the watch look.
 */
import { hex } from '../base/address.js';
import { after, type Micros } from '../base/micros.js';
import type { GmpTimer, ServerEffect, ServerEvent, ServerNote } from '../machine/gmp-vocabulary.js';
import { watchStep } from '../machine/invariants/watch.js';
import { addressOf, type Peer } from '../machine/peer.js';
import { serverWake, stepServer } from '../machine/server/server.js';
import { type TimerName, tellArmed, tellFired, tellIgnored, tellStopped } from './effects.js';
import { SERVER_PORT } from './gmp-addresses.js';
import { sendGmp } from './gmp-sending.js';
import type { Node } from './node.js';
import { actAt, localTime, tell, type World } from './world.js';

const TIME = { kind: 'time' } as const;

/** What the server's host program does. */
export interface ServerHost {
  /** How long it takes to answer whether a client may register; undefined: only the timeline answers. */
  readonly authorisation: Micros | undefined;
  /** Whether it lets a client register. */
  readonly mayRegister: (address: number) => boolean;
  /** It is told what to announce (7.1.2). */
  readonly announced: (session: number) => void;
}

/** Steps a server with an event that came of trace event `cause`, and does what it asks for. */
export function stepServerNode(
  world: World,
  node: Node,
  host: ServerHost,
  event: ServerEvent,
  cause: number,
): void {
  const { machine } = node.server!;
  const now = localTime(world, node);
  if (node.clock.ppm > 0) {
    // A fast clock skips instants: what was due at one of them comes first, at its own time.
    for (let due = serverWake(machine); due < now; due = serverWake(machine)) {
      stepAt(world, node, host, TIME, due, -1);
    }
    if (event.kind === 'time' && serverWake(machine) > now) return;
  }
  stepAt(world, node, host, event, now, cause);
}

function stepAt(
  world: World,
  node: Node,
  host: ServerHost,
  event: ServerEvent,
  now: Micros,
  cause: number,
): void {
  const part = node.server!;
  const effects = stepServer(part.machine, event, now);
  const came = tellFirings(world, node, effects, cause);
  for (const effect of effects) perform(world, node, host, effect, came);
  if (part.watch === undefined) return;
  for (const { invariant, session, user, message } of watchStep(part.watch, event, now, effects)) {
    tell(world, { kind: 'breach', invariant, session, user, text: message, cause: came });
  }
}

/** Timers that fired are told first: the rest of the step came of the first of them. */
function tellFirings(world: World, node: Node, effects: readonly ServerEffect[], cause: number): number {
  if (world.sink === undefined) return cause;
  let first = cause;
  for (const effect of effects) {
    if (effect.kind !== 'notify' || effect.note.what !== 'expired') continue;
    const n = tellFired(world, node, nameOf(world, node, effect.note.timer), effect.why);
    if (first < 0) first = n;
  }
  return first;
}

function perform(world: World, node: Node, host: ServerHost, effect: ServerEffect, cause: number): void {
  switch (effect.kind) {
    case 'send':
      sendGmp(world, node, SERVER_PORT, effect.to, effect.message, effect.why, cause);
      return;
    case 'set':
      if (world.sink === undefined) return;
      tellArmed(world, node, nameOf(world, node, effect.timer), effect.at, effect.why, cause);
      return;
    case 'cancel':
      if (world.sink === undefined) return;
      tellStopped(world, node, nameOf(world, node, effect.timer), effect.why, cause);
      return;
    case 'ignored':
      if (world.sink === undefined) return;
      tellIgnored(world, node, effect.reason, effect.why, cause);
      return;
    case 'notify':
      obey(world, node, host, effect.note);
      if (world.sink !== undefined) tellNote(world, node, effect.note, effect.why, cause);
  }
}

/** The host program's part. */
function obey(world: World, node: Node, host: ServerHost, note: ServerNote): void {
  if (note.what === 'announce') host.announced(note.session);
  if (note.what !== 'authorise' || host.authorisation === undefined) return;
  const { session, peer } = note;
  actAt(world, after(world.now, host.authorisation), () => {
    answerAuthorisation(world, node, host, session, peer, host.mayRegister(addressOf(peer)), -1);
  });
}

/** The host program answers (D24). */
export function answerAuthorisation(
  world: World,
  node: Node,
  host: ServerHost,
  session: number,
  peer: Peer,
  granted: boolean,
  cause: number,
): void {
  if (node.up) stepServerNode(world, node, host, { kind: 'authorised', session, peer, granted }, cause);
}

function tellNote(world: World, node: Node, note: ServerNote, why: ServerEffect['why'], cause: number): void {
  const base = { node: node.name, why, cause } as const;
  switch (note.what) {
    case 'expired':
      return;
    case 'group': {
      const { session, user, from, to } = note;
      tell(world, {
        kind: 'state',
        ...base,
        what: 'group',
        of: actorOf(world, node, session, user),
        session,
        user,
        from,
        to,
      });
      return;
    }
    case 'phase': {
      const { session, from, to } = note;
      tell(world, { kind: 'state', ...base, what: 'phase', of: '', session, user: 0, from, to });
      return;
    }
    default:
      tell(world, { kind: 'note', ...base, what: note.what, text: noteText(world, node, note) });
  }
}

function noteText(
  world: World,
  node: Node,
  note: Exclude<ServerNote, { what: 'expired' | 'group' | 'phase' }>,
): string {
  switch (note.what) {
    case 'announce':
      return `session ${note.session}`;
    case 'authorise':
      return `${nameAt(world, note.peer)} in session ${note.session}`;
    case 'refused':
      return `${nameAt(world, note.peer)}: ${note.reason}`;
    case 'gate':
      return `session ${note.session}`;
    case 'admitted':
    case 'held':
      return actorOf(world, node, note.session, note.user);
    case 'key': {
      const key = node.server?.machine.sessions.get(note.session)?.key;
      return `generation ${note.generation}${key === undefined ? '' : ` ${hex(key)}`}`;
    }
    case 'deviation':
      return `${note.field} is ${note.actual}, expected ${note.expected}`;
  }
}

function nameOf(world: World, node: Node, { name, session, user }: GmpTimer): TimerName {
  return { timer: name, owner: user === 0 ? '' : actorOf(world, node, session, user), session, user };
}

/** The actor behind a user ID: whoever has the address of its registration. */
export function actorOf(world: World, node: Node, session: number, user: number): string {
  const peer = node.server?.machine.sessions.get(session)?.members.smPeers[user];
  return peer === undefined || peer === 0 ? `user ${user}` : nameAt(world, peer as Peer);
}

function nameAt(world: World, peer: Peer): string {
  return world.byAddress.get(addressOf(peer))?.name ?? `${addressOf(peer)}`;
}
