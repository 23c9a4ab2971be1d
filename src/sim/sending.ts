/**
 * Putting a message on the wire: its octets, its addresses, and what becomes of it on the way.
 */
import { formatIpv4, isMulticast } from '../base/address.js';
import { type Micros, micros } from '../base/micros.js';
import type { Why } from '../machine/contract.js';
import { type Fate, fateOf, inOrder, isCalm } from './network.js';
import type { Node } from './node.js';
import type { Addressing, MessageEvent } from './trace.js';
import { deliverAt, tell, type World } from './world.js';

/** What is sent: octets[start … end) of a protocol, between two addresses. */
export interface Datagram {
  readonly protocol: MessageEvent['protocol'];
  readonly type: string;
  readonly octets: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly addressing: Addressing;
  readonly why: Why | undefined;
}

/** A datagram that carries octets of its own. */
export function datagramOf(
  protocol: Datagram['protocol'],
  type: string,
  octets: Uint8Array,
  addressing: Addressing,
  why: Why | undefined,
): Datagram {
  return { protocol, type, octets, start: 0, end: octets.length, addressing, why };
}

/** Sends to one address. */
export function sendUnicast(world: World, from: Node, datagram: Datagram, cause: number): void {
  const to = world.byAddress.get(datagram.addressing.destination);
  sendAlong(world, from, datagram, to, to === undefined ? 0 : hopsBetween(world, from, to), cause);
}

/** Sends to a node (undefined: nobody has the address) over so many links (0: there is no way). */
export function sendAlong(
  world: World,
  from: Node,
  datagram: Datagram,
  to: Node | undefined,
  hops: number,
  cause: number,
): void {
  const message = announce(world, from, to, datagram, cause);
  if (from.silent) drop(world, from.name, message, 'silent');
  else if (to === undefined) drop(world, '', message, 'no-route');
  else carry(world, from, to, datagram, message, hops);
}

/** Sends to a group: to everybody on the subnet of `face` but the sender. */
export function sendMulticast(
  world: World,
  from: Node,
  face: number,
  datagram: Datagram,
  cause: number,
): void {
  const message = announce(world, from, undefined, datagram, cause);
  if (from.silent) {
    drop(world, from.name, message, 'silent');
    return;
  }
  const { subnet } = from.faces[face];
  for (const node of world.nodes) {
    if (node !== from && node.faces.some((one) => one.subnet === subnet)) {
      carry(world, from, node, datagram, message, 1);
    }
  }
}

/** Tells the trace; the number of the event, -1 where nobody listens. */
function announce(
  world: World,
  from: Node,
  to: Node | undefined,
  { protocol, type, octets, start, end, addressing, why }: Datagram,
  cause: number,
): number {
  if (world.sink === undefined) return -1;
  const { destination } = addressing;
  return tell(world, {
    kind: 'message',
    from: from.name,
    to: to?.name ?? (isMulticast(destination) ? formatIpv4(destination) : ''),
    protocol,
    type,
    octets: octets.slice(start, end),
    addressing,
    cause,
    ...(why === undefined ? {} : { why }),
  });
}

function carry(world: World, from: Node, to: Node, datagram: Datagram, message: number, hops: number): void {
  if (hops === 0) {
    drop(world, to.name, message, 'no-route');
    return;
  }
  const { network } = world;
  const { octets, start, end, addressing } = datagram;
  if (isCalm(network)) {
    const at = micros(world.now + network.spec.delay * hops);
    deliverAt(world, at, to, octets, start, end, addressing, message);
    return;
  }
  const tcp = addressing.transport === 'tcp';
  const fate: Fate = fateOf(network, world.streams, from.name, to.name, hops, tcp);
  if (fate.lost !== undefined) drop(world, to.name, message, fate.lost);
  for (const delay of fate.delays) {
    const at: Micros = micros(world.now + delay);
    const arrival = tcp ? inOrder(network, `${from.name}>${to.name}`, at) : at;
    deliverAt(world, arrival, to, octets, start, end, addressing, message);
  }
}

/** Tells that a frame does not arrive. */
export function drop(
  world: World,
  node: string,
  message: number,
  reason: 'loss' | 'cut' | 'parted' | 'down' | 'silent' | 'no-route' | 'ttl',
): void {
  if (world.sink !== undefined) tell(world, { kind: 'drop', node, message, reason, cause: message });
}

/** Links from one node to another: one on a shared subnet, one more for each router between; 0 where there is no way. */
export function hopsBetween(world: World, from: Node, to: Node): number {
  if (from.faces.length === 1 && to.faces.length === 1 && from.faces[0].subnet === to.faces[0].subnet)
    return 1;
  let reached = new Set(from.faces.map(({ subnet }) => subnet));
  for (let hops = 1; hops <= world.nodes.length; hops += 1) {
    if (to.faces.some(({ subnet }) => reached.has(subnet))) return hops;
    const further = new Set(reached);
    for (const { router, faces } of world.nodes) {
      if (router === undefined || !faces.some(({ subnet }) => reached.has(subnet))) continue;
      for (const { subnet } of faces) further.add(subnet);
    }
    if (further.size === reached.size) return 0;
    reached = further;
  }
  return 0;
}
