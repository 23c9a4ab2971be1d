/**
 * Rules that a single IGMP message keeps or breaks: nothing that happens on the way can make one break them.
 */
import { formatIpv4, isMulticast } from '../../base/address.js';
import { ALL_HOSTS } from '../../machine/igmp/igmp-vocabulary.js';
import { type IgmpSeen, QUERY, REPORT } from '../../track/igmp-contract.js';
import type { Rule } from '../contract.js';
import { charge, type Docket, isFirst } from './docket.js';
import { IGMP_RULES } from './rules.js';

/** Judges a message by itself; false where it says nothing of a group. */
export function judgeMessage(docket: Docket, seen: IgmpSeen): boolean {
  const { kind, version, group, destination, ttl } = seen;
  if (ttl !== 1) accuse(docket, seen, IGMP_RULES.ttl, `with TTL ${ttl} instead of 1`);
  if (version === 1) judgeVersion1(docket, seen);
  if (kind !== REPORT) return true;
  if (group === ALL_HOSTS) {
    accuse(docket, seen, IGMP_RULES.allHosts, 'for 224.0.0.1, which is never reported');
    return false;
  }
  if (!isMulticast(group)) {
    accuse(docket, seen, IGMP_RULES.noGroup, `for ${formatIpv4(group)}, which is no group`);
    return false;
  }
  if (version === 1 && destination !== group) {
    const where = `to ${formatIpv4(destination)} instead of the group, ${formatIpv4(group)}`;
    accuse(docket, seen, IGMP_RULES.destination, where);
  }
  return true;
}

function judgeVersion1(docket: Docket, seen: IgmpSeen): void {
  const { kind, group, destination, typeOfService } = seen;
  if (typeOfService !== 0) {
    accuse(docket, seen, IGMP_RULES.typeOfService, `with type of service ${typeOfService} instead of 0`);
  }
  if (kind !== QUERY) return;
  if (group !== 0) accuse(docket, seen, IGMP_RULES.queryGroup, `that names a group, ${formatIpv4(group)}`);
  else if (destination !== ALL_HOSTS) {
    accuse(docket, seen, IGMP_RULES.destination, `to ${formatIpv4(destination)} instead of 224.0.0.1`);
  }
}

const KINDS = ['query', 'report', 'message that it leaves a group'];

function accuse(docket: Docket, seen: IgmpSeen, rule: Rule, how: string): void {
  const { network, source, kind, at, frame } = seen;
  if (!isFirst(docket, `${rule.code} ${network.number} ${source}`)) return;
  const message = `${formatIpv4(source)} sent a ${KINDS[kind]} ${how}.`;
  charge(docket, { rule, network, at, frames: [frame], message });
}
