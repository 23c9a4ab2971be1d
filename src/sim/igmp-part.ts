/**
 * IGMP on a node (version 1): its host or router machine, and its messages on the wire.
 */
import {
  ALL_HOSTS,
  IGMP_LENGTH,
  type IgmpMessage,
  parseIgmp,
  writeIgmp,
} from '../../dissectors/igmp-message.js';
import { formatIpv4 } from '../base/address.js';
import type { Why } from '../machine/contract.js';
import { isMember, stepHost } from '../machine/igmp/host.js';
import type {
  HostAsk,
  HostEffect,
  HostEvent,
  RouterEffect,
  RouterEvent,
} from '../machine/igmp/igmp-vocabulary.js';
import { stepRouter } from '../machine/igmp/router.js';
import { type TimerName, tellArmed, tellFired, tellIgnored, tellStopped } from './effects.js';
import type { Node } from './node.js';
import { datagramOf, drop, sendMulticast } from './sending.js';
import { localTime, type Parcel, tell, type World } from './world.js';

/** The host program of a host joins or leaves a group. */
export function askHost(world: World, node: Node, ask: HostAsk, cause: number): void {
  stepHostNode(world, node, ask, cause);
}

/** Steps the host machine of a node. */
export function stepHostNode(world: World, node: Node, event: HostEvent, cause: number): void {
  performAll(world, node, stepHost(node.host!, event, localTime(world, node)), cause);
}

/** Steps the router machine of a node. */
export function stepRouterNode(world: World, node: Node, event: RouterEvent, cause: number): void {
  performAll(world, node, stepRouter(node.router!, event, localTime(world, node)), cause);
}

function performAll(
  world: World,
  node: Node,
  effects: readonly (HostEffect | RouterEffect)[],
  cause: number,
): void {
  let came = cause;
  for (const effect of effects) {
    if (effect.kind !== 'notify' || effect.note.what !== 'expired') continue;
    const n = tellFired(world, node, timerName(world, node, effect.note.timer), effect.why);
    if (came < 0) came = n;
  }
  for (const effect of effects) perform(world, node, effect, came);
}

function perform(world: World, node: Node, effect: HostEffect | RouterEffect, cause: number): void {
  switch (effect.kind) {
    case 'send':
      sendIgmp(world, node, effect.interface, effect.destination, effect.message, effect.why, cause);
      return;
    case 'set':
      tellArmed(world, node, timerName(world, node, effect.timer), effect.at, effect.why, cause);
      return;
    case 'cancel':
      tellStopped(world, node, timerName(world, node, effect.timer), effect.why, cause);
      return;
    case 'ignored':
      tellIgnored(world, node, effect.reason, effect.why, cause);
      return;
    case 'notify':
      tellNote(world, node, effect, cause);
  }
}

function tellNote(
  world: World,
  node: Node,
  effect: Extract<HostEffect | RouterEffect, { kind: 'notify' }>,
  cause: number,
): void {
  const { note, why } = effect;
  const base = { node: node.name, why, cause } as const;
  switch (note.what) {
    case 'expired':
      return;
    case 'membership':
      tell(world, {
        kind: 'state',
        ...base,
        what: 'membership',
        ...groupOn(world, node, note),
        from: note.from,
        to: note.to,
      });
      return;
    case 'present':
      tell(world, {
        kind: 'state',
        ...base,
        what: 'presence',
        ...groupOn(world, node, note),
        from: 'absent',
        to: 'present',
      });
      return;
    case 'gone':
      tell(world, {
        kind: 'state',
        ...base,
        what: 'presence',
        ...groupOn(world, node, note),
        from: 'present',
        to: 'absent',
      });
      return;
    default:
      tell(world, { kind: 'note', ...base, what: note.what, text: groupOn(world, node, note).of });
  }
}

/** "239.1.2.3 on lan": a group on one of the node's subnets. */
function groupOn(world: World, node: Node, at: { readonly interface: number; readonly group: number }) {
  const subnet = world.subnets[node.faces[at.interface].subnet];
  return { of: `${formatIpv4(at.group)} on ${subnet}`, session: 0, user: 0 } as const;
}

function timerName(
  world: World,
  node: Node,
  timer: { readonly name: string; readonly interface?: number; readonly group?: number },
): TimerName {
  const { name, interface: face, group } = timer;
  const owner =
    face === undefined || group === undefined ? '' : groupOn(world, node, { interface: face, group }).of;
  return { timer: name, owner, session: 0, user: 0 };
}

function sendIgmp(
  world: World,
  node: Node,
  face: number,
  destination: number,
  message: IgmpMessage,
  why: Why,
  cause: number,
): void {
  const octets = new Uint8Array(IGMP_LENGTH);
  writeIgmp(message, octets, 0);
  const { address, subnet } = node.faces[face];
  const addressing = {
    transport: 'igmp',
    source: address,
    destination,
    sourcePort: 0,
    destinationPort: 0,
    ttl: 1,
    subnet: world.subnets[subnet],
  } as const;
  sendMulticast(world, node, face, datagramOf('IGMP', message.type, octets, addressing, why), cause);
}

/** An IGMP message has arrived on one of the node's interfaces. Hosts listen to 224.0.0.1 and to their groups, routers to all. */
export function receiveIgmp(world: World, node: Node, face: number, parcel: Parcel, cause: number): void {
  const { octets, start, end, addressing } = parcel;
  const parsed = parseIgmp(octets, start, end);
  const event = parsed.ok
    ? ({ kind: 'message', interface: face, from: addressing.source, message: parsed.message } as const)
    : ({ kind: 'violation', interface: face, violation: parsed.violation } as const);
  if (node.router !== undefined) stepRouterNode(world, node, event, cause);
  if (node.host === undefined) return;
  const { destination } = addressing;
  if (destination === ALL_HOSTS || isMember(node.host, face, destination))
    stepHostNode(world, node, event, cause);
}

/** A frame that a node does not take, because it is switched off or cut off itself. */
export function refuse(world: World, node: Node, parcel: Parcel): boolean {
  if (node.up && !node.silent) return false;
  drop(world, node.name, parcel.message, node.up ? 'silent' : 'down');
  return true;
}
