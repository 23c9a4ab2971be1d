/**
 * The GMP client on a node: steps its machine and does what it asks for. With group join on (D19) it joins the multicast
 * group of its session by IGMP while it is enrolled.
 */
import { hex } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import { clientWake, stepClient } from '../machine/client/client.js';
import type {
  ClientEffect,
  ClientEvent,
  ClientNote,
  ClientState,
  GmpTimer,
} from '../machine/gmp-vocabulary.js';
import { isTcp } from '../machine/peer.js';
import { type TimerName, tellArmed, tellFired, tellIgnored, tellStopped } from './effects.js';
import { MM_PORT, SM_PORT } from './gmp-addresses.js';
import { sendGmp } from './gmp-sending.js';
import { askHost } from './igmp-part.js';
import type { Node } from './node.js';
import { localTime, tell, type World } from './world.js';

const TIME = { kind: 'time' } as const;

/** Steps a client with an event that came of trace event `cause`, and does what it asks for. */
export function stepClientNode(world: World, node: Node, event: ClientEvent, cause: number): void {
  const client = node.client!;
  const now = localTime(world, node);
  if (node.clock.ppm > 0) {
    // A fast clock skips instants: what was due at one of them comes first, at its own time.
    for (let due = clientWake(client); due < now; due = clientWake(client)) {
      stepAt(world, node, TIME, due, -1);
    }
    if (event.kind === 'time' && clientWake(client) > now) return;
  }
  stepAt(world, node, event, now, cause);
}

function stepAt(world: World, node: Node, event: ClientEvent, now: Micros, cause: number): void {
  const effects = stepClient(node.client!, event, now);
  const came = tellFirings(world, node, effects, cause);
  for (const effect of effects) perform(world, node, effect, came);
}

function tellFirings(world: World, node: Node, effects: readonly ClientEffect[], cause: number): number {
  if (world.sink === undefined) return cause;
  let first = cause;
  for (const effect of effects) {
    if (effect.kind !== 'notify' || effect.note.what !== 'expired') continue;
    const n = tellFired(world, node, nameOf(effect.note.timer), effect.why);
    if (first < 0) first = n;
  }
  return first;
}

function perform(world: World, node: Node, effect: ClientEffect, cause: number): void {
  switch (effect.kind) {
    case 'send':
      sendGmp(
        world,
        node,
        effect.via === 'SM' || isTcp(effect.to) ? SM_PORT : MM_PORT,
        effect.to,
        effect.message,
        effect.why,
        cause,
      );
      return;
    case 'notify':
      if (effect.note.what === 'state') followGroup(world, node, effect.note.to, cause);
      if (world.sink !== undefined) tellNote(world, node, effect.note, effect.why, cause);
      return;
    default:
      if (world.sink !== undefined) tellTimer(world, node, effect, cause);
  }
}

function tellTimer(
  world: World,
  node: Node,
  effect: Extract<ClientEffect, { kind: 'set' | 'cancel' | 'ignored' }>,
  cause: number,
): void {
  switch (effect.kind) {
    case 'set':
      tellArmed(world, node, nameOf(effect.timer), effect.at, effect.why, cause);
      return;
    case 'cancel':
      tellStopped(world, node, nameOf(effect.timer), effect.why, cause);
      return;
    case 'ignored':
      tellIgnored(world, node, effect.reason, effect.why, cause);
  }
}

function tellNote(world: World, node: Node, note: ClientNote, why: ClientEffect['why'], cause: number): void {
  const base = { node: node.name, why, cause } as const;
  const { session, user } = node.client!;
  if (note.what === 'expired') return;
  if (note.what === 'state') {
    const { from, to } = note;
    tell(world, { kind: 'state', ...base, what: 'state', of: node.name, session, user, from, to });
  } else tell(world, { kind: 'note', ...base, what: note.what, text: noteText(note) });
}

function noteText(note: Exclude<ClientNote, { what: 'expired' | 'state' }>): string {
  switch (note.what) {
    case 'rejected':
      return note.reason;
    case 'failed':
      return `${note.request} got no answer`;
    case 'users':
      return note.members.map(({ user }) => user).join(' ');
    case 'key':
      return hex(note.key);
    case 'deleted':
      return `session ${note.session}`;
    case 'deviation':
      return `${note.field} is ${note.actual}, expected ${note.expected}`;
  }
}

function nameOf({ name, session, user, request }: GmpTimer): TimerName {
  return { timer: name, owner: request ?? '', session, user };
}

const ENROLLED: readonly ClientState[] = ['enrolled', 'activating', 'active', 'lost'];

/** A member of the multicast group while it is enrolled in its own view (D19). */
function followGroup(world: World, node: Node, state: ClientState, cause: number): void {
  const client = node.client!;
  if (node.host === undefined || client.options.policies.groupJoin === 'off') return;
  const enrolled = ENROLLED.includes(state) || (state === 'left' && client.target === 0);
  const ask = enrolled ? 'join' : 'leave';
  if (client.groupAddress === 0) return;
  const group = client.groupAddress;
  if (ask === 'join' || node.joined === group) {
    askHost(world, node, { kind: 'ask', ask, interface: 0, group, process: 'gmp' }, cause);
    node.joined = enrolled ? group : 0;
  }
}
