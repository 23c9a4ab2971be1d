/**
 * The multicast router as far as IGMP version 1 goes (IGMP text 2.7.2, RFC 1112 appendix I, D18): it asks all hosts on every
 * interface at its start and each 60 s, and knows by their reports which networks have members of which groups. Its rows
 * stand in router-rows.ts, what it does with a datagram in forwarding.ts.
 *
 *   createRouter ──► stepRouter(router, event, now) ──► effects     routerWake: the next query, or the end of overdue groups
 */
import { type Micros, NEVER } from '../../base/micros.js';
import { createOutbox, takeEffects, whyOf } from '../contract.js';
import type { Policies } from '../policies.js';
import { compileTransitions, findTransition } from '../transitions.js';
import {
  PRESENCES,
  type PresenceState,
  ROUTER_PHASES,
  type RouterEffect,
  type RouterEvent,
} from './igmp-vocabulary.js';
import { createPresences, findPresence, membersOf, nextGone, type Presence } from './presences.js';
import {
  overdueUntil,
  ROUTER_DIMENSIONS,
  ROUTER_ROWS,
  type Router,
  type RouterContext,
} from './router-rows.js';

/** What a router is made with. */
export interface RouterOptions {
  /** Numbers of its interfaces. */
  readonly interfaces: readonly number[];
  readonly policies: Pick<Policies, 'queryInterval' | 'missedQueries' | 'reportWithin'>;
}

/** The state of a router as plain data. */
export interface RouterView {
  readonly phase: (typeof ROUTER_PHASES)[number];
  /** When it asks next; NEVER before the start. */
  readonly nextQuery: Micros;
  /** Ascending by interface, then group. */
  readonly groups: readonly PresenceView[];
}

/** A group that a router knows to be present on a network. */
export interface PresenceView {
  readonly interface: number;
  readonly group: number;
  readonly state: PresenceState;
  /** Queries since its last report. */
  readonly missed: number;
  /** When it is gone without another report; NEVER while it is not overdue. */
  readonly goneAt: Micros;
}

const TABLE = compileTransitions(ROUTER_ROWS, ROUTER_DIMENSIONS);
const STOPPED = ROUTER_PHASES.indexOf('stopped');
const RUNNING = ROUTER_PHASES.indexOf('running');
const ABSENT = PRESENCES.indexOf('absent');
const PRESENT = PRESENCES.indexOf('present');
const OVERDUE = PRESENCES.indexOf('overdue');

/** A router that has not started. */
export function createRouter({ interfaces, policies }: RouterOptions): Router {
  const { queryInterval, missedQueries, reportWithin } = policies;
  return {
    interfaces: [...interfaces].sort((a, b) => a - b),
    queryInterval,
    missedQueries,
    reportWithin,
    round: 0,
    nextQuery: NEVER,
    presences: createPresences(interfaces),
    out: createOutbox(),
  };
}

/** Takes an event at an instant, and says what is to be done. */
export function stepRouter(router: Router, event: RouterEvent, now: Micros): readonly RouterEffect[] {
  switch (event.kind) {
    case 'ask':
      take(router, 'ask start', now, 0, 0);
      break;
    case 'message':
      if (event.message.type === 'query') take(router, 'query', now, event.interface, 0);
      else take(router, 'report', now, event.interface, event.message.group);
      break;
    case 'violation':
      take(router, 'violation', now, event.interface, 0, event.violation.code);
      break;
    case 'time':
      fire(router, now);
      break;
    default:
      event satisfies never;
  }
  return takeEffects(router.out);
}

/** When the next timer is due; NEVER if none is. */
export function routerWake(router: Router): Micros {
  return Math.min(router.nextQuery, nextGone(router.presences)) as Micros;
}

/** Whether a network has members of a group, as far as the router knows. */
export function hasMembers(router: Router, face: number, group: number): boolean {
  return findPresence(router.presences, face, group) !== undefined;
}

/** The state of a router as plain data. */
export function routerView(router: Router): RouterView {
  const groups = router.presences.cohorts.flatMap((cohort) =>
    [...cohort.members].map((one) => ({
      interface: one.interface,
      group: one.group,
      state: PRESENCES[presenceOf(one)],
      missed: router.round - cohort.round,
      goneAt: cohort.goneAt,
    })),
  );
  groups.sort((a, b) => a.interface - b.interface || a.group - b.group);
  return { phase: ROUTER_PHASES[phaseOf(router)], nextQuery: router.nextQuery, groups };
}

function phaseOf(router: Router): number {
  return router.round === 0 ? STOPPED : RUNNING;
}

function presenceOf(presence: Presence | undefined): number {
  if (presence === undefined) return ABSENT;
  return presence.cohort.goneAt === NEVER ? PRESENT : OVERDUE;
}

/** Everything that is due: groups that are gone, then the query, then those that it makes overdue. */
function fire(router: Router, now: Micros): void {
  const { presences } = router;
  while (nextGone(presences) <= now) {
    for (const one of membersOf(presences.cohorts[0]))
      take(router, 'timer gone', now, one.interface, one.group);
  }
  if (router.nextQuery > now) return;
  take(router, 'timer query', now, 0, 0);
  const waited = router.round - router.missedQueries;
  const cohort = presences.cohorts.find(({ round }) => round === waited);
  if (cohort === undefined) return;
  for (const one of membersOf(cohort)) {
    take(router, 'queries unanswered', now, one.interface, one.group);
  }
  cohort.goneAt = overdueUntil(router, now);
}

function take(router: Router, event: string, now: Micros, face: number, group: number, finding = ''): void {
  const presence = findPresence(router.presences, face, group);
  const context: RouterContext = { router, now, interface: face, group, presence, finding };
  const found = findTransition(TABLE.get(event), phaseOf(router), presenceOf(presence), context)!;
  router.out.why = whyOf(found.row, context);
  found.run(context);
}
