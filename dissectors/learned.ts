/**
 * Ports that the capture itself announces: a protocol that hands out an address and a port in one packet (GMP's SAREQ,
 * X.602 8.2) tells here whose packets on that port will be its own. UDP asks for the source and the destination of each
 * packet; as long as nothing was learned, the question costs a comparison with zero.
 */
import { type LearnedPorts, NONE } from './contract.js';

/** Most announcements remembered; then the oldest is dropped. */
export const MAX_LEARNED = 65536;

/** Answers for IPv4 that are kept at hand, by a hash of address and port: what is asked again and again makes no garbage. */
const SLOTS = 16_384;
const EMPTY = -1;
const NO_SLOTS = new Int32Array(0);

function slotOf(address: number, port: number): number {
  return Math.imul(Math.imul(address, 0x9e3779b1) ^ port, 0x85ebca6b) >>> 18;
}

/** An empty store. */
export function makeLearnedPorts(): LearnedPorts {
  const ports = new Map<number | string, number>();
  // Most captures announce nothing: then they are not made.
  let slotAddress = NO_SLOTS;
  let slotPort = NO_SLOTS;
  let slotAnswer = new Int16Array(0);
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
      if (slotAddress === NO_SLOTS) {
        slotAddress = new Int32Array(SLOTS);
        slotPort = new Int32Array(SLOTS);
        slotAnswer = new Int16Array(SLOTS);
      }
      // Seldom: answers of before may be wrong now.
      slotPort.fill(EMPTY);
    },
    find: (bytes, at, length, port) => {
      if (ports.size === 0) return NONE;
      if (length !== 4) return ports.get(keyOf(bytes, at, length, port)) ?? NONE;
      const address = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      const slot = slotOf(address, port);
      if (slotAddress[slot] === address && slotPort[slot] === port) return slotAnswer[slot];
      const answer = ports.get(keyOf(bytes, at, length, port)) ?? NONE;
      slotAddress[slot] = address;
      slotPort[slot] = port;
      slotAnswer[slot] = answer;
      return answer;
    },
    clear: () => {
      ports.clear();
      slotPort.fill(EMPTY);
    },
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
