/**
 * Networks as they were at one place of a capture: copies that share nothing with what goes on. A copy of a copy goes on where the
 * first one stood.
 */
import type { GroupMember, IgmpNetwork, Querier, TrackedGroup, TrackedHost } from './igmp-contract.js';

/** Copies networks with all that is in them. */
export function copyNetworks(networks: readonly IgmpNetwork[]): IgmpNetwork[] {
  return networks.map(copyNetwork);
}

/** Octets that networks take, about. */
export function sizeOfNetworks(networks: readonly IgmpNetwork[]): number {
  let size = 0;
  for (const { groups, memberships, hosts, queriers } of networks) {
    size += 600 + 350 * groups.size + 250 * memberships + 120 * hosts.size;
    for (const { times } of queriers.values()) size += 200 + 8 * times.length;
  }
  return size;
}

function copyNetwork(network: IgmpNetwork): IgmpNetwork {
  const queriers = new Map<number, Querier>();
  for (const [key, querier] of network.queriers) queriers.set(key, { ...querier, times: [...querier.times] });
  const hosts = new Map<number, TrackedHost>();
  for (const [key, host] of network.hosts) hosts.set(key, { ...host });
  const copy: IgmpNetwork = { ...network, queriers, hosts, groups: new Map() };
  /** Hosts that were let go, and are members still. */
  const gone = new Map<TrackedHost, TrackedHost>();
  const hostOf = (host: TrackedHost): TrackedHost => {
    const known = network.hosts.get(host.address) === host ? hosts.get(host.address) : gone.get(host);
    if (known !== undefined) return known;
    const own = { ...host };
    gone.set(host, own);
    return own;
  };
  for (const [key, group] of network.groups) copy.groups.set(key, copyGroup(group, copy, hostOf));
  return copy;
}

function copyGroup(
  group: TrackedGroup,
  network: IgmpNetwork,
  hostOf: (host: TrackedHost) => TrackedHost,
): TrackedGroup {
  const members = new Map<number, GroupMember>();
  const copy: TrackedGroup = { ...group, network, members };
  for (const [key, member] of group.members) {
    members.set(key, { ...member, host: hostOf(member.host), group: copy });
  }
  return copy;
}
