/**
 * Datagrams with TTL 0, which are on no wire (IGMP 2.7.2); and those among them that an expanding ring search sends that does
 * not end with TTL 255.
 */
import { formatIpv4 } from '../../base/address.js';
import type { Micros } from '../../base/micros.js';
import type { DatagramSeen } from '../../track/igmp-contract.js';
import { charge, type Docket, isFirst } from './docket.js';
import { IGMP_RULES } from './rules.js';

/** Who has sent with the largest TTL of late, by source and group. */
export type Rings = Map<string, { at: Micros; frame: number }>;

const LARGEST_TTL = 255;
const MOST_RINGS = 1024;

/** Judges the TTL of a datagram to a group. */
export function judgeTtl(docket: Docket, rings: Rings, seen: DatagramSeen): void {
  const { ttl, source, group, at, frame, network, link } = seen;
  if (ttl !== 0 && ttl !== LARGEST_TTL) return;
  const key = `${network.number} ${source} ${group}`;
  if (ttl === LARGEST_TTL) {
    if (rings.size >= MOST_RINGS) rings.clear();
    rings.set(key, { at, frame });
    return;
  }
  // Without a link there is no wire: what is captured inside a host may have TTL 0.
  if (link < 0) return;
  const last = rings.get(key);
  const ring = last !== undefined && at - last.at <= docket.options.policies.ringWait + docket.slack;
  const rule = ring ? IGMP_RULES.ringTooFar : IGMP_RULES.ttlZero;
  if (!isFirst(docket, `${rule.code} ${network.number} ${source}`)) return;
  const what = `${formatIpv4(source)} sent a datagram with TTL 0 to ${formatIpv4(group)}`;
  const message = ring ? `${what} after one with TTL 255: its search goes on too far.` : `${what}.`;
  charge(docket, { rule, network, at, frames: ring ? [last.frame, frame] : [frame], message });
}
