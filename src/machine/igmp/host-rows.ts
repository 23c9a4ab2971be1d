/**
 * What an IGMP host does: the rows of its table, one membership (a group on an interface) at a time. RFC 1112 appendix I:
 *
 *   non-member ──first process joins: report, timer──► delaying ◄──query: timer── idle
 *       ▲                                                │  │                      ▲ │
 *       └──last process leaves: silent───────────────────┘  └─timer: report────────┤ │
 *       ▲                                                     another's report─────┘ │
 *       └──last process leaves: silent───────────────────────────────────────────────┘
 */
import { ignore } from '../contract.js';
import type { Dimension, Transition } from '../transitions.js';
import {
  cancelReport,
  changes,
  type HostContext,
  reportExpired,
  sendReport,
  setReport,
  tellProcesses,
} from './host-state.js';
import { ALL_HOSTS, isGroup, MEMBERSHIPS } from './igmp-vocabulary.js';
import { addMembership, removeMembership } from './memberships.js';

/** The dimension of a host's states, for each group on each interface. */
export const HOST_DIMENSIONS: readonly [Dimension] = [{ name: 'membership', states: MEMBERSHIPS }];

/** What concerns no group that can be joined. */
const NO_PLACE: readonly Transition<HostContext>[] = [
  {
    id: 'host.no-interface',
    on: ['ask join', 'ask leave', 'query', 'report', 'violation'],
    from: {},
    when: 'the host has no such interface',
    to: {},
    effects: ['ignored no such interface'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => !c.host.interfaces.includes(c.interface),
    run: (c) => ignore(c.host.out, 'no such interface'),
  },
  {
    id: 'host.violation',
    on: ['violation'],
    from: {},
    when: '',
    to: {},
    effects: ['ignored <finding>'],
    clause: 'IGMP 2.7.1',
    decisions: [],
    run: (c) => ignore(c.host.out, c.finding),
  },
  {
    id: 'host.all-hosts',
    on: ['ask join', 'ask leave', 'report'],
    from: {},
    when: 'the group is 224.0.0.1: every host belongs to it always, and it is never reported',
    to: {},
    effects: ['ignored all hosts'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: [],
    guard: (c) => c.group === ALL_HOSTS,
    run: (c) => ignore(c.host.out, 'all hosts'),
  },
  {
    id: 'host.no-group',
    on: ['ask join', 'ask leave', 'report'],
    from: {},
    when: 'the address is that of no group',
    to: {},
    effects: ['ignored no group'],
    clause: 'IGMP 2.7.1',
    decisions: [],
    guard: (c) => !isGroup(c.group),
    run: (c) => ignore(c.host.out, 'no group'),
  },
];

const JOINING: readonly Transition<HostContext>[] = [
  {
    id: 'host.join.first',
    on: ['ask join'],
    from: { membership: ['non-member'] },
    when: '',
    to: { membership: ['delaying'] },
    effects: ['send report', 'set report', 'notify membership'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: ['D18'],
    run: (c) => {
      addMembership(c.host.memberships, c.interface, c.group, c.process);
      sendReport(c);
      setReport(c);
      changes(c, 'non-member', 'delaying');
    },
  },
  {
    id: 'host.join.again',
    on: ['ask join'],
    from: { membership: ['delaying', 'idle'] },
    when: 'the process has joined already; one leave will do',
    to: {},
    effects: ['ignored joined already'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => c.membership!.processes.has(c.process),
    run: (c) => ignore(c.host.out, 'joined already'),
  },
  {
    id: 'host.join.further',
    on: ['ask join'],
    from: { membership: ['delaying', 'idle'] },
    when: '',
    to: {},
    effects: ['notify processes'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => {
      c.membership!.processes.add(c.process);
      tellProcesses(c);
    },
  },
];

const LEAVING: readonly Transition<HostContext>[] = [
  {
    id: 'host.leave.not-joined',
    on: ['ask leave'],
    from: {},
    when: 'the process has not joined the group',
    to: {},
    effects: ['ignored not joined'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => c.membership?.processes.has(c.process) !== true,
    run: (c) => ignore(c.host.out, 'not joined'),
  },
  {
    id: 'host.leave.others-stay',
    on: ['ask leave'],
    from: { membership: ['delaying', 'idle'] },
    when: 'other processes stay in the group',
    to: {},
    effects: ['notify processes'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => c.membership!.processes.size > 1,
    run: (c) => {
      c.membership!.processes.delete(c.process);
      tellProcesses(c);
    },
  },
  {
    id: 'host.leave.last-delaying',
    on: ['ask leave'],
    from: { membership: ['delaying'] },
    when: 'it is the last process',
    to: { membership: ['non-member'] },
    effects: ['cancel report', 'notify membership'],
    clause: 'RFC 1112 appendix I',
    decisions: [],
    run: (c) => {
      removeMembership(c.host.memberships, c.membership!);
      cancelReport(c);
      changes(c, 'delaying', 'non-member');
    },
  },
  {
    id: 'host.leave.last-idle',
    on: ['ask leave'],
    from: { membership: ['idle'] },
    when: 'it is the last process',
    to: { membership: ['non-member'] },
    effects: ['notify membership'],
    clause: 'RFC 1112 appendix I',
    decisions: [],
    run: (c) => {
      removeMembership(c.host.memberships, c.membership!);
      changes(c, 'idle', 'non-member');
    },
  },
];

/** A query is for every membership of its interface, in ascending order of the groups. */
const REPORTING: readonly Transition<HostContext>[] = [
  {
    id: 'host.query.no-groups',
    on: ['query'],
    from: { membership: ['non-member'] },
    when: 'nothing is joined on the interface but 224.0.0.1',
    to: {},
    effects: ['ignored no groups'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.host.out, 'no groups'),
  },
  {
    id: 'host.query.running',
    on: ['query'],
    from: { membership: ['delaying'] },
    when: 'the timer runs on as it is',
    to: {},
    effects: ['ignored delaying already'],
    clause: 'RFC 1112 appendix I',
    decisions: [],
    run: (c) => ignore(c.host.out, 'delaying already'),
  },
  {
    id: 'host.query.delay',
    on: ['query'],
    from: { membership: ['idle'] },
    when: '',
    to: { membership: ['delaying'] },
    effects: ['set report', 'notify membership'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: ['D18'],
    run: (c) => {
      setReport(c);
      changes(c, 'idle', 'delaying');
    },
  },
  {
    id: 'host.report.non-member',
    on: ['report'],
    from: { membership: ['non-member'] },
    when: '',
    to: {},
    effects: ['ignored not a member'],
    clause: 'RFC 1112 appendix I',
    decisions: [],
    run: (c) => ignore(c.host.out, 'not a member'),
  },
  {
    id: 'host.report.suppress',
    on: ['report'],
    from: { membership: ['delaying'] },
    when: 'another host reports the group on the interface, at the very instant of our own timer too',
    to: { membership: ['idle'] },
    effects: ['cancel report', 'notify membership'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: ['D10'],
    run: (c) => {
      cancelReport(c);
      changes(c, 'delaying', 'idle');
    },
  },
  {
    id: 'host.report.idle',
    on: ['report'],
    from: { membership: ['idle'] },
    when: '',
    to: {},
    effects: ['ignored nothing pending'],
    clause: 'RFC 1112 appendix I',
    decisions: [],
    run: (c) => ignore(c.host.out, 'nothing pending'),
  },
  {
    id: 'host.timer.report',
    on: ['timer report'],
    from: { membership: ['delaying'] },
    when: '',
    to: { membership: ['idle'] },
    effects: ['send report', 'notify expired', 'notify membership'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: [],
    run: (c) => {
      sendReport(c);
      reportExpired(c);
      changes(c, 'delaying', 'idle');
    },
  },
];

/** The host's table. */
export const HOST_ROWS: readonly Transition<HostContext>[] = [
  ...NO_PLACE,
  ...JOINING,
  ...LEAVING,
  ...REPORTING,
];
