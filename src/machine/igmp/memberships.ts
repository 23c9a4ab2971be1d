/**
 * The groups that the processes of a host have joined, by interface and group. A query finds the groups of its interface in
 * ascending order, a report finds its group without a walk.
 *
 *   [if 0 · 224.0.1.1] [if 0 · 239.1.1.1] [if 1 · 224.0.1.1] …    ascending by key, binary search
 */

const GROUPS = 2 ** 32;

/** A group on an interface. The key is one number for both, ascending by interface, then by group. */
export interface Membership {
  readonly key: number;
  readonly interface: number;
  readonly group: number;
  /** Who has joined; nobody twice. */
  readonly processes: Set<number | string>;
}

/** All memberships of a host, ascending by key. */
export type Memberships = Membership[];

/** One number for a group on an interface. */
export function groupKey(face: number, group: number): number {
  return face * GROUPS + group;
}

/** Index of the first membership whose key is not less than this one. */
export function placeOf(all: Memberships, key: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (all[middle].key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The membership with a key; undefined where there is none. */
export function findMembership(all: Memberships, key: number): Membership | undefined {
  const one = all[placeOf(all, key)];
  return one?.key === key ? one : undefined;
}

/** Adds a membership that there is not yet, with its first process. */
export function addMembership(
  all: Memberships,
  face: number,
  group: number,
  process: number | string,
): Membership {
  const key = groupKey(face, group);
  const added: Membership = { key, interface: face, group, processes: new Set([process]) };
  all.splice(placeOf(all, key), 0, added);
  return added;
}

/** Removes a membership that there is. */
export function removeMembership(all: Memberships, one: Membership): void {
  all.splice(placeOf(all, one.key), 1);
}
