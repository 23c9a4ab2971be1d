/**
 * The tracker of IGMP: takes messages in, and keeps what they say of networks, queriers, groups and hosts. That a group is gone
 * is not an event but a question (`goneAt`): nothing has to be walked over when time passes.
 *
 *   report ─► present ─── queries without a report: 1, 2, 3 ──► 10 s later: gone (D18)            version 1
 *                    ├─── 260 s without a report (RFC 2236 8.4) ──► gone                          versions 2 and 3
 *                    └─── its last known member leaves, nobody objects within 3 s (8.8) ──► gone
 *
 * Groups and hosts of which nothing was heard for an hour are let go.
 */
import { type Micros, micros, NEVER, seconds } from '../base/micros.js';
import {
  type GroupMember,
  type IgmpListener,
  type IgmpNetwork,
  type IgmpSeen,
  type IgmpTrackOptions,
  LEAVE,
  QUERY,
  type Querier,
  type TrackedGroup,
  type TrackedHost,
} from './igmp-contract.js';
import { addMember, memberCount, memberOf, membersOf, removeMember } from './igmp-members.js';

/** A tracker of one capture. */
export interface IgmpTracker {
  /** Takes a message in. */
  readonly take: (seen: IgmpSeen) => void;
  /** When a group is gone as the messages so far tell; NEVER where nothing says so. */
  readonly goneAt: (group: TrackedGroup) => Micros;
}

/** Group membership interval of versions 2 and 3 (RFC 2236 8.4). */
const MEMBERSHIP_INTERVAL = seconds(260);
/** Last member query time and a second more (RFC 2236 8.8). */
const LEAVING = seconds(3);
/** What was not heard of for so long is let go. */
const KEPT = seconds(3600);
/** How often a network is looked through for what is to be let go. */
const BETWEEN_SWEEPS = seconds(600);
/** What a network may hold at most; beyond that its oldest groups are let go. */
const MOST_GROUPS = 262_144;
const MOST_MEMBERSHIPS = 1_048_576;
const MOST_QUERIES = 4_096;
/** What follows a query so soon is a copy of it: no router asks so often. */
const COPY = seconds(2);

/** A tracker that has seen nothing; listeners are told of each message before it is taken in. */
export function createIgmpTracker(options: IgmpTrackOptions, listener: IgmpListener = {}): IgmpTracker {
  const goneAt = (group: TrackedGroup): Micros => whenGone(group, options);
  const take = (seen: IgmpSeen): void => {
    const { network } = seen;
    if (seen.at - network.sweptAt >= BETWEEN_SWEEPS) letGo(network, seen.at);
    if (seen.version > network.version) network.version = seen.version;
    if (seen.kind === QUERY) {
      if (seen.group === 0) takeQuery(seen, listener, Math.min(COPY, options.queryInterval / 4));
    } else if (seen.kind === LEAVE) takeLeave(seen);
    else takeReport(seen, listener, goneAt);
  };
  return { take, goneAt };
}

function takeQuery(seen: IgmpSeen, listener: IgmpListener, copyWithin: number): void {
  const { network, at, frame, source } = seen;
  let querier = network.queriers.get(source);
  if (querier !== undefined && at - querier.lastAt < copyWithin) return;
  listener.query?.(seen, querier);
  if (querier === undefined) {
    querier = newQuerier(seen);
    network.queriers.set(source, querier);
    if (network.queriers.size > MOST_QUERIES) dropOldest(network.queriers);
  }
  querier.version = seen.version;
  querier.link = seen.link;
  querier.lastAt = at;
  querier.lastFrame = frame;
  querier.queries += 1;
  querier.times.push(at);
  if (querier.times.length > MOST_QUERIES) querier.times.splice(0, MOST_QUERIES / 2);
  network.queryAt = at;
  network.queryFrame = frame;
  network.queries += 1;
}

function newQuerier({ source, link, version, at, frame }: IgmpSeen): Querier {
  return { address: source, link, version, times: [], lastAt: at, lastFrame: frame, queries: 0 };
}

function takeReport(seen: IgmpSeen, listener: IgmpListener, goneAt: IgmpTracker['goneAt']): void {
  const { network, at, frame, source } = seen;
  let group = network.groups.get(seen.group);
  if (group !== undefined && goneAt(group) <= at) {
    dropGroup(network, group);
    group = undefined;
  }
  let member = group === undefined ? undefined : memberOf(group, source);
  listener.report?.(seen, group, member);
  if (group === undefined) {
    group = newGroup(seen);
    if (network.groups.size >= MOST_GROUPS) makeRoom(network, group);
    network.groups.set(seen.group, group);
  }
  if (member === undefined) {
    member = newMember(hostOf(network, source, at), group, seen);
    if (network.memberships >= MOST_MEMBERSHIPS) makeRoom(network, group);
    addMember(group, member);
    network.memberships += 1;
  }
  if (group.reports > 0 && group.lastHost !== source) {
    group.otherAt = group.lastAt;
    group.otherFrame = group.lastFrame;
  }
  group.lastAt = at;
  group.lastFrame = frame;
  group.lastHost = source;
  group.reports += 1;
  group.version = seen.version;
  group.leftAt = NEVER;
  member.lastAt = at;
  member.lastFrame = frame;
  member.reports += 1;
  member.host.lastAt = at;
  listener.reported?.(seen, group, member);
}

function hostOf({ hosts }: IgmpNetwork, address: number, at: Micros): TrackedHost {
  let host = hosts.get(address);
  if (host === undefined) {
    host = { address, lastAt: at, fast: 0, slow: 0 };
    if (hosts.size >= MOST_GROUPS) dropOldest(hosts);
    hosts.set(address, host);
  }
  return host;
}

function newGroup({ network, group, at, frame, source, version }: IgmpSeen): TrackedGroup {
  return {
    network,
    group,
    since: at,
    sinceFrame: frame,
    lastAt: at,
    lastFrame: frame,
    lastHost: source,
    otherAt: micros(-1),
    otherFrame: 0,
    reports: 0,
    version,
    leftAt: NEVER,
    members: undefined,
  };
}

function newMember(host: TrackedHost, group: TrackedGroup, { at, frame }: IgmpSeen): GroupMember {
  return {
    host,
    group,
    place: -1,
    firstAt: at,
    firstFrame: frame,
    lastAt: at,
    lastFrame: frame,
    reports: 0,
    joinedAt: micros(-1),
    joinedFrame: 0,
    confirmed: false,
    unsuppressed: 0,
    unsuppressedAt: micros(-1),
  };
}

/** Versions 2 and 3 say when they leave. Others may be in the group still, whom nobody has heard: they object in time. */
function takeLeave({ network, group: address, source, at }: IgmpSeen): void {
  const group = network.groups.get(address);
  if (group === undefined) return;
  if (removeMember(group, source)) network.memberships -= 1;
  if (memberCount(group) === 0) group.leftAt = Math.min(group.leftAt, at + LEAVING) as Micros;
}

function whenGone(group: TrackedGroup, options: IgmpTrackOptions): Micros {
  if (group.version > 1) return Math.min(group.leftAt, group.lastAt + MEMBERSHIP_INTERVAL) as Micros;
  const { queriers } = group.network;
  if (queriers.size === 0) return NEVER;
  let last = -1;
  for (const querier of queriers.values()) {
    const missed = missedQuery(querier, group.lastAt, options.missedQueries);
    if (missed === NEVER) return NEVER;
    if (missed > last) last = missed;
  }
  return (last + options.reportWithin) as Micros;
}

/** When a querier sent its `count`-th query after an instant; NEVER where it has not. */
export function missedQuery({ times }: Querier, since: Micros, count: number): Micros {
  const at = times[queriesUntil(times, since) + count - 1];
  return at === undefined ? NEVER : at;
}

/** Queries that a querier has sent since an instant. */
export function queriesSince({ times }: Querier, since: Micros): number {
  return times.length - queriesUntil(times, since);
}

/** How many of these ascending instants are not after `at`. Looked for from the end: it is one of the last. */
function queriesUntil(times: readonly Micros[], at: Micros): number {
  let high = times.length;
  let step = 1;
  while (high - step >= 0 && times[high - step] > at) {
    high -= step;
    step *= 2;
  }
  let low = Math.max(0, high - step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lets the oldest eighth go, at once: one by one would walk over what is gone already, again and again. */
function dropOldest(map: Map<number, unknown>): number {
  const most = Math.ceil(map.size / 8);
  let dropped = 0;
  for (const key of map.keys()) {
    if (dropped >= most) break;
    map.delete(key);
    dropped += 1;
  }
  return dropped;
}

/** Lets the oldest groups go; of the one that something is to be added to, its oldest members. */
function makeRoom(network: IgmpNetwork, adding: TrackedGroup): void {
  let most = Math.ceil(network.groups.size / 8);
  for (const group of network.groups.values()) {
    if (most <= 0) break;
    if (group === adding) network.memberships -= dropOldestMembers(group);
    else dropGroup(network, group);
    most -= 1;
  }
}

function dropOldestMembers(group: TrackedGroup): number {
  if (group.members instanceof Map) return dropOldest(group.members);
  const count = memberCount(group);
  group.members = undefined;
  return count;
}

function dropGroup(network: IgmpNetwork, group: TrackedGroup): void {
  network.groups.delete(group.group);
  network.memberships -= memberCount(group);
}

function letGo(network: IgmpNetwork, now: Micros): void {
  const { groups, hosts, queriers } = network;
  const since = now - KEPT;
  network.sweptAt = now;
  for (const group of groups.values()) {
    if (group.lastAt < since) dropGroup(network, group);
    else for (const member of membersOf(group)) forget(group, member, since);
  }
  for (const host of hosts.values()) if (host.lastAt < since) hosts.delete(host.address);
  for (const querier of queriers.values()) if (querier.lastAt < since) queriers.delete(querier.address);
}

function forget(group: TrackedGroup, member: GroupMember, since: number): void {
  if (member.lastAt >= since) return;
  removeMember(group, member.host.address);
  group.network.memberships -= 1;
}
