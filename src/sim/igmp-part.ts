/**
 * IGMP on a node (version 1): its host or router machine; datagrams of applications to groups, forwarded by TTL; the
 * expanding ring search and those who answer it.
 */
import {
  ALL_HOSTS,
  IGMP_LENGTH,
  type IgmpMessage,
  parseIgmp,
  writeIgmp,
} from '../../dissectors/igmp-message.js';
import { formatIpv4 } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Why } from '../machine/contract.js';
import { forward, originate } from '../machine/igmp/forwarding.js';
import { isMember, stepHost } from '../machine/igmp/host.js';
import type {
  HostAsk,
  HostEffect,
  HostEvent,
  RouterEffect,
  RouterEvent,
  SearchEvent,
} from '../machine/igmp/igmp-vocabulary.js';
import { stepSearch } from '../machine/igmp/ring.js';
import { stepRouter } from '../machine/igmp/router.js';
import { type TimerName, tellArmed, tellFired, tellIgnored, tellStopped } from './effects.js';
import type { Node } from './node.js';
import { datagramOf, drop, sendMulticast, sendUnicast } from './sending.js';
import { localTime, type Parcel, tell, type World } from './world.js';

/** The port of applications' datagrams to a group. */
export const DATA_PORT = 16_514;

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

/** An application sends to a group (2.7.2): TTL 0 stays on the host. */
export function sendData(
  world: World,
  node: Node,
  type: 'data' | 'probe',
  group: number,
  ttl: number,
  text: string,
  cause: number,
): void {
  for (const effect of originate(0, ttl, group)) {
    if (effect.kind === 'send') {
      const octets = new TextEncoder().encode(text);
      sendDatagram(world, node, effect.interface, type, group, effect.ttl, octets, effect.why, cause);
    } else if (effect.kind === 'ignored') tellIgnored(world, node, effect.reason, effect.why, cause);
  }
}

function sendDatagram(
  world: World,
  node: Node,
  face: number,
  type: string,
  group: number,
  ttl: number,
  octets: Uint8Array,
  why: Why,
  cause: number,
  source = node.faces[face].address,
): void {
  const subnet = world.subnets[node.faces[face].subnet];
  const ports = { sourcePort: DATA_PORT, destinationPort: DATA_PORT };
  const addressing = { transport: 'udp', source, destination: group, ...ports, ttl, subnet } as const;
  sendMulticast(world, node, face, datagramOf('data', type, octets, addressing, why), cause);
}

/** A datagram to a group has arrived: members hear it, who serves the group answers a probe, routers forward it. */
export function receiveData(world: World, node: Node, face: number, parcel: Parcel, cause: number): void {
  const { octets, addressing } = parcel;
  const { destination: group, ttl } = addressing;
  const text = new TextDecoder().decode(octets);
  if (node.host !== undefined && isMember(node.host, face, group)) {
    tell(world, {
      kind: 'note',
      node: node.name,
      what: 'heard',
      text: `${text} to ${formatIpv4(group)}`,
      why: HEARD,
      cause,
    });
    if (node.serves.has(group) && text === PROBE) answerProbe(world, node, face, addressing.source, cause);
  }
  if (node.router === undefined) return;
  for (const effect of forward(node.router, face, ttl, group)) {
    const { why } = effect;
    if (effect.kind === 'send') {
      const type = text === PROBE ? 'probe' : 'data';
      sendDatagram(
        world,
        node,
        effect.interface,
        type,
        group,
        effect.ttl,
        octets,
        why,
        cause,
        addressing.source,
      );
    } else if (effect.kind === 'ignored') tellIgnored(world, node, effect.reason, why, cause);
  }
}

/** What a probe of the expanding ring search says. */
export const PROBE = 'who serves?';
const ANSWER = 'I serve';
const HEARD: Why = { id: 'data.heard', clause: 'IGMP 2.7.2', decisions: [] };

function answerProbe(world: World, node: Node, face: number, to: number, cause: number): void {
  const addressing = {
    transport: 'udp',
    source: node.faces[face].address,
    destination: to,
    sourcePort: DATA_PORT,
    destinationPort: DATA_PORT,
    ttl: 64,
    subnet: world.subnets[node.faces[face].subnet],
  } as const;
  const octets = new TextEncoder().encode(ANSWER);
  sendUnicast(world, node, datagramOf('data', 'answer', octets, addressing, HEARD), cause);
}

/** Steps the search of a node. */
export function stepSearchNode(world: World, node: Node, event: SearchEvent, cause: number): void {
  const effects = stepSearch(node.search!, event, localTime(world, node));
  let came = cause;
  for (const effect of effects) {
    if (effect.kind !== 'notify' || effect.note.what !== 'expired') continue;
    const n = tellFired(world, node, WAIT, effect.why);
    if (came < 0) came = n;
  }
  for (const effect of effects) {
    const { why } = effect;
    if (effect.kind === 'send') sendData(world, node, 'probe', effect.destination, effect.ttl, PROBE, came);
    else if (effect.kind === 'set') tellArmed(world, node, WAIT, effect.at as Micros, why, came);
    else if (effect.kind === 'cancel') tellStopped(world, node, WAIT, why, came);
    else if (effect.kind === 'ignored') tellIgnored(world, node, effect.reason, why, came);
    else if (effect.note.what === 'found') {
      const { from, ttl } = effect.note;
      const text = `${world.byAddress.get(from)?.name ?? formatIpv4(from)} with TTL ${ttl}`;
      tell(world, { kind: 'note', node: node.name, what: 'found', text, why, cause: came });
    } else if (effect.note.what === 'not-found') {
      tell(world, { kind: 'note', node: node.name, what: 'not-found', text: '', why, cause: came });
    }
  }
}

const WAIT: TimerName = { timer: 'wait', owner: '', session: 0, user: 0 };

/** A frame that a node does not take, because it is switched off or cut off itself. */
export function refuse(world: World, node: Node, parcel: Parcel): boolean {
  if (node.up && !node.silent) return false;
  drop(world, node.name, parcel.message, node.up ? 'silent' : 'down');
  return true;
}
