/**
 * The pseudo-header that the checksums of UDP, TCP and ICMPv6 cover besides their own octets (RFC 768, RFC 9293 3.1,
 * RFC 8200 8.1): addresses, protocol and length. It is read from the IP layer below. Where a source route is not yet
 * travelled, the destination is the route's last address (RFC 1122 3.2.1.8, RFC 8200 8.1).
 */
import { addWords, foldSum } from '../src/base/checksum.js';
import type { Lookup, Walk } from './contract.js';

/** Finds the IP layers of walks of one registry. */
export interface NetworkFinder {
  /** Index of the nearest IP layer below layer `i`, in the same octets; -1 where there is none. */
  readonly below: (w: Walk, i: number) => number;
  /** Octets of an address in layer `network`: 4 or 16. */
  readonly addressLength: (w: Walk, network: number) => number;
  /** Where the source address of layer `network` begins; the destination lies right behind it. */
  readonly sourceAt: (w: Walk, network: number) => number;
  /** Running sum over the pseudo-header of a message of `length` octets in layer `i`. */
  readonly sum: (w: Walk, i: number, network: number, protocol: number, length: number) => number;
}

interface Ids {
  readonly ip: number;
  readonly ipv6: number;
  readonly routing: number;
}

/** A finder; it learns the numbers of the dissectors with the first packet. */
export function makeNetworkFinder(): NetworkFinder {
  let ids: Ids | undefined;
  const idsOf = (lookup: Lookup): Ids => {
    ids ??= { ip: lookup.idOf('ip'), ipv6: lookup.idOf('ipv6'), routing: lookup.idOf('ipv6.routing') };
    return ids;
  };
  const isV4 = (w: Walk, network: number): boolean => w.ids[network] === idsOf(w.lookup).ip;
  const below = (w: Walk, i: number): number => {
    const { ip, ipv6 } = idsOf(w.lookup);
    for (let at = i - 1; at >= 0; at -= 1) if (w.ids[at] === ip || w.ids[at] === ipv6) return at;
    return -1;
  };
  const sourceAt = (w: Walk, network: number): number => w.starts[network] + (isV4(w, network) ? 12 : 8);
  return {
    below,
    addressLength: (w, network) => (isV4(w, network) ? 4 : 16),
    sourceAt,
    sum: (w, i, network, protocol, length) => {
      const octets = w.sources[network];
      const at = sourceAt(w, network);
      const size = isV4(w, network) ? 4 : 16;
      const routed = size === 4 ? routedIpv4(w, network) : routedIpv6(w, network, i, idsOf(w.lookup).routing);
      const fixed = addWords(0, octets, at, at + size) + protocol + (length >>> 16) + (length & 0xffff);
      if (routed < 0) return addWords(fixed, octets, at + size, at + 2 * size);
      return addWords(
        fixed,
        size === 4 ? octets : routeSource(w, network, i, idsOf(w.lookup).routing),
        routed,
        routed + size,
      );
    },
  };
}

/** The checksum field's verdict over bytes[from … to) and a pseudo-header's sum: true where it is right. */
export function checksumHolds(sum: number, bytes: Uint8Array, from: number, to: number): boolean {
  return foldSum(addWords(sum, bytes, from, to)) === 0xffff;
}

/** What the checksum at `field` ought to be. */
export function rightChecksum(
  sum: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  field: number,
): number {
  return ~foldSum(addWords(addWords(sum, bytes, from, field), bytes, field + 2, to)) & 0xffff;
}

/** Where the last address of a source route stands that is still to be travelled (RFC 791 3.1); -1 without one. */
function routedIpv4(w: Walk, network: number): number {
  const octets = w.sources[network];
  const start = w.starts[network];
  const end = Math.min(start + (octets[start] & 15) * 4, w.ends[network]);
  let at = start + 20;
  while (at + 2 < end && octets[at] !== 0) {
    if (octets[at] === 1) {
      at += 1;
      continue;
    }
    const length = octets[at + 1];
    if (length < 2 || at + length > end) return -1;
    if ((octets[at] === 131 || octets[at] === 137) && length >= 7) {
      return octets[at + 2] <= length - 3 ? at + length - 4 : -1;
    }
    at += length;
  }
  return -1;
}

/** The layer of a routing header between IP layer and message; -1 without one. */
function routingLayer(w: Walk, network: number, i: number, routing: number): number {
  for (let at = network + 1; at < i; at += 1) if (w.ids[at] === routing) return at;
  return -1;
}

function routeSource(w: Walk, network: number, i: number, routing: number): Uint8Array {
  return w.sources[routingLayer(w, network, i, routing)];
}

/** Where the final destination stands in a routing header with segments left; -1 without one. */
function routedIpv6(w: Walk, network: number, i: number, routing: number): number {
  const layer = i - network > 1 ? routingLayer(w, network, i, routing) : -1;
  if (layer < 0) return -1;
  const octets = w.sources[layer];
  const start = w.starts[layer];
  const length = (octets[start + 1] + 1) * 8;
  if (octets[start + 3] === 0 || length < 24 || start + length > w.ends[layer]) return -1;
  const type = octets[start + 2];
  // Segment routing (RFC 8754 2) lists the path backwards; the types 0 and 2 list it forwards.
  if (type === 4) return start + 8;
  return type === 0 || type === 2 ? start + length - 16 : -1;
}
