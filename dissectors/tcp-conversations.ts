/**
 * TCP's conversations: what is remembered of each pair of endpoints, so that sequence numbers, times and analysis are
 * relative to its beginning. A fixed number of them: the ones not seen for longest make room.
 *
 *   addresses + ports ──hash──► chain of conversations ──compare──► conversation { flow 0 ⇄ flow 1 }
 *
 * Flow 0 is the direction whose endpoint comes first (by port, then by address).
 */
import { NONE } from './contract.js';
import type { Stream } from './tcp-stream.js';
import { makeUnacked, type Unacked } from './tcp-unacked.js';

/** Most conversations remembered at once. */
export const MAX_CONVERSATIONS = 8192;

/** One direction of a conversation. Sequence numbers as on the wire; 0 stands for "none yet", as in Wireshark's analysis. */
export interface Flow {
  baseSet: boolean;
  base: number;
  /** Highest sequence number seen, in which frame, and when. */
  next: number;
  nextFrame: number;
  nextSec: number;
  nextNsec: number;
  /** Highest number seen without a hole before it. */
  maxToBeAcked: number;
  lastAck: number;
  ackSec: number;
  ackNsec: number;
  lastNonDuplicate: number;
  duplicates: number;
  window: number;
  /** Shift count; -1 unknown, -2 not used. */
  scale: number;
  firstAck: boolean;
  lastFlags: number;
  inFlightKnown: boolean;
  pushedOctets: number;
  pushSeen: boolean;
  closedFirst: boolean;
  /** Octets that the last segment of this direction reported as received out of order. */
  sacked: number;
  readonly unacked: Unacked;
  /** Why its content is shown as data ("TCP port 80 → 49152"); made once. */
  undecoded: string | undefined;
  /** The octets put in order, where a dissector reads them. */
  stream: Stream | undefined;
}

/** Two endpoints and what passed between them. */
export interface Conversation {
  /** In order of appearance, from 0. */
  index: number;
  readonly flows: readonly [Flow, Flow];
  readonly lowPort: number;
  readonly highPort: number;
  /** The lower end's address, then the higher end's. */
  readonly addresses: Uint8Array;
  readonly hash: number;
  /** The next one in the hash chain: an older one, or one that shares its hash. */
  older: Conversation | undefined;
  firstSec: number;
  firstNsec: number;
  lastSec: number;
  lastNsec: number;
  lastFrame: number;
  /** True until its first whole segment was counted in `completeness`. */
  fresh: boolean;
  /** Wireshark's bits: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32. */
  completeness: number;
  synSec: number;
  synNsec: number;
  /** From the SYN to the first plain ACK; -1 as long as that is not known. */
  roundTripSec: number;
  roundTripNsec: number;
  /** Dissector that reads the streams, if content told (heuristics). */
  recognised: number;
}

/** Asks of two endpoints: addresses at two places of `octets`, `length` octets each. */
type Between<T> = (
  octets: Uint8Array,
  source: number,
  destination: number,
  length: number,
  sourcePort: number,
  destinationPort: number,
) => T;

/** The conversations of a capture. */
export interface Conversations {
  /** How many there were so far. */
  readonly total: () => number;
  /** How many are remembered. */
  readonly size: () => number;
  /** That of these endpoints. */
  readonly find: Between<Conversation | undefined>;
  /** A new one between them; an old one with the same endpoints is forgotten. */
  readonly add: Between<Conversation>;
  /** Calls `forgotten` for each conversation that is forgotten from now on: to make room, or for one between its ends. */
  readonly onForget: (forgotten: (conversation: Conversation) => void) => void;
  /** Forgets all of them, without telling; numbers begin anew. */
  readonly clear: () => void;
  /** All that are remembered. */
  readonly all: () => IterableIterator<Conversation>;
}

/** Whether the source comes second among the endpoints: then its direction is flow 1. */
export function isReversed(
  octets: Uint8Array,
  source: number,
  destination: number,
  length: number,
  sourcePort: number,
  destinationPort: number,
): boolean {
  if (sourcePort !== destinationPort) return sourcePort > destinationPort;
  for (let i = 0; i < length; i += 1) {
    const difference = octets[source + i] - octets[destination + i];
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** An empty store. `capacity` is for tests. */
export function makeConversations(capacity = MAX_CONVERSATIONS): Conversations {
  const chains = new Map<number, Conversation>();
  let total = 0;
  let size = 0;
  let forgotten: (conversation: Conversation) => void = () => {};
  const find: Conversations['find'] = (octets, source, destination, length, sourcePort, destinationPort) => {
    const reversed = isReversed(octets, source, destination, length, sourcePort, destinationPort);
    const low = reversed ? destination : source;
    const high = reversed ? source : destination;
    const lowPort = reversed ? destinationPort : sourcePort;
    const highPort = reversed ? sourcePort : destinationPort;
    let found = chains.get(hashOf(octets, low, high, length, lowPort, highPort));
    while (found !== undefined && !matches(found, octets, low, high, length, lowPort, highPort))
      found = found.older;
    return found;
  };
  const forget = (conversation: Conversation): void => {
    let at = chains.get(conversation.hash);
    if (at === conversation) {
      if (at.older === undefined) chains.delete(conversation.hash);
      else chains.set(conversation.hash, at.older);
    } else {
      while (at !== undefined && at.older !== conversation) at = at.older;
      if (at !== undefined) at.older = conversation.older;
    }
    size -= 1;
    forgotten(conversation);
  };
  function* all(): IterableIterator<Conversation> {
    for (const first of chains.values()) {
      for (let one: Conversation | undefined = first; one !== undefined; one = one.older) yield one;
    }
  }
  const add: Conversations['add'] = (octets, source, destination, length, sourcePort, destinationPort) => {
    const known = find(octets, source, destination, length, sourcePort, destinationPort);
    if (known !== undefined) forget(known);
    if (size >= capacity) for (const old of leastRecent([...all()], capacity >> 2)) forget(old);
    const reversed = isReversed(octets, source, destination, length, sourcePort, destinationPort);
    const low = reversed ? destination : source;
    const high = reversed ? source : destination;
    const lowPort = reversed ? destinationPort : sourcePort;
    const highPort = reversed ? sourcePort : destinationPort;
    const hash = hashOf(octets, low, high, length, lowPort, highPort);
    const made = makeConversation(total, hash, chains.get(hash), {
      lowPort,
      highPort,
      addresses: joinAddresses(octets, low, high, length),
    });
    chains.set(hash, made);
    total += 1;
    size += 1;
    return made;
  };
  const onForget: Conversations['onForget'] = (told) => {
    forgotten = told;
  };
  const clear = (): void => {
    chains.clear();
    total = 0;
    size = 0;
  };
  return { total: () => total, size: () => size, find, add, onForget, clear, all };
}

/** The `count` conversations not seen for longest (at least one). */
export function leastRecent(conversations: Conversation[], count: number): readonly Conversation[] {
  conversations.sort((a, b) => a.lastFrame - b.lastFrame);
  return conversations.slice(0, Math.max(1, count));
}

function joinAddresses(octets: Uint8Array, low: number, high: number, length: number): Uint8Array {
  const addresses = new Uint8Array(2 * length);
  for (let i = 0; i < length; i += 1) {
    addresses[i] = octets[low + i];
    addresses[length + i] = octets[high + i];
  }
  return addresses;
}

function matches(
  one: Conversation,
  octets: Uint8Array,
  low: number,
  high: number,
  length: number,
  lowPort: number,
  highPort: number,
): boolean {
  if (one.lowPort !== lowPort || one.highPort !== highPort || one.addresses.length !== 2 * length)
    return false;
  const { addresses } = one;
  for (let i = 0; i < length; i += 1) {
    if (addresses[i] !== octets[low + i] || addresses[length + i] !== octets[high + i]) return false;
  }
  return true;
}

function hashOf(
  octets: Uint8Array,
  low: number,
  high: number,
  length: number,
  lowPort: number,
  highPort: number,
): number {
  let hash = (lowPort << 16) ^ highPort;
  for (let i = 0; i < length; i += 1) {
    hash = Math.imul(hash ^ octets[low + i], 0x01000193);
    hash = Math.imul(hash ^ octets[high + i], 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}

type Endpoints = Pick<Conversation, 'lowPort' | 'highPort' | 'addresses'>;

function makeConversation(
  index: number,
  hash: number,
  older: Conversation | undefined,
  endpoints: Endpoints,
): Conversation {
  return {
    index,
    flows: [makeFlow(), makeFlow()],
    ...endpoints,
    hash,
    older,
    firstSec: Number.NaN,
    firstNsec: 0,
    lastSec: Number.NaN,
    lastNsec: 0,
    lastFrame: 0,
    fresh: true,
    completeness: 0,
    synSec: Number.NaN,
    synNsec: 0,
    roundTripSec: -1,
    roundTripNsec: 0,
    recognised: NONE,
  };
}

/** A direction of which nothing was seen. */
export function makeFlow(): Flow {
  return {
    baseSet: false,
    base: 0,
    next: 0,
    nextFrame: 0,
    nextSec: 0,
    nextNsec: 0,
    maxToBeAcked: 0,
    lastAck: 0,
    ackSec: 0,
    ackNsec: 0,
    lastNonDuplicate: 0,
    duplicates: 0,
    window: 0xffffffff,
    scale: -1,
    firstAck: false,
    lastFlags: 0,
    inFlightKnown: true,
    pushedOctets: 0,
    pushSeen: false,
    closedFirst: false,
    sacked: 0,
    unacked: makeUnacked(),
    undecoded: undefined,
    stream: undefined,
  };
}
