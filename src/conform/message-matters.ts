/**
 * What a message that is wrong by itself belongs to: the session that it names at the server that knows it; the network that it
 * was seen on. Octets that are no message of a known session belong to none.
 */
import type { Walk } from '../../dissectors/contract.js';
import { GMP_HEADER } from '../../dissectors/gmp-names.js';
import { sessionOf } from '../../dissectors/gmp-subject.js';
import { makeNetworkFinder, type NetworkFinder } from '../../dissectors/pseudo-header.js';
import type { Registry } from '../../dissectors/registry.js';
import { readBits } from '../layout/bits.js';
import type { Hosts } from '../track/hosts.js';
import type { Judging } from './judging.js';

/** Messages of GMP that no known session has. */
export const NO_SESSION = 'GMP messages of no known session';

/** Finds the matter of layer `i`, which is of GMP or IGMP. */
export type MatterFinder = (w: Walk, i: number) => string;

/** A finder for a capture; the judges name matters. */
export function createMatterFinder(
  { lookup }: Registry,
  hosts: Hosts,
  { tracker, keyOf, networkOf }: Judging,
): MatterFinder {
  const gmp = lookup.idOf('gmp');
  const finder = makeNetworkFinder();
  return (w, i) => {
    if (w.ids[i] !== gmp) return networkOf(w);
    if (w.ends[i] - w.starts[i] < GMP_HEADER) return NO_SESSION;
    const id = sessionOf(w.sources[i], w.starts[i]);
    for (const host of peersOf(w, i, finder, hosts)) {
      const session = tracker.find(host, id);
      if (session !== undefined) return keyOf(session);
    }
    return NO_SESSION;
  };
}

/** Numbers of the two hosts of a layer's packet. */
function peersOf(w: Walk, i: number, finder: NetworkFinder, hosts: Hosts): readonly number[] {
  const ip = finder.below(w, i);
  if (ip < 0) return [];
  const octets = w.sources[ip];
  const length = finder.addressLength(w, ip);
  const at = finder.sourceAt(w, ip);
  return [at, at + length].map((one) =>
    length === 4 ? hosts.ofIpv4(readBits(octets, one, 0, 32)) : hosts.ofIpv6(octets, one),
  );
}
