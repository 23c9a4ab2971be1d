/**
 * Ports that the capture itself announces: a protocol that hands out an address and a port in one packet (GMP's SAREQ,
 * X.602 8.2) tells here whose packets on that port will be its own. UDP asks for the source and the destination of each
 * packet; as long as nothing was learned, the question costs a comparison with zero.
 */
import { type LearnedPorts, NONE } from './contract.js';

/** Most announcements remembered; then the oldest is dropped. */
export const MAX_LEARNED = 65536;

/** An empty store. */
export function makeLearnedPorts(): LearnedPorts {
  const ports = new Map<number | string, number>();
  return {
    get size() {
      return ports.size;
    },
    learn: (address, port, id) => {
      const key =
        typeof address === 'number' ? address * 65536 + port : keyOf(address, 0, address.length, port);
      ports.delete(key);
      if (ports.size >= MAX_LEARNED) ports.delete(ports.keys().next().value as number | string);
      ports.set(key, id);
    },
    find: (bytes, at, length, port) =>
      ports.size === 0 ? NONE : (ports.get(keyOf(bytes, at, length, port)) ?? NONE),
  };
}

/** A number for IPv4 (48 bits are exact), text for anything longer. */
function keyOf(bytes: Uint8Array, at: number, length: number, port: number): number | string {
  if (length === 4) {
    const address = ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
    return address * 65536 + port;
  }
  return `${bytes.subarray(at, at + length).join('.')}:${port}`;
}
