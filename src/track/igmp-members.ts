/**
 * The members of a group. Most groups have one: then no map is kept for it, for a map takes more than all else of a group together.
 */
import type { GroupMember, TrackedGroup } from './igmp-contract.js';

/** Nobody, one, or a map by address. */
export type GroupMembers = undefined | GroupMember | Map<number, GroupMember>;

type Group = Pick<TrackedGroup, 'members'>;

/** The member with an address. */
export function memberOf({ members }: Group, address: number): GroupMember | undefined {
  if (members instanceof Map) return members.get(address);
  return members?.host.address === address ? members : undefined;
}

/** How many there are. */
export function memberCount({ members }: Group): number {
  if (members instanceof Map) return members.size;
  return members === undefined ? 0 : 1;
}

/** All of them. They may be removed meanwhile. */
export function membersOf({ members }: Group): Iterable<GroupMember> {
  if (members instanceof Map) return members.values();
  return members === undefined ? [] : [members];
}

/** Enters one that is not there. */
export function addMember(group: Group, member: GroupMember): void {
  const { members } = group;
  if (members instanceof Map) members.set(member.host.address, member);
  else if (members === undefined) group.members = member;
  else {
    group.members = new Map([
      [members.host.address, members],
      [member.host.address, member],
    ]);
  }
}

/** Removes the one with an address; false where it is not there. */
export function removeMember(group: Group, address: number): boolean {
  if (group.members instanceof Map) return group.members.delete(address);
  if (memberOf(group, address) === undefined) return false;
  group.members = undefined;
  return true;
}
