/**
 * Whom a machine talks to. A peer is one number, so that it can be compared, kept in columns and used as a key:
 *
 *   UDP   address × 2^16 + port                 the source of a datagram
 *   TCP   2^48 + address × 2^16 + port          the far end of a connection (D7: a connection is one peer, on one port)
 */

declare const PEER: unique symbol;

/** An IPv4 address and a port, over UDP or TCP, as one number. */
export type Peer = number & { readonly [PEER]: true };

const TCP = 2 ** 48;
const PORTS = 2 ** 16;

/** The peer behind a UDP address (unsigned 32 bits) and port. */
export function udpPeer(address: number, port: number): Peer {
  return (address * PORTS + port) as Peer;
}

/** The peer at the far end of a TCP connection. */
export function tcpPeer(address: number, port: number): Peer {
  return (TCP + address * PORTS + port) as Peer;
}

/** Whether a peer is reached over a TCP connection. */
export function isTcp(peer: Peer): boolean {
  return peer >= TCP;
}

/** IPv4 address of a peer, unsigned 32 bits. */
export function addressOf(peer: Peer): number {
  return Math.floor((peer % TCP) / PORTS);
}

/** UDP port of a peer, or the far port of its connection. */
export function portOf(peer: Peer): number {
  return peer % PORTS;
}

/** The same host on another UDP port; over TCP the same connection (D7). */
export function withPort(peer: Peer, port: number): Peer {
  return isTcp(peer) ? peer : ((peer - (peer % PORTS) + port) as Peer);
}
