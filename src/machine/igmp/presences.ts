/**
 * What a router knows of the groups on its networks, so that no query walks over them: groups that were last reported between
 * the same two queries form a cohort, and come and go together. The queue of cohorts is ascending in every way.
 *
 *   queries   1        2        3        4
 *   cohorts   [round 1][round 2][round 3][round 4]     a report moves its group to the last one
 *             └ overdue: three queries since; goneAt is set
 */
import { type Micros, NEVER } from '../../base/micros.js';

/** A group that is present on a network. */
export interface Presence {
  readonly interface: number;
  readonly group: number;
  cohort: Cohort;
}

/** Groups whose last report came after the same query. */
export interface Cohort {
  /** Queries that had been sent by then. */
  readonly round: number;
  /** When they are gone; NEVER while they are not overdue. */
  goneAt: Micros;
  readonly members: Set<Presence>;
}

/** All groups that are present; the first cohort is never empty. */
export interface Presences {
  /** Groups by interface, then by address. */
  readonly networks: ReadonlyMap<number, Map<number, Presence>>;
  readonly cohorts: Cohort[];
}

/** Nothing is present on these interfaces. */
export function createPresences(interfaces: readonly number[]): Presences {
  return { networks: new Map(interfaces.map((face) => [face, new Map()])), cohorts: [] };
}

/** The presence of a group on an interface; undefined where it is absent. */
export function findPresence(all: Presences, face: number, group: number): Presence | undefined {
  return all.networks.get(face)?.get(group);
}

/** A group that was absent was reported after query number `round`. */
export function addPresence(all: Presences, face: number, group: number, round: number): void {
  const cohort = cohortOf(all, round);
  const added: Presence = { interface: face, group, cohort };
  cohort.members.add(added);
  all.networks.get(face)!.set(group, added);
}

/** A group that is present was reported after query number `round`. */
export function refreshPresence(all: Presences, one: Presence, round: number): void {
  const cohort = cohortOf(all, round);
  one.cohort.members.delete(one);
  one.cohort = cohort;
  cohort.members.add(one);
  dropEmpty(all);
}

/** A group is gone. */
export function removePresence(all: Presences, one: Presence): void {
  one.cohort.members.delete(one);
  all.networks.get(one.interface)!.delete(one.group);
  dropEmpty(all);
}

/** When the next cohort is gone; NEVER while none is overdue. */
export function nextGone({ cohorts }: Presences): Micros {
  return cohorts.length === 0 ? NEVER : cohorts[0].goneAt;
}

/** Members of a cohort, ascending by interface, then group. */
export function membersOf(cohort: Cohort): Presence[] {
  return [...cohort.members].sort((a, b) => a.interface - b.interface || a.group - b.group);
}

function cohortOf({ cohorts }: Presences, round: number): Cohort {
  const last = cohorts.at(-1);
  if (last?.round === round) return last;
  const added: Cohort = { round, goneAt: NEVER, members: new Set() };
  cohorts.push(added);
  return added;
}

function dropEmpty({ cohorts }: Presences): void {
  while (cohorts.length > 0 && cohorts[0].members.size === 0) cohorts.shift();
}
