/**
 * Groups and memberships of the networks of a capture, in columns (igmp-contract.ts): where they are found, entered and taken out. When
 * that is to be, the tracker knows.
 *
 *   network ──► groups, the oldest first ──► members of each, the oldest first          (rows, chained)
 */

import { longer } from '../base/columns.js';
import type { Micros } from '../base/micros.js';
import { chain, rowsOf, unchain } from './chains.js';
import type {
  GroupColumns,
  IgmpNetwork,
  IgmpSeen,
  IgmpTable,
  MemberColumns,
  NetworkGroups,
  TrackedGroup,
} from './igmp-contract.js';
import { addRow, createRowIndex, findRow, freeRow, takeOutRow } from './row-index.js';

const NONE = -1;

/** No groups of any network. */
export function createIgmpTable(): IgmpTable {
  const groups: GroupColumns = {
    index: createRowIndex(),
    serials: new Uint32Array(0),
    last: 0,
    since: new Float64Array(0),
    lastAt: new Float64Array(0),
    lastFrame: new Uint32Array(0),
    lastHost: new Uint32Array(0),
    reports: new Uint32Array(0),
    version: new Uint8Array(0),
    leftAt: new Float64Array(0),
    memberCount: new Uint32Array(0),
    firstMember: new Int32Array(0),
    lastMember: new Int32Array(0),
    before: new Int32Array(0),
    next: new Int32Array(0),
    held: new Map(),
  };
  const members: MemberColumns = {
    index: createRowIndex(),
    hosts: [],
    firstFrame: new Uint32Array(0),
    lastAt: new Float64Array(0),
    lastFrame: new Uint32Array(0),
    reports: new Uint32Array(0),
    before: new Int32Array(0),
    next: new Int32Array(0),
  };
  return { networks: [], groups, members };
}

/** The groups of a network that has none yet. */
export function createNetworkGroups(table: IgmpTable, number: number): NetworkGroups {
  const groups: NetworkGroups = {
    table,
    first: NONE,
    last: NONE,
    size: 0,
    get: (address) => {
      const row = findRow(table.groups.index, number, address);
      return row < 0 ? undefined : groupAt(table, row);
    },
    values: () => rowsOf(groups.first, table.groups).map((row) => groupAt(table, row)),
  };
  return groups;
}

/** The row of a group on a network; -1: it has none. */
export function findGroup({ number, groups }: IgmpNetwork, address: number): number {
  return findRow(groups.table.groups.index, number, address);
}

/** The network of a group. */
export function networkOf({ networks, groups }: IgmpTable, group: number): IgmpNetwork {
  return networks[groups.index.first[group]];
}

/** The address of a group. */
export function addressOf({ groups }: IgmpTable, group: number): number {
  return groups.index.second[group];
}

/** Enters a group that is not there. Nobody has reported it yet. */
export function addGroup({ network, group: address, at, frame, source, version }: IgmpSeen): number {
  const list = network.groups;
  const { groups, networks } = list.table;
  networks[network.number] = network;
  const row = addRow(groups.index, network.number, address);
  if (row >= groups.since.length) lengthenGroups(groups);
  groups.last += 1;
  groups.serials[row] = groups.last;
  groups.since[row] = at;
  groups.lastAt[row] = at;
  groups.lastFrame[row] = frame;
  groups.lastHost[row] = source;
  groups.reports[row] = 0;
  groups.version[row] = version;
  groups.leftAt[row] = Number.POSITIVE_INFINITY;
  groups.memberCount[row] = 0;
  groups.firstMember[row] = NONE;
  groups.lastMember[row] = NONE;
  chain(groups, row, list.last);
  if (list.first < 0) list.first = row;
  list.last = row;
  list.size += 1;
  return row;
}

/** Takes a group out, with its members. What its row tells stays until the row is given again; where it is held, that is later. */
export function dropGroup(network: IgmpNetwork, row: number): void {
  const list = network.groups;
  const { groups, members } = list.table;
  network.memberships -= groups.memberCount[row];
  for (let member = groups.firstMember[row]; member >= 0; member = members.next[member]) {
    takeOutRow(members.index, member);
    freeRow(members.index, member);
  }
  if (list.first === row) list.first = groups.next[row];
  if (list.last === row) list.last = groups.before[row];
  unchain(groups, row);
  list.size -= 1;
  takeOutRow(groups.index, row);
  const held = groups.held.get(row);
  if (held === undefined) freeRow(groups.index, row);
  else held.dropped = true;
}

/** Keeps the row of a group as it is, whatever becomes of the group, until it is let go as often. */
export function holdGroup({ groups: { held } }: IgmpTable, row: number): void {
  const known = held.get(row);
  if (known === undefined) held.set(row, { count: 1, dropped: false });
  else known.count += 1;
}

/** Lets a row go that is held. */
export function releaseGroup({ groups: { held, index } }: IgmpTable, row: number): void {
  const known = held.get(row)!;
  known.count -= 1;
  if (known.count > 0) return;
  held.delete(row);
  if (known.dropped) freeRow(index, row);
}

function groupAt(table: IgmpTable, row: number): TrackedGroup {
  const { groups } = table;
  return {
    network: networkOf(table, row),
    row,
    group: addressOf(table, row),
    since: groups.since[row] as Micros,
    lastAt: groups.lastAt[row] as Micros,
    lastFrame: groups.lastFrame[row],
    lastHost: groups.lastHost[row],
    version: groups.version[row] as TrackedGroup['version'],
    leftAt: groups.leftAt[row] as Micros,
  };
}

function lengthenGroups(groups: GroupColumns): void {
  const { length } = groups.index.first;
  groups.serials = longer(groups.serials, length);
  groups.since = longer(groups.since, length);
  groups.lastAt = longer(groups.lastAt, length);
  groups.lastFrame = longer(groups.lastFrame, length);
  groups.lastHost = longer(groups.lastHost, length);
  groups.reports = longer(groups.reports, length);
  groups.version = longer(groups.version, length);
  groups.leftAt = longer(groups.leftAt, length);
  groups.memberCount = longer(groups.memberCount, length);
  groups.firstMember = longer(groups.firstMember, length);
  groups.lastMember = longer(groups.lastMember, length);
  groups.before = longer(groups.before, length);
  groups.next = longer(groups.next, length);
}
