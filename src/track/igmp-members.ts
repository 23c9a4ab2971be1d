/**
 * Memberships: the hosts in the groups of a capture, in columns beside those of the groups (igmp-table.ts).
 */

import { longer } from '../base/columns.js';
import { chain, rowsOf, unchain } from './chains.js';
import type { GroupMember, IgmpTable, MemberColumns, TrackedGroup, TrackedHost } from './igmp-contract.js';
import { networkOf } from './igmp-table.js';
import { addRow, findRow, freeRow, takeOutRow } from './row-index.js';

/** The row of a host in a group; -1: it is none. */
export function findMember({ groups, members }: IgmpTable, group: number, host: number): number {
  // Most groups have one.
  const first = groups.firstMember[group];
  if (first < 0 || members.index.second[first] === host) return first;
  return groups.memberCount[group] === 1 ? -1 : findRow(members.index, group, host);
}

/** The address of a host in a group. */
export function hostOf({ members }: IgmpTable, member: number): number {
  return members.index.second[member];
}

/** How many hosts are known to be in a group. */
export function memberCount({ network, row }: Pick<TrackedGroup, 'network' | 'row'>): number {
  return network.groups.table.groups.memberCount[row];
}

/** All of them, told of one by one. */
export function membersOf({ network, row }: Pick<TrackedGroup, 'network' | 'row'>): readonly GroupMember[] {
  const { groups, members } = network.groups.table;
  return rowsOf(groups.firstMember[row], members).map((member) => ({
    host: members.hosts[member],
    firstFrame: members.firstFrame[member],
    lastFrame: members.lastFrame[member],
    reports: members.reports[member],
  }));
}

/** Enters a host in a group in which it is not. It has not reported it yet. */
export function addMember(
  { groups, members }: IgmpTable,
  group: number,
  host: TrackedHost,
  frame: number,
): number {
  const row = addRow(members.index, group, host.address);
  if (row >= members.lastAt.length) lengthenMembers(members);
  members.hosts[row] = host;
  members.firstFrame[row] = frame;
  members.lastFrame[row] = frame;
  members.reports[row] = 0;
  chain(members, row, groups.lastMember[group]);
  if (groups.firstMember[group] < 0) groups.firstMember[group] = row;
  groups.lastMember[group] = row;
  groups.memberCount[group] += 1;
  return row;
}

/** Takes a host out of its group. */
export function removeMember(table: IgmpTable, row: number): void {
  const { groups, members } = table;
  const group = members.index.first[row];
  if (groups.firstMember[group] === row) groups.firstMember[group] = members.next[row];
  if (groups.lastMember[group] === row) groups.lastMember[group] = members.before[row];
  unchain(members, row);
  groups.memberCount[group] -= 1;
  takeOutRow(members.index, row);
  freeRow(members.index, row);
  networkOf(table, group).memberships -= 1;
}

function lengthenMembers(members: MemberColumns): void {
  const { length } = members.index.first;
  members.firstFrame = longer(members.firstFrame, length);
  members.lastAt = longer(members.lastAt, length);
  members.lastFrame = longer(members.lastFrame, length);
  members.reports = longer(members.reports, length);
  members.before = longer(members.before, length);
  members.next = longer(members.next, length);
}
