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
import { type Micros, NEVER, seconds } from '../base/micros.js';
import {
  type GroupAge,
  type IgmpListener,
  type IgmpNetwork,
  type IgmpSeen,
  type IgmpTable,
  type IgmpTrackOptions,
  LEAVE,
  QUERY,
  type Querier,
  type TrackedHost,
} from './igmp-contract.js';
import { addMember, findMember, removeMember } from './igmp-members.js';
import { addGroup, dropGroup, findGroup, networkOf } from './igmp-table.js';

/** A tracker of one capture. */
export interface IgmpTracker {
  /** Takes a message in. */
  readonly take: (seen: IgmpSeen) => void;
  /** When a group is gone as the messages so far tell; NEVER where nothing says so. */
  readonly goneAt: (group: GroupAge) => Micros;
  /** The same of the group in a row. */
  readonly rowGoneAt: (table: IgmpTable, row: number) => Micros;
}

/** What a network may hold at most; beyond that its oldest groups are let go. */
export interface IgmpLimits {
  readonly groups: number;
  readonly memberships: number;
  /** Of a querier; and queriers of a network. */
  readonly queries: number;
}

/** Group membership interval of versions 2 and 3 (RFC 2236 8.4). */
const MEMBERSHIP_INTERVAL = seconds(260);
/** Last member query time and a second more (RFC 2236 8.8). */
const LEAVING = seconds(3);
/** What was not heard of for so long is let go. */
const KEPT = seconds(3600);
/** How often a network is looked through for what is to be let go. */
const BETWEEN_SWEEPS = seconds(600);
const MOST: IgmpLimits = { groups: 262_144, memberships: 1_048_576, queries: 4_096 };
const NONE = -1;
/** What follows a query so soon is a copy of it: no router asks so often. */
const COPY = seconds(2);

/** What taking messages in needs. */
interface Desk {
  readonly options: IgmpTrackOptions;
  readonly listener: IgmpListener;
  readonly most: IgmpLimits;
  /** What follows a query within that is a copy of it. */
  readonly copyWithin: number;
}

/** A tracker that has seen nothing; listeners are told of each message before it is taken in. */
export function createIgmpTracker(
  options: IgmpTrackOptions,
  listener: IgmpListener = {},
  most: IgmpLimits = MOST,
): IgmpTracker {
  const copyWithin = Math.min(COPY, options.queryInterval / 4);
  const desk: Desk = { options, listener, most, copyWithin };
  const take = (seen: IgmpSeen): void => {
    const { network } = seen;
    if (seen.at - network.sweptAt >= BETWEEN_SWEEPS) letGo(desk, network, seen.at);
    if (seen.version > network.version) network.version = seen.version;
    if (seen.kind === QUERY) {
      if (seen.group === 0) takeQuery(desk, seen);
    } else if (seen.kind === LEAVE) takeLeave(seen);
    else takeReport(desk, seen);
  };
  return {
    take,
    goneAt: ({ network, version, lastAt, leftAt }) =>
      version > 1 ? endOf(lastAt, leftAt) : silentAt(network, lastAt, options),
    rowGoneAt: (table, row) => rowGoneAt(table, row, options),
  };
}

function takeQuery(desk: Desk, seen: IgmpSeen): void {
  const { listener, most, copyWithin } = desk;
  const { network, at, frame, source } = seen;
  let querier = network.queriers.get(source);
  if (querier !== undefined && at - querier.lastAt < copyWithin) return;
  listener.query?.(seen, querier);
  if (querier === undefined) {
    dropSilent(desk, network, at);
    querier = newQuerier(seen);
    network.queriers.set(source, querier);
    if (network.queriers.size > most.queries) dropOldest(network.queriers);
  }
  querier.version = seen.version;
  querier.link = seen.link;
  querier.lastAt = at;
  querier.lastFrame = frame;
  querier.queries += 1;
  querier.times.push(at);
  if (querier.times.length > most.queries) querier.times.splice(0, most.queries / 2);
  network.queryAt = at;
  network.queryFrame = frame;
  network.queries += 1;
}

/** Version 1: what is gone by now stays so, though another querier begins to ask, who has missed nothing yet. */
function dropSilent(desk: Desk, network: IgmpNetwork, at: Micros): void {
  const { table, first } = network.groups;
  for (let group = first; group >= 0; ) {
    const after = table.groups.next[group];
    if (table.groups.version[group] === 1 && rowGoneAt(table, group, desk.options) <= at)
      drop(desk, network, group);
    group = after;
  }
}

function newQuerier({ source, link, version, at, frame }: IgmpSeen): Querier {
  return { address: source, link, version, times: [], lastAt: at, lastFrame: frame, queries: 0 };
}

function takeReport(desk: Desk, seen: IgmpSeen): void {
  const { listener, most, options } = desk;
  const { network, at, frame, source } = seen;
  const { table } = network.groups;
  const { groups, members } = table;
  let group = findGroup(network, seen.group);
  if (group >= 0 && rowGoneAt(table, group, options) <= at) {
    drop(desk, network, group);
    group = NONE;
  }
  let member = group < 0 ? NONE : findMember(table, group, source);
  listener.report?.(seen, group, member);
  if (group < 0) {
    if (network.groups.size >= most.groups) makeRoom(desk, network, NONE);
    group = addGroup(seen);
  }
  if (member < 0) {
    const host = trackedHost(network, source, at, most.groups);
    if (network.memberships >= most.memberships) makeRoom(desk, network, group);
    member = addMember(table, group, host, frame);
    network.memberships += 1;
  }
  groups.lastAt[group] = at;
  groups.lastFrame[group] = frame;
  groups.lastHost[group] = source;
  groups.reports[group] += 1;
  groups.version[group] = seen.version;
  groups.leftAt[group] = NEVER;
  members.lastAt[member] = at;
  members.lastFrame[member] = frame;
  members.reports[member] += 1;
  members.hosts[member].lastAt = at;
  listener.reported?.(seen, group, member);
}

function trackedHost({ hosts }: IgmpNetwork, address: number, at: Micros, most: number): TrackedHost {
  let host = hosts.get(address);
  if (host === undefined) {
    host = { address, lastAt: at, fast: 0, slow: 0 };
    if (hosts.size >= most) dropOldest(hosts);
    hosts.set(address, host);
  }
  return host;
}

/** Versions 2 and 3 say when they leave. Others may be in the group still, whom nobody has heard: they object in time. */
function takeLeave({ network, group: address, source, at }: IgmpSeen): void {
  const { table } = network.groups;
  const { groups } = table;
  const group = findGroup(network, address);
  if (group < 0) return;
  const member = findMember(table, group, source);
  if (member >= 0) removeMember(table, member);
  if (groups.memberCount[group] === 0) groups.leftAt[group] = Math.min(groups.leftAt[group], at + LEAVING);
}

function rowGoneAt(table: IgmpTable, row: number, options: IgmpTrackOptions): Micros {
  const { groups } = table;
  const lastAt = groups.lastAt[row] as Micros;
  if (groups.version[row] > 1) return endOf(lastAt, groups.leftAt[row]);
  return silentAt(networkOf(table, row), lastAt, options);
}

/** Versions 2 and 3: somebody left, or nobody reported. */
function endOf(lastAt: number, leftAt: number): Micros {
  return Math.min(leftAt, lastAt + MEMBERSHIP_INTERVAL) as Micros;
}

/** Version 1: when every querier has missed a report for long enough. */
function silentAt({ queriers }: GroupAge['network'], lastAt: Micros, options: IgmpTrackOptions): Micros {
  if (queriers.size === 0) return NEVER;
  let last = -1;
  for (const querier of queriers.values()) {
    const missed = missedQuery(querier, lastAt, options.missedQueries);
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
function dropOldest(map: Map<number, unknown>): void {
  const most = Math.ceil(map.size / 8);
  let dropped = 0;
  for (const key of map.keys()) {
    if (dropped >= most) break;
    map.delete(key);
    dropped += 1;
  }
}

/** Lets the oldest groups go; of the one that something is to be added to, its oldest members. */
function makeRoom(desk: Desk, network: IgmpNetwork, adding: number): void {
  const list = network.groups;
  const { next } = list.table.groups;
  let most = Math.ceil(list.size / 8);
  for (let group = list.first; group >= 0 && most > 0; most -= 1) {
    const after = next[group];
    if (group === adding) dropOldestMembers(list.table, group);
    else drop(desk, network, group);
    group = after;
  }
}

function dropOldestMembers(table: IgmpTable, group: number): void {
  const { groups } = table;
  for (let most = Math.ceil(groups.memberCount[group] / 8); most > 0; most -= 1) {
    removeMember(table, groups.firstMember[group]);
  }
}

function drop({ listener }: Desk, network: IgmpNetwork, group: number): void {
  dropGroup(network, group);
  listener.dropped?.(group);
}

function letGo(desk: Desk, network: IgmpNetwork, now: Micros): void {
  const { groups: list, hosts, queriers } = network;
  const { groups } = list.table;
  const since = now - KEPT;
  network.sweptAt = now;
  for (let group = list.first; group >= 0; ) {
    const after = groups.next[group];
    if (groups.lastAt[group] < since) drop(desk, network, group);
    else forget(list.table, groups.firstMember[group], since);
    group = after;
  }
  for (const host of hosts.values()) if (host.lastAt < since) hosts.delete(host.address);
  for (const querier of queriers.values()) if (querier.lastAt < since) queriers.delete(querier.address);
}

function forget(table: IgmpTable, first: number, since: number): void {
  const { next, lastAt } = table.members;
  for (let member = first; member >= 0; ) {
    const after = next[member];
    if (lastAt[member] < since) removeMember(table, member);
    member = after;
  }
}
