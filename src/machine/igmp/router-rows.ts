/**
 * What a multicast router does as far as IGMP goes: the rows of its table, one group on one network at a time (IGMP text
 * 2.7.2, RFC 1112 appendix I, D18).
 *
 *   absent ──report──► present ──third query without a report: timer──► overdue ──timer: gone──► absent
 *                        ▲ │ report: heard                                  │
 *                        └─┴────────────────report: heard───────────────────┘
 */
import { after, type Micros } from '../../base/micros.js';
import { cancelTimer, ignore, notify, type Outbox, send, setTimer } from '../contract.js';
import type { Dimension, Transition } from '../transitions.js';
import {
  ALL_HOSTS,
  IGMP_TTL,
  type IgmpSend,
  isGroup,
  PRESENCES,
  ROUTER_PHASES,
  type RouterNote,
  type RouterTimer,
} from './igmp-vocabulary.js';
import { addPresence, type Presence, type Presences, refreshPresence, removePresence } from './presences.js';

/** A router, for its rows. */
export interface Router {
  /** Ascending. */
  readonly interfaces: readonly number[];
  readonly queryInterval: Micros;
  readonly missedQueries: number;
  readonly reportWithin: Micros;
  /** Queries that were sent on each interface; 0 before the start. */
  round: number;
  /** NEVER before the start. */
  nextQuery: Micros;
  readonly presences: Presences;
  readonly out: Outbox<IgmpSend, RouterTimer, RouterNote>;
}

/** What the rows look at: an event for one group on one interface. */
export interface RouterContext {
  readonly router: Router;
  readonly now: Micros;
  /** 0 where the event concerns all interfaces. */
  readonly interface: number;
  /** 0 where the event names no group. */
  readonly group: number;
  readonly presence: Presence | undefined;
  /** Code of the finding in octets that are no message; empty otherwise. */
  readonly finding: string;
}

/** The dimensions of a router's states: its own, and that of each group on each network. */
export const ROUTER_DIMENSIONS: readonly [Dimension, Dimension] = [
  { name: 'phase', states: ROUTER_PHASES },
  { name: 'presence', states: PRESENCES },
];

/** When a group is gone that the query of this instant has made overdue. */
export function overdueUntil(router: Router, now: Micros): Micros {
  return after(now, router.reportWithin);
}

function sendQueries({ router, now }: RouterContext): void {
  const message = { type: 'query' } as const;
  for (const face of router.interfaces) {
    send(router.out, { interface: face, destination: ALL_HOSTS, ttl: IGMP_TTL, message });
  }
  router.round += 1;
  router.nextQuery = after(now, router.queryInterval);
  setTimer(router.out, { name: 'query' }, router.nextQuery);
}

function goneTimer({ interface: face, group }: RouterContext): RouterTimer {
  return { name: 'gone', interface: face, group };
}

function tell(c: RouterContext, what: 'present' | 'heard' | 'gone'): void {
  notify(c.router.out, { what, interface: c.interface, group: c.group });
}

const QUERYING: readonly Transition<RouterContext>[] = [
  {
    id: 'router.start',
    on: ['ask start'],
    from: { phase: ['stopped'] },
    when: '',
    to: { phase: ['running'] },
    effects: ['send query', 'set query'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: ['D18'],
    run: sendQueries,
  },
  {
    id: 'router.start.again',
    on: ['ask start'],
    from: { phase: ['running'] },
    when: '',
    to: {},
    effects: ['ignored started already'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.router.out, 'started already'),
  },
  {
    id: 'router.timer.query',
    on: ['timer query'],
    from: { phase: ['running'] },
    when: '',
    to: {},
    effects: ['send query', 'set query', 'notify expired'],
    clause: 'IGMP 2.7.2, RFC 1112 appendix I',
    decisions: ['D18'],
    run: (c) => {
      sendQueries(c);
      notify(c.router.out, { what: 'expired', timer: { name: 'query' } });
    },
  },
  {
    id: 'router.query.unanswered',
    on: ['queries unanswered'],
    from: { phase: ['running'], presence: ['present'] },
    when: 'the query just sent is the third (policy missedQueries) since the last report of the group on the network',
    to: { presence: ['overdue'] },
    effects: ['set gone'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18'],
    run: (c) => setTimer(c.router.out, goneTimer(c), overdueUntil(c.router, c.now)),
  },
  {
    id: 'router.timer.gone',
    on: ['timer gone'],
    from: { phase: ['running'], presence: ['overdue'] },
    when: '',
    to: { presence: ['absent'] },
    effects: ['notify expired', 'notify gone'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18'],
    run: (c) => {
      removePresence(c.router.presences, c.presence!);
      notify(c.router.out, { what: 'expired', timer: goneTimer(c) });
      tell(c, 'gone');
    },
  },
];

const LISTENING: readonly Transition<RouterContext>[] = [
  {
    id: 'router.no-interface',
    on: ['query', 'report', 'violation'],
    from: {},
    when: 'the router has no such interface',
    to: {},
    effects: ['ignored no such interface'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => !c.router.presences.networks.has(c.interface),
    run: (c) => ignore(c.router.out, 'no such interface'),
  },
  {
    id: 'router.violation',
    on: ['violation'],
    from: {},
    when: '',
    to: {},
    effects: ['ignored <finding>'],
    clause: 'IGMP 2.7.1',
    decisions: [],
    run: (c) => ignore(c.router.out, c.finding),
  },
  {
    id: 'router.stopped',
    on: ['query', 'report'],
    from: { phase: ['stopped'] },
    when: '',
    to: {},
    effects: ['ignored not started'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.router.out, 'not started'),
  },
  {
    id: 'router.query.other',
    on: ['query'],
    from: { phase: ['running'] },
    when: 'another router asks: version 1 chooses none among several, each goes on by itself',
    to: {},
    effects: ['ignored another router'],
    clause: 'RFC 1112 appendix I',
    decisions: [],
    run: (c) => ignore(c.router.out, 'another router'),
  },
  {
    id: 'router.report.all-hosts',
    on: ['report'],
    from: { phase: ['running'] },
    when: 'the group is 224.0.0.1, which is never reported',
    to: {},
    effects: ['ignored all hosts'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => c.group === ALL_HOSTS,
    run: (c) => ignore(c.router.out, 'all hosts'),
  },
  {
    id: 'router.report.no-group',
    on: ['report'],
    from: { phase: ['running'] },
    when: 'the address is that of no group',
    to: {},
    effects: ['ignored no group'],
    clause: 'IGMP 2.7.1',
    decisions: [],
    guard: (c) => !isGroup(c.group),
    run: (c) => ignore(c.router.out, 'no group'),
  },
  {
    id: 'router.report.new',
    on: ['report'],
    from: { phase: ['running'], presence: ['absent'] },
    when: '',
    to: { presence: ['present'] },
    effects: ['notify present'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => {
      addPresence(c.router.presences, c.interface, c.group, c.router.round);
      tell(c, 'present');
    },
  },
  {
    id: 'router.report.again',
    on: ['report'],
    from: { phase: ['running'], presence: ['present'] },
    when: 'the count of queries without a report begins anew',
    to: {},
    effects: ['notify heard'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18'],
    run: (c) => {
      refreshPresence(c.router.presences, c.presence!, c.router.round);
      tell(c, 'heard');
    },
  },
  {
    id: 'router.report.overdue',
    on: ['report'],
    from: { phase: ['running'], presence: ['overdue'] },
    when: 'the group stays, at the very instant at which it would be gone too',
    to: { presence: ['present'] },
    effects: ['cancel gone', 'notify heard'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18', 'D10'],
    run: (c) => {
      refreshPresence(c.router.presences, c.presence!, c.router.round);
      cancelTimer(c.router.out, goneTimer(c));
      tell(c, 'heard');
    },
  },
];

/** The router's table. */
export const ROUTER_ROWS: readonly Transition<RouterContext>[] = [...QUERYING, ...LISTENING];
