/**
 * Sending GMP: a strict message is encoded, and put on the wire from the port that its sender speaks on.
 */
import type { GmpMessage } from '../../dissectors/gmp-message.js';
import { encodeStrict, writeGmp } from '../../dissectors/gmp-write.js';
import type { Why } from '../machine/contract.js';
import type { Peer } from '../machine/peer.js';
import { wayTo } from './gmp-addresses.js';
import type { Node } from './node.js';
import { sendAlong } from './sending.js';
import type { World } from './world.js';

/** Octets of the blocks in which messages are encoded one behind the other; and what one message may take of one. */
const BLOCK = 65_536;
const MOST = 2_048;

/** Sends a message from one of the node's ports to a peer. */
export function sendGmp(
  world: World,
  node: Node,
  port: number,
  to: Peer,
  message: GmpMessage,
  why: Why,
  cause: number,
): void {
  const { addressing, to: receiver, hops } = wayTo(world, node, port, to);
  const { type } = message;
  if (type === 'SCINF') {
    const octets = encodeStrict(message);
    const datagram = {
      protocol: 'GMP',
      type,
      octets,
      start: 0,
      end: octets.length,
      addressing,
      why,
    } as const;
    sendAlong(world, node, datagram, receiver, hops, cause);
    return;
  }
  if (world.arenaAt + MOST > world.arena.length) {
    world.arena = new Uint8Array(BLOCK);
    world.arenaAt = 0;
  }
  const start = world.arenaAt;
  const end = start + writeGmp(message, world.arena, start);
  world.arenaAt = end;
  const octets = world.arena;
  const datagram = { protocol: 'GMP', type, octets, start, end, addressing, why } as const;
  sendAlong(world, node, datagram, receiver, hops, cause);
}
