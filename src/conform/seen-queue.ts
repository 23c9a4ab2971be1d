/**
 * Messages that were seen, kept for a while: several judges then take a run of them one after the other, each with its own
 * memory at hand, instead of each message going round all judges.
 */
import type { Seen } from '../track/contract.js';
import { makeSeen } from '../track/seen.js';

/** A queue of messages. */
export interface SeenQueue {
  /** Keeps a message; gives whether the queue is full now. */
  readonly put: (seen: Seen) => boolean;
  /** Hands all messages over, in order; they stay. */
  readonly each: (take: (seen: Seen) => void) => void;
  readonly clear: () => void;
}

/** Octets that a message of the queue has room for; larger ones get room of their own. */
const ROOM = 64;

/** A queue for so many messages. */
export function createSeenQueue(capacity: number): SeenQueue {
  const slots = Array.from({ length: capacity }, makeSeen);
  const octets = new Uint8Array(capacity * ROOM);
  let count = 0;
  return {
    put: (seen) => {
      const slot = slots[count];
      copyInto(slot, seen);
      const length = seen.end - seen.start;
      if (length <= ROOM) {
        slot.bytes = octets;
        slot.start = count * ROOM;
        for (let i = 0; i < length; i += 1) octets[slot.start + i] = seen.bytes[seen.start + i];
      } else {
        slot.bytes = seen.bytes.slice(seen.start, seen.end);
        slot.start = 0;
      }
      slot.end = slot.start + length;
      count += 1;
      return count === capacity;
    },
    each: (take) => {
      for (let i = 0; i < count; i += 1) take(slots[i]);
    },
    clear: () => {
      count = 0;
    },
  };
}

function copyInto(slot: Seen, seen: Seen): void {
  slot.frame = seen.frame;
  slot.at = seen.at;
  slot.layer = seen.layer;
  slot.type = seen.type;
  slot.toServer = seen.toServer;
  slot.server = seen.server;
  slot.serverPort = seen.serverPort;
  slot.client = seen.client;
  slot.clientPort = seen.clientPort;
  slot.connection = seen.connection;
  slot.session = seen.session;
  slot.user = seen.user;
  slot.closed = seen.closed;
  slot.secure = seen.secure;
  slot.memberType = seen.memberType;
  slot.kaPeriod = seen.kaPeriod;
  slot.timeout = seen.timeout;
  slot.groupAddress = seen.groupAddress;
  slot.groupPort = seen.groupPort;
  slot.keyLength = seen.keyLength;
  slot.reserved = seen.reserved;
}
