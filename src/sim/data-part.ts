/**
 * Datagrams of applications to a group on a node: forwarded by TTL and membership (IGMP text 2.7.2); the expanding ring
 * search, and those who answer it.
 */
import { formatIpv4 } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Why } from '../machine/contract.js';
import { forward, originate } from '../machine/igmp/forwarding.js';
import { isMember } from '../machine/igmp/host.js';
import type { SearchEvent } from '../machine/igmp/igmp-vocabulary.js';
import { stepSearch } from '../machine/igmp/ring.js';
import { type TimerName, tellArmed, tellFired, tellIgnored, tellStopped } from './effects.js';
import type { Node } from './node.js';
import { datagramOf, sendMulticast, sendUnicast } from './sending.js';
import { localTime, type Parcel, tell, type World } from './world.js';

/** The port of applications' datagrams to a group. */
export const DATA_PORT = 16_514;

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
/** Why a member tells that it has heard a datagram. */
export const HEARD: Why = { id: 'data.heard', clause: 'IGMP 2.7.2', decisions: [] };

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
