/**
 * The words of the IGMP machines (version 1: IGMP text 2.7.1 and 2.7.2, RFC 1112): what they are asked, what they send, which
 * timers they run, what they tell. Addresses are unsigned 32-bit numbers; an interface is a number that the driver chose.
 *
 *   host      joins and leaves for its processes, answers queries          host.ts
 *   router    asks who is there, knows which networks have members         router.ts
 *             and forwards by that                                         forwarding.ts
 *   search    looks for the nearest server with a growing TTL              ring.ts
 */
import type { IgmpMessage } from '../../../dissectors/igmp-message.js';
import type { Effect } from '../contract.js';

/** IP protocol number of IGMP (2.7.1). */
export const IGMP_PROTOCOL = 2;
/** Type of service of its datagrams: routine (2.7.1). */
export const IGMP_TYPE_OF_SERVICE = 0;
/** Time to live of its datagrams: they stay on the subnet (RFC 1112 appendix I). */
export const IGMP_TTL = 1;
/** 224.0.0.1, all hosts of a subnet: every host belongs to it, none reports it (2.7.2). */
export const ALL_HOSTS = 0xe000_0001;

const FIRST_GROUP = 0xe000_0000;
const LAST_SINGLE_HOP = 0xe000_00ff;
const LAST_GROUP = 0xefff_ffff;

/** Whether an address is that of a group: class D, 224.0.0.0 to 239.255.255.255. */
export function isGroup(address: number): boolean {
  return address >= FIRST_GROUP && address <= LAST_GROUP;
}

/** Whether a group is for a single hop only: 224.0.0.0 to 224.0.0.255 is never forwarded (2.7.2). */
export function isSingleHop(group: number): boolean {
  return group >= FIRST_GROUP && group <= LAST_SINGLE_HOP;
}

/** An IGMP message goes out on an interface, in a datagram with IGMP_PROTOCOL and IGMP_TYPE_OF_SERVICE. */
export interface IgmpSend {
  readonly interface: number;
  readonly destination: number;
  readonly ttl: number;
  readonly message: IgmpMessage;
}

/** What a machine needs to know of octets that are no IGMP message of version 1. */
export interface IgmpViolation {
  readonly code: string;
}

/** Something has arrived on an interface: never what the machine itself sent there. */
export type IgmpArrival =
  | {
      readonly kind: 'message';
      readonly interface: number;
      /** IP source address. */
      readonly from: number;
      readonly message: IgmpMessage;
    }
  | { readonly kind: 'violation'; readonly interface: number; readonly violation: IgmpViolation };

/** The instant that `wake` named has come: all timers that are due fire. */
export interface IgmpTime {
  readonly kind: 'time';
}

/** States of a host towards a group on an interface (RFC 1112 appendix I). Delaying: its report timer runs. */
export const MEMBERSHIPS = ['non-member', 'delaying', 'idle'] as const;
/** State of a host towards a group on an interface. */
export type MembershipState = (typeof MEMBERSHIPS)[number];

/** A process of the host joins or leaves a group on an interface. A process is in a group once, however often it joins. */
export interface HostAsk {
  readonly kind: 'ask';
  readonly ask: 'join' | 'leave';
  readonly interface: number;
  readonly group: number;
  readonly process: number | string;
}

/** What a host may be stepped with. */
export type HostEvent = HostAsk | IgmpArrival | IgmpTime;

/** A group is reported when it fires. */
export interface ReportTimer {
  readonly name: 'report';
  readonly interface: number;
  readonly group: number;
}

/** What a host tells. */
export type HostNote =
  | {
      readonly what: 'membership';
      readonly interface: number;
      readonly group: number;
      readonly from: MembershipState;
      readonly to: MembershipState;
    }
  /** A group that stays joined has another number of processes. */
  | {
      readonly what: 'processes';
      readonly interface: number;
      readonly group: number;
      readonly processes: number;
    }
  | { readonly what: 'expired'; readonly timer: ReportTimer };

/** An effect of a host. */
export type HostEffect = Effect<IgmpSend, ReportTimer, HostNote>;

/** Phases of a router. */
export const ROUTER_PHASES = ['stopped', 'running'] as const;

/** What a router knows of a group on a network. Overdue: present, but no report for the last queries; soon gone (D18). */
export const PRESENCES = ['absent', 'present', 'overdue'] as const;
/** What a router knows of a group on a network. */
export type PresenceState = (typeof PRESENCES)[number];

/** What a router may be stepped with. */
export type RouterEvent = { readonly kind: 'ask'; readonly ask: 'start' } | IgmpArrival | IgmpTime;

/** Timers of a router: the next query on all interfaces; the end of a group that is overdue. */
export type RouterTimer =
  | { readonly name: 'query' }
  | { readonly name: 'gone'; readonly interface: number; readonly group: number };

/** What a router tells: a network has members of a group from now on, was heard of again, has none any more. */
export type RouterNote =
  | {
      readonly what: 'present' | 'heard' | 'gone';
      readonly interface: number;
      readonly group: number;
    }
  | { readonly what: 'expired'; readonly timer: RouterTimer };

/** An effect of a router. */
export type RouterEffect = Effect<IgmpSend, RouterTimer, RouterNote>;

/** A copy of a datagram goes out on an interface, with this TTL. */
export interface DatagramSend {
  readonly interface: number;
  readonly ttl: number;
}

/** What becomes of a datagram: copies, or ignored with a reason. No ICMP, ever (2.7.2). */
export type DatagramEffect = Effect<DatagramSend, never, never>;

/** States of an expanding ring search. */
export const SEARCH_STATES = ['idle', 'searching', 'found', 'not-found'] as const;
/** State of an expanding ring search. */
export type SearchState = (typeof SEARCH_STATES)[number];

/** What a search may be stepped with: an answer is any datagram of the application that answers a probe. */
export type SearchEvent =
  | { readonly kind: 'ask'; readonly ask: 'search'; readonly group: number }
  | { readonly kind: 'answer'; readonly from: number }
  | IgmpTime;

/** The application's datagram goes to the group with this TTL. */
export interface ProbeSend {
  readonly destination: number;
  readonly ttl: number;
}

/** How long a search waits at a TTL. */
export interface WaitTimer {
  readonly name: 'wait';
}

/** What a search tells: the nearest server and the TTL that reached it, or that there is none. */
export type SearchNote =
  | { readonly what: 'found'; readonly from: number; readonly ttl: number }
  | { readonly what: 'not-found' }
  | { readonly what: 'expired'; readonly timer: WaitTimer };

/** An effect of a search. */
export type SearchEffect = Effect<ProbeSend, WaitTimer, SearchNote>;
