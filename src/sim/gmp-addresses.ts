/**
 * Where GMP is spoken: the server on its port, clients on one port for SM and, over UDP, another for MM (8.1 n).
 */
import { GMP_PORT } from '../../dissectors/gmp-names.js';
import { addressOf, isTcp, type Peer, portOf, tcpPeer, udpPeer } from '../machine/peer.js';
import type { Face, Node, Way } from './node.js';
import { hopsBetween } from './sending.js';
import type { Addressing } from './trace.js';
import type { World } from './world.js';

/** The server's port [profile]. */
export const SERVER_PORT = GMP_PORT;
/** Every client's port for SM, and over TCP for everything. */
export const SM_PORT = 40_000;
/** Every client's port for MM over UDP. */
export const MM_PORT = 40_001;

/** The peer at an address and port, over the transport of the run. */
export function peerOver(transport: 'udp' | 'tcp', address: number, port: number): Peer {
  return transport === 'tcp' ? tcpPeer(address, port) : udpPeer(address, port);
}

/** The way from a node's port to a peer; found once, since most messages go the ways of earlier ones. */
export function wayTo(world: World, node: Node, port: number, to: Peer): Way {
  const place = placeOf(to);
  const known = node.ways[place];
  if (known !== undefined && known.peer === to && known.addressing.sourcePort === port) return known;
  const way = findWay(world, node, port, to);
  node.ways[place] = way;
  return way;
}

/** Where the way to a peer is kept: by the last 16 bits of its address, and whether it is the MM port. */
function placeOf(to: Peer): number {
  return (addressOf(to) & 0xffff) * 2 + (portOf(to) === MM_PORT ? 1 : 0);
}

function findWay(world: World, node: Node, port: number, peer: Peer): Way {
  const destination = addressOf(peer);
  const to = world.byAddress.get(destination);
  const face = to === undefined ? node.faces[0] : faceTowards(node, to);
  const addressing: Addressing = {
    transport: isTcp(peer) ? 'tcp' : 'udp',
    source: face.address,
    destination,
    sourcePort: port,
    destinationPort: portOf(peer),
    ttl: 64,
    subnet: world.subnets[face.subnet],
  };
  return { peer, addressing, to, hops: to === undefined ? 0 : hopsBetween(world, node, to) };
}

/** The interface on a subnet that the other one is on too; else the first one. */
function faceTowards(node: Node, to: Node): Face {
  const shared = node.faces.find(({ subnet }) => to.faces.some((one) => one.subnet === subnet));
  return shared ?? node.faces[0];
}

/** The peer that a frame comes from. */
export function senderOf({ transport, source, sourcePort }: Addressing): Peer {
  return transport === 'tcp' ? tcpPeer(source, sourcePort) : udpPeer(source, sourcePort);
}
