/**
 * What an observer of IGMP traffic knows: which networks a capture shows, who asks on them, and which hosts have said that they
 * belong to which groups. Kept by igmp-tracker.ts, looked at by derived fields, statistics and the judge.
 *
 *   frame ──walk──► igmp-intake ──► IgmpSeen ──► igmp-tracker ──► IgmpNetwork ─┬─ Querier
 *                              └──► DatagramSeen                              └─ groups ─ members (igmp-table.ts)
 *
 * Instants are microseconds since 1970; frames are numbered as in the capture, 0 stands for none. Addresses are unsigned 32-bit
 * numbers; link addresses (MAC) 48-bit ones, -1 where the frame has none.
 */
import type { Micros } from '../base/micros.js';
import type { RowIndex } from './row-index.js';

/** Kinds of IGMP messages. A report of version 3 is one of these for each of its records. */
export const QUERY = 0;
export const REPORT = 1;
export const LEAVE = 2;

/** Kind of an IGMP message. */
export type IgmpKind = typeof QUERY | typeof REPORT | typeof LEAVE;

/** An IGMP message as it was seen. One object, used again for every message: what is to be kept must be copied. */
export interface IgmpSeen {
  frame: number;
  at: Micros;
  /** Layer in the walk. */
  layer: number;
  network: IgmpNetwork;
  kind: IgmpKind;
  version: 1 | 2 | 3;
  source: number;
  destination: number;
  ttl: number;
  typeOfService: number;
  link: number;
  /** 0 in a general query. */
  group: number;
}

/** A datagram to a group that is not IGMP. One object, used again like IgmpSeen. */
export interface DatagramSeen {
  frame: number;
  at: Micros;
  network: IgmpNetwork;
  source: number;
  group: number;
  ttl: number;
  link: number;
  /** What a router does not change: the identification, and one number for protocol, length and payload's first octets. */
  id: number;
  payload: number;
  /** Highest TTL with which it was seen so far on a network of its source: that of the original. 0: it was not. */
  highest: number;
}

/** A network that frames were seen on: an interface of the capture, or several that say by their addresses that they share one. */
export interface IgmpNetwork {
  /** From 1, in order of appearance. */
  readonly number: number;
  /** "network 10.0.0.0/16", "network at interface 0 (eth0), VLAN 7": unique in a capture. */
  readonly key: string;
  /** Addresses of the network, where the capture tells them: `address` is already masked. */
  readonly prefixes: readonly { readonly address: number; readonly mask: number }[];
  /** What was taken from several interfaces at once (cooked captures): one datagram may be seen twice on its way. */
  readonly mixed: boolean;
  /** IGMP messages seen on it, and the first and last of them; 0 while there is none. */
  messages: number;
  firstAt: Micros;
  firstFrame: number;
  lastFrame: number;
  /** Highest version that was spoken. */
  version: 0 | 1 | 2 | 3;
  readonly queriers: Map<number, Querier>;
  readonly groups: NetworkGroups;
  readonly hosts: Map<number, TrackedHost>;
  /** Last general query, of whomever; -1 and 0 before the first. */
  queryAt: Micros;
  queryFrame: number;
  queries: number;
  /** Members of all groups together; and when it was last looked for what is to be let go. */
  memberships: number;
  sweptAt: Micros;
}

/** Who asks on a network. */
export interface Querier {
  readonly address: number;
  link: number;
  version: 1 | 2 | 3;
  /** Instants of its general queries, ascending; those of the last hours at least. */
  readonly times: Micros[];
  lastAt: Micros;
  lastFrame: number;
  queries: number;
}

/** A host that has reported on a network. */
export interface TrackedHost {
  readonly address: number;
  lastAt: Micros;
  /** Answers of its own to queries, alone in its group: those within the shorter time that is suspicious, and others. */
  fast: number;
  slow: number;
}

/**
 * Groups and memberships of all networks of a capture, as rows of columns: there may be hundreds of thousands. What a row tells stays
 * as it was when it is taken out, until it is given again.
 */
export interface IgmpTable {
  /** By their numbers. */
  readonly networks: IgmpNetwork[];
  readonly groups: GroupColumns;
  readonly members: MemberColumns;
}

/** Groups on networks, each since it has been present. */
export interface GroupColumns {
  /** By network number and address. */
  readonly index: RowIndex;
  /** Which group this is of all that ever were, from 1: a row is given again. */
  serials: Uint32Array;
  last: number;
  /** When the first report since it was absent came. */
  since: Float64Array;
  lastAt: Float64Array;
  lastFrame: Uint32Array;
  lastHost: Uint32Array;
  reports: Uint32Array;
  version: Uint8Array;
  /** When it is gone because somebody left (versions 2 and 3); NEVER where nobody did. */
  leftAt: Float64Array;
  /** Hosts that have reported it since: how many, and the rows of the first and the last; -1: none. */
  memberCount: Uint32Array;
  firstMember: Int32Array;
  lastMember: Int32Array;
  /** The group of its network that was there before it, and the one after it; -1: none. */
  before: Int32Array;
  next: Int32Array;
  /** Rows that are held, and how often: they are not given again, though the group be dropped (true) meanwhile. */
  readonly held: Map<number, { count: number; dropped: boolean }>;
}

/** Hosts in groups. */
export interface MemberColumns {
  /** By row of the group and address of the host. */
  readonly index: RowIndex;
  readonly hosts: TrackedHost[];
  firstFrame: Uint32Array;
  lastAt: Float64Array;
  lastFrame: Uint32Array;
  reports: Uint32Array;
  /** The member of its group that was there before it, and the one after it; -1: none. */
  before: Int32Array;
  next: Int32Array;
}

/** The groups of a network, the oldest first. */
export interface NetworkGroups {
  readonly table: IgmpTable;
  /** Rows; -1: none. */
  first: number;
  last: number;
  size: number;
  /** Told of one by one, for those who look at few, or have time. */
  readonly get: (address: number) => TrackedGroup | undefined;
  readonly values: () => Iterable<TrackedGroup>;
}

/** A group on a network, as it is told of. */
export interface TrackedGroup {
  readonly network: IgmpNetwork;
  readonly row: number;
  readonly group: number;
  readonly since: Micros;
  readonly lastAt: Micros;
  readonly lastFrame: number;
  readonly lastHost: number;
  readonly version: 1 | 2 | 3;
  readonly leftAt: Micros;
}

/** What tells when a group is gone. */
export type GroupAge = Pick<TrackedGroup, 'version' | 'lastAt' | 'leftAt'> & {
  readonly network: { readonly queriers: ReadonlyMap<number, Querier> };
};

/** A host in a group, as it is told of. */
export interface GroupMember {
  readonly host: TrackedHost;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly reports: number;
}

/** Told of everything, before the tracker takes it in or after; of groups and members by their rows. What is not wanted is left out. */
export interface IgmpListener {
  /** A general query, not the copy of one that was duplicated on its way; `querier` as it was before, undefined where nobody has heard of it yet. */
  readonly query?: (seen: IgmpSeen, querier: Querier | undefined) => void;
  /** A report; the group and the member as they were before, -1 where it was absent. */
  readonly report?: (seen: IgmpSeen, group: number, member: number) => void;
  /** The same report, taken in. */
  readonly reported?: (seen: IgmpSeen, group: number, member: number) => void;
  /** A group is kept no more. */
  readonly dropped?: (group: number) => void;
}

/** What the tracker is made with: policies of D18. */
export interface IgmpTrackOptions {
  readonly missedQueries: number;
  readonly reportWithin: Micros;
  readonly queryInterval: Micros;
}

/** Whether an address is one of the network's, where the capture tells (else undefined). */
export function belongsTo({ prefixes }: IgmpNetwork, address: number): boolean | undefined {
  if (prefixes.length === 0) return undefined;
  for (const prefix of prefixes) if ((address & prefix.mask) >>> 0 === prefix.address) return true;
  return false;
}
