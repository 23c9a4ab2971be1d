/**
 * What an IGMP host is made of, and what its rows do to it: reports, their timers, what is told.
 */
import { type Heap, heapSet } from '../../base/heap.js';
import { after, type Micros, NEVER } from '../../base/micros.js';
import { delayUpTo, type RandomStream } from '../../base/random.js';
import { cancelTimer, notify, type Outbox, send, setTimer } from '../contract.js';
import {
  type HostNote,
  IGMP_TTL,
  type IgmpSend,
  type MembershipState,
  type ReportTimer,
} from './igmp-vocabulary.js';
import { groupKey, type Membership, type Memberships } from './memberships.js';

/** A host, for its rows. */
export interface Host {
  readonly interfaces: readonly number[];
  readonly memberships: Memberships;
  /** When reports are due, by the memberships' keys. */
  readonly reports: Heap;
  readonly reportWithin: Micros;
  readonly random: RandomStream;
  readonly out: Outbox<IgmpSend, ReportTimer, HostNote>;
}

/** What the rows look at: an event for one group on one interface. */
export interface HostContext {
  readonly host: Host;
  readonly now: Micros;
  readonly interface: number;
  /** 0 where the event names no group. */
  readonly group: number;
  /** Of an ask. */
  readonly process: number | string;
  readonly membership: Membership | undefined;
  /** Code of the finding in octets that are no message; empty otherwise. */
  readonly finding: string;
}

/** The report of the group goes to the group itself, so that its other members hear it. */
export function sendReport({ host, interface: face, group }: HostContext): void {
  const message = { type: 'report', group } as const;
  send(host.out, { interface: face, destination: group, ttl: IGMP_TTL, message });
}

/** Starts the timer of the report: at random within the time allowed. */
export function setReport({ host, now, interface: face, group }: HostContext): void {
  const at = after(now, delayUpTo(host.random, host.reportWithin));
  heapSet(host.reports, groupKey(face, group), at);
  setTimer(host.out, { name: 'report', interface: face, group }, at);
}

/** Stops the timer of the report. */
export function cancelReport({ host, interface: face, group }: HostContext): void {
  heapSet(host.reports, groupKey(face, group), NEVER);
  cancelTimer(host.out, { name: 'report', interface: face, group });
}

/** Tells another state of the membership. */
export function changes(c: HostContext, from: MembershipState, to: MembershipState): void {
  notify(c.host.out, { what: 'membership', interface: c.interface, group: c.group, from, to });
}

/** Tells another number of processes. */
export function tellProcesses({ host, interface: face, group, membership }: HostContext): void {
  notify(host.out, { what: 'processes', interface: face, group, processes: membership!.processes.size });
}

/** The timer of the report has fired. */
export function reportExpired({ host, interface: face, group }: HostContext): void {
  heapSet(host.reports, groupKey(face, group), NEVER);
  notify(host.out, { what: 'expired', timer: { name: 'report', interface: face, group } });
}
