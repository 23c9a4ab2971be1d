/**
 * The IGMP host, version 1 (IGMP text 2.7.2, RFC 1112 appendix I): it counts its processes, reports the groups that they have
 * joined when it is asked, and keeps silent where another host of the subnet was faster. Leaving is silent. Its rows stand in
 * host-rows.ts; a step looks for the row of each membership that the event concerns.
 *
 *   createHost ──► stepHost(host, event, now) ──► effects        hostWake: the next report that is due
 */
import { createHeap, heapKey, heapTime, heapTimeOf } from '../../base/heap.js';
import { type Micros, NEVER } from '../../base/micros.js';
import type { RandomStream } from '../../base/random.js';
import { createOutbox, takeEffects, whyOf } from '../contract.js';
import type { Policies } from '../policies.js';
import { compileTransitions, findTransition } from '../transitions.js';
import { HOST_DIMENSIONS, HOST_ROWS } from './host-rows.js';
import type { Host, HostContext } from './host-state.js';
import {
  ALL_HOSTS,
  type HostEffect,
  type HostEvent,
  type IgmpArrival,
  MEMBERSHIPS,
  type MembershipState,
} from './igmp-vocabulary.js';
import { findMembership, groupKey, type Membership, placeOf } from './memberships.js';

/** What a host is made with. */
export interface HostOptions {
  /** Numbers of its interfaces. */
  readonly interfaces: readonly number[];
  readonly policies: Pick<Policies, 'reportWithin'>;
}

/** A host's memberships, ascending by interface, then group. 224.0.0.1, to which every host belongs, is not listed. */
export interface HostView {
  readonly memberships: readonly MembershipView[];
}

/** A group that a host has joined on an interface. */
export interface MembershipView {
  readonly interface: number;
  readonly group: number;
  readonly state: MembershipState;
  /** Who has joined it, in the order of their joins. */
  readonly processes: readonly (number | string)[];
  /** When its report is due; NEVER while idle. */
  readonly due: Micros;
}

const TABLE = compileTransitions(HOST_ROWS, HOST_DIMENSIONS);
const NON_MEMBER = MEMBERSHIPS.indexOf('non-member');
const DELAYING = MEMBERSHIPS.indexOf('delaying');
const IDLE = MEMBERSHIPS.indexOf('idle');

/** A host that has joined nothing yet. */
export function createHost(options: HostOptions, random: RandomStream): Host {
  return {
    interfaces: options.interfaces,
    memberships: [],
    reports: createHeap(),
    reportWithin: options.policies.reportWithin,
    random,
    out: createOutbox(),
  };
}

/** Takes an event at an instant, and says what is to be done. */
export function stepHost(host: Host, event: HostEvent, now: Micros): readonly HostEffect[] {
  switch (event.kind) {
    case 'ask':
      take(host, `ask ${event.ask}`, now, event.interface, event.group, event.process);
      break;
    case 'message':
      if (event.message.type === 'query') query(host, event, now);
      else take(host, 'report', now, event.interface, event.message.group, 0);
      break;
    case 'violation':
      take(host, 'violation', now, event.interface, 0, 0, event.violation.code);
      break;
    case 'time':
      while (hostWake(host) <= now) {
        const { interface: face, group } = findMembership(host.memberships, heapKey(host.reports)!)!;
        take(host, 'timer report', now, face, group, 0);
      }
      break;
    default:
      event satisfies never;
  }
  return takeEffects(host.out);
}

/** When the next report is due; NEVER if none is. */
export function hostWake(host: Host): Micros {
  return heapTime(host.reports);
}

/** Whether datagrams to a group that arrive on an interface are for this host. */
export function isMember(host: Host, face: number, group: number): boolean {
  if (group === ALL_HOSTS) return host.interfaces.includes(face);
  return findMembership(host.memberships, groupKey(face, group)) !== undefined;
}

/** The state of a host as plain data. */
export function hostView(host: Host): HostView {
  return {
    memberships: host.memberships.map((one) => ({
      interface: one.interface,
      group: one.group,
      state: MEMBERSHIPS[stateOf(host, one)],
      processes: [...one.processes],
      due: heapTimeOf(host.reports, one.key),
    })),
  };
}

function stateOf(host: Host, membership: Membership | undefined): number {
  if (membership === undefined) return NON_MEMBER;
  return heapTimeOf(host.reports, membership.key) === NEVER ? IDLE : DELAYING;
}

/** A query is for every membership of its interface. */
function query(host: Host, event: IgmpArrival, now: Micros): void {
  const { memberships } = host;
  const face = event.interface;
  const first = placeOf(memberships, groupKey(face, 0));
  if (memberships[first]?.interface !== face) take(host, 'query', now, face, 0, 0);
  for (let i = first; i < memberships.length && memberships[i].interface === face; i += 1) {
    take(host, 'query', now, face, memberships[i].group, 0);
  }
}

function take(
  host: Host,
  event: string,
  now: Micros,
  face: number,
  group: number,
  process: number | string,
  finding = '',
): void {
  const membership = findMembership(host.memberships, groupKey(face, group));
  const context: HostContext = { host, now, interface: face, group, process, membership, finding };
  const found = findTransition(TABLE.get(event), stateOf(host, membership), 0, context)!;
  host.out.why = whyOf(found.row, context);
  found.run(context);
}
