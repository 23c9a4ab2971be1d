/**
 * Datagrams to groups that were seen of late, so that one that comes again is recognised: forwarded to another network, or back.
 * A router changes the TTL and the link's addresses; source, group, identification and payload stay. In columns, the newest
 * over the oldest: no object a datagram, and no more memory however long the capture.
 *
 *   hash ──► last of its kind ──► the one before ──► …      (places; one that was written over ends the chain)
 */
import { type Micros, micros } from '../base/micros.js';
import type { DatagramSeen, IgmpNetwork } from './igmp-contract.js';

/** Places: how many datagrams are remembered. A power of two. */
const PLACES = 65_536;
const HEADS = 131_072;
/** No longer is looked: somebody may send one datagram over and over. */
const MOST_STEPS = 64;

/** What is remembered. `count` is the number of the next datagram; the last PLACES are there. */
export interface Datagrams {
  count: number;
  readonly heads: Float64Array;
  readonly before: Float64Array;
  readonly source: Uint32Array;
  readonly group: Uint32Array;
  readonly id: Uint16Array;
  readonly payload: Int32Array;
  readonly ttl: Uint8Array;
  readonly link: Float64Array;
  readonly at: Float64Array;
  readonly frame: Float64Array;
  readonly network: Int32Array;
  readonly highest: Uint8Array;
  /** The sighting before of the same datagram; -1: none. */
  readonly same: Float64Array;
}

/** Nothing remembered. */
export function createDatagrams(): Datagrams {
  return {
    count: 0,
    heads: new Float64Array(HEADS).fill(-1),
    before: new Float64Array(PLACES),
    source: new Uint32Array(PLACES),
    group: new Uint32Array(PLACES),
    id: new Uint16Array(PLACES),
    payload: new Int32Array(PLACES),
    ttl: new Uint8Array(PLACES),
    link: new Float64Array(PLACES),
    at: new Float64Array(PLACES),
    frame: new Float64Array(PLACES),
    network: new Int32Array(PLACES),
    highest: new Uint8Array(PLACES),
    same: new Float64Array(PLACES),
  };
}

/**
 * Remembers a datagram, and gives its number. `isHome`: it was seen on a network of its source; `since`: one that was seen
 * before is another. Sets its highest TTL.
 */
export function remember(all: Datagrams, seen: DatagramSeen, isHome: boolean, since: number): number {
  const number = all.count;
  const place = number & (PLACES - 1);
  const before = sameBefore(all, seen, number);
  const known = before >= 0 && all.at[before & (PLACES - 1)] >= since;
  const highest = known ? all.highest[before & (PLACES - 1)] : 0;
  seen.highest = isHome && seen.ttl > highest ? seen.ttl : highest;
  all.highest[place] = seen.highest;
  all.same[place] = before;
  const head = headOf(seen.source, seen.group, seen.id, seen.payload);
  all.before[place] = all.heads[head];
  all.heads[head] = number;
  all.source[place] = seen.source;
  all.group[place] = seen.group;
  all.id[place] = seen.id;
  all.payload[place] = seen.payload;
  all.ttl[place] = seen.ttl;
  all.link[place] = seen.link;
  all.at[place] = seen.at;
  all.frame[place] = seen.frame;
  all.network[place] = seen.network.number;
  all.count = number + 1;
  return number;
}

/** The newest before `number` (or of all, where that is the count) that is the same datagram as `like`; -1: none. */
export function sameBefore(all: Datagrams, like: DatagramSeen, number: number): number {
  const head = headOf(like.source, like.group, like.id, like.payload);
  let at = all.heads[head];
  for (let step = 0; step < MOST_STEPS && isRemembered(all, at); step += 1) {
    const place = at & (PLACES - 1);
    if (at < number && isSame(all, place, like)) return at;
    at = all.before[place];
  }
  return -1;
}

/** The sighting of the same datagram before this one, which is remembered; -1: none. */
export function sightingBefore(all: Datagrams, number: number): number {
  const before = all.same[number & (PLACES - 1)];
  return isRemembered(all, before) ? before : -1;
}

/** Whether a number is remembered still. */
export function isRemembered(all: Datagrams, number: number): boolean {
  return number >= 0 && number >= all.count - PLACES;
}

/** A remembered datagram, written into an object that is used again. */
export function recall(
  all: Datagrams,
  number: number,
  networks: readonly IgmpNetwork[],
  into: DatagramSeen,
): void {
  const place = number & (PLACES - 1);
  into.source = all.source[place];
  into.group = all.group[place];
  into.id = all.id[place];
  into.payload = all.payload[place];
  into.ttl = all.ttl[place];
  into.link = all.link[place];
  into.at = all.at[place] as Micros;
  into.frame = all.frame[place];
  into.highest = all.highest[place];
  into.network = networks[all.network[place] - 1];
}

/** An object to recall into. */
export function emptyDatagram(network: IgmpNetwork): DatagramSeen {
  const places = { network, source: 0, group: 0, link: -1 };
  return { frame: 0, at: micros(0), ttl: 0, id: 0, payload: 0, highest: 0, ...places };
}

function isSame(all: Datagrams, place: number, like: DatagramSeen): boolean {
  return (
    all.source[place] === like.source &&
    all.group[place] === like.group &&
    all.id[place] === like.id &&
    all.payload[place] === like.payload
  );
}

function headOf(source: number, group: number, id: number, payload: number): number {
  let sum = Math.imul(source, 0x9e3779b1) ^ Math.imul(group, 0x85ebca6b) ^ payload;
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35) + Math.imul(id, 0x27d4eb2f);
  return (sum ^ (sum >>> 15)) & (HEADS - 1);
}
