/**
 * Where GMP is spoken: the server on its port, clients on one port for SM and, over UDP, another for MM (8.1 n).
 */
import { GMP_PORT } from '../../dissectors/gmp-names.js';
import { addressOf, isTcp, type Peer, portOf, tcpPeer, udpPeer } from '../machine/peer.js';
import type { Face, Node } from './node.js';
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

/** The addresses of a frame from a node's port to a peer; made once, since most messages go the ways of earlier ones. */
export function addressingTo(world: World, node: Node, port: number, to: Peer): Addressing {
  const ways = node.ways.get(port) ?? new Map<Peer, Addressing>();
  const known = ways.get(to);
  if (known !== undefined) return known;
  const destination = addressOf(to);
  const face = node.faces.length === 1 ? node.faces[0] : faceTowards(world, node, destination);
  const addressing: Addressing = {
    transport: isTcp(to) ? 'tcp' : 'udp',
    source: face.address,
    destination,
    sourcePort: port,
    destinationPort: portOf(to),
    ttl: 64,
    subnet: world.subnets[face.subnet],
  };
  ways.set(to, addressing);
  node.ways.set(port, ways);
  return addressing;
}

/** The interface on a subnet that the other one is on too; else the first one. */
function faceTowards(world: World, node: Node, destination: number): Face {
  const peer = world.byAddress.get(destination);
  const shared = node.faces.find(({ subnet }) => peer?.faces.some((one) => one.subnet === subnet));
  return shared ?? node.faces[0];
}

/** The peer that a frame comes from. */
export function senderOf({ transport, source, sourcePort }: Addressing): Peer {
  return transport === 'tcp' ? tcpPeer(source, sourcePort) : udpPeer(source, sourcePort);
}
