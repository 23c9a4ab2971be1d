/** The tracker of IGMP and the watch over it as one would write them down: maps of objects, nothing put off, everything reckoned anew. */
import { type Micros, NEVER, seconds } from '../../../src/base/micros.js';
import { type IgmpSeen, type IgmpTrackOptions, LEAVE, QUERY } from '../../../src/track/igmp-contract.js';
import type { IgmpLimits } from '../../../src/track/igmp-tracker.js';
import { goneWhy } from '../../../src/track/igmp-watch.js';

interface Host {
  readonly address: number;
  lastAt: number;
}

export interface ModelMember {
  readonly host: Host;
  readonly firstFrame: number;
  lastAt: number;
  lastFrame: number;
  reports: number;
}

export interface ModelGroup {
  readonly of: ModelNetwork;
  readonly group: number;
  readonly since: number;
  lastAt: number;
  lastFrame: number;
  lastHost: number;
  reports: number;
  version: 1 | 2 | 3;
  leftAt: number;
  readonly members: Map<number, ModelMember>;
}

export interface ModelNetwork {
  readonly queriers: Map<number, { times: number[]; lastAt: number }>;
  readonly groups: Map<number, ModelGroup>;
  readonly hosts: Map<number, Host>;
  queries: number;
  sweptAt: number;
}

const KEPT = seconds(3600);
const COPY = seconds(2);

function newNetwork(): ModelNetwork {
  return { queriers: new Map(), groups: new Map(), hosts: new Map(), queries: 0, sweptAt: -1 };
}

function dropOldest(map: Map<number, unknown>): void {
  const keys = [...map.keys()];
  for (const key of keys.slice(0, Math.ceil(keys.length / 8))) map.delete(key);
}

function memberships({ groups }: ModelNetwork): number {
  return [...groups.values()].reduce((sum, { members }) => sum + members.size, 0);
}

/** A watch of networks by number; what it tells is in `told`. */
export function createModel(options: IgmpTrackOptions, most: IgmpLimits) {
  const networks = new Map<number, ModelNetwork>();
  const told: string[] = [];
  /** Groups that are watched: in which order they were entered, and when they are due as it was seen last. */
  const watched = new Map<ModelGroup, { readonly number: number; due: number }>();
  let last = 0;

  const goneAt = ({ of, version, lastAt, leftAt }: ModelGroup): number => {
    if (version > 1) return Math.min(leftAt, lastAt + seconds(260));
    const missed = [...of.queriers.values()].map(({ times }) => {
      const since = times.filter((time) => time > lastAt);
      return since[options.missedQueries - 1] ?? NEVER;
    });
    return missed.length === 0 ? NEVER : Math.max(...missed) + options.reportWithin;
  };
  const look = (group: ModelGroup): void => {
    const known = watched.get(group);
    if (known !== undefined) known.due = goneAt(group);
    else {
      last += 1;
      watched.set(group, { number: last, due: goneAt(group) });
    }
  };
  const isThere = (group: ModelGroup): boolean => group.of.groups.get(group.group) === group;
  const advance = (at: number): void => {
    for (;;) {
      const due = [...watched].filter(([, one]) => one.due <= at);
      due.sort(([, a], [, b]) => a.due - b.due || a.number - b.number);
      if (due.length === 0) return;
      const [[group, { due: time }]] = due;
      if (isThere(group) && goneAt(group) > time) {
        look(group);
        continue;
      }
      watched.delete(group);
      if (!isThere(group)) continue;
      for (const { host } of group.members.values()) {
        told.push(`absent ${group.group} ${host.address} ${time} 0 ${goneWhy(group)}`);
      }
    }
  };
  const sweep = (network: ModelNetwork, at: number): void => {
    network.sweptAt = at;
    const isOld = ({ lastAt }: { lastAt: number }): boolean => lastAt < at - KEPT;
    for (const group of network.groups.values()) {
      if (isOld(group)) network.groups.delete(group.group);
      for (const [host, member] of group.members) if (isOld(member)) group.members.delete(host);
    }
    for (const [key, host] of network.hosts) if (isOld(host)) network.hosts.delete(key);
    for (const [key, querier] of network.queriers) if (isOld(querier)) network.queriers.delete(key);
  };
  const makeRoom = (network: ModelNetwork, adding: ModelGroup): void => {
    const groups = [...network.groups.values()];
    for (const group of groups.slice(0, Math.ceil(groups.length / 8))) {
      if (group === adding) dropOldest(group.members);
      else network.groups.delete(group.group);
    }
  };
  const query = (network: ModelNetwork, { source, at }: IgmpSeen): boolean => {
    const known = network.queriers.get(source);
    if (known !== undefined && at - known.lastAt < Math.min(COPY, options.queryInterval / 4)) return false;
    const querier = known ?? { times: [], lastAt: at };
    if (known === undefined) {
      for (const group of network.groups.values())
        if (group.version === 1 && goneAt(group) <= at) network.groups.delete(group.group);
      network.queriers.set(source, querier);
      if (network.queriers.size > most.queries) dropOldest(network.queriers);
    }
    querier.times.push(at);
    if (querier.times.length > most.queries) querier.times.splice(0, most.queries / 2);
    querier.lastAt = at;
    network.queries += 1;
    return true;
  };
  const hostOf = ({ hosts }: ModelNetwork, address: number, at: number): Host => {
    const known = hosts.get(address);
    if (known !== undefined) return known;
    if (hosts.size >= most.groups) dropOldest(hosts);
    const made = { address, lastAt: at };
    hosts.set(address, made);
    return made;
  };
  const report = (network: ModelNetwork, { group: address, source, version, at, frame }: IgmpSeen): void => {
    let group = network.groups.get(address);
    if (group !== undefined && goneAt(group) <= at) {
      network.groups.delete(address);
      group = undefined;
    }
    if (group === undefined) {
      const heard = { since: at, lastAt: at, lastFrame: frame, lastHost: source, reports: 0, leftAt: NEVER };
      group = { of: network, group: address, version, members: new Map(), ...heard };
      if (network.groups.size >= most.groups) makeRoom(network, group);
      network.groups.set(address, group);
    }
    let member = group.members.get(source);
    if (member === undefined) {
      const host = hostOf(network, source, at);
      member = { host, firstFrame: frame, lastAt: at, lastFrame: frame, reports: 0 };
      if (memberships(network) >= most.memberships) makeRoom(network, group);
      group.members.set(source, member);
    }
    Object.assign(group, { lastAt: at, lastFrame: frame, lastHost: source, version, leftAt: NEVER });
    group.reports += 1;
    Object.assign(member, { lastAt: at, lastFrame: frame });
    member.reports += 1;
    member.host.lastAt = at;
    const text = `${address} ${source}`;
    told.push(member.reports === 1 ? `present ${text} ${at} ${frame}` : `reported ${text} ${frame}`);
  };
  const leave = (network: ModelNetwork, { group: address, source, at }: IgmpSeen): void => {
    const group = network.groups.get(address);
    if (group === undefined) return;
    group.members.delete(source);
    if (group.members.size === 0) group.leftAt = Math.min(group.leftAt, at + seconds(3));
  };
  const take = (seen: IgmpSeen): void => {
    const { at, frame, kind, source } = seen;
    advance(at);
    const network = networks.get(seen.network.number) ?? newNetwork();
    networks.set(seen.network.number, network);
    const before = network.groups.get(seen.group);
    const isWatched = kind === LEAVE && before !== undefined && watched.has(before);
    const leaver = isWatched ? before.members.get(source) : undefined;
    if (at - network.sweptAt >= seconds(600)) sweep(network, at);
    if (kind === QUERY) {
      if (query(network, seen)) told.push(`queried ${source} ${frame}`);
      for (const group of network.groups.values()) if (group.version === 1 && watched.has(group)) look(group);
      return;
    }
    if (kind === LEAVE) leave(network, seen);
    else report(network, seen);
    if (leaver !== undefined) told.push(`absent ${seen.group} ${source} ${at} ${frame} left`);
    const group = network.groups.get(seen.group);
    if (group !== undefined && (kind !== LEAVE || watched.has(group))) look(group);
  };
  const networkOf = (number: number): ModelNetwork => networks.get(number) ?? newNetwork();
  return { take, advance: (at: Micros) => advance(at), told, networkOf, goneAt, memberships };
}
