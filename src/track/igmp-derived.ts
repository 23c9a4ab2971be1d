/**
 * Fields of IGMP messages that follow from what came before them: the state of the group on its network, which query a report
 * answers and how soon, how often a router asks. As generated fields of the dissector, for everything that shows or filters
 * fields.
 *
 *   frame ──walk──► see ──► tracker ──► notes of this frame ──► compute
 */
import type { Generated, Walk } from '../../dissectors/contract.js';
import type { Derived } from '../../dissectors/derived.js';
import { type Micros, NEVER } from '../base/micros.js';
import type { Value } from '../layout/types.js';
import { type IgmpNetwork, type IgmpSeen, type IgmpTrackOptions, LEAVE, QUERY } from './igmp-contract.js';
import { createIgmpIntake, type IgmpIntake } from './igmp-intake.js';
import { findMember } from './igmp-members.js';
import { findGroup } from './igmp-table.js';
import { createIgmpTracker, type IgmpTracker, queriesSince } from './igmp-tracker.js';

/** What is known of one message, or of one record of a report of version 3, after it. Frames 0 and spans -1: none. */
interface Note {
  readonly network: string;
  readonly isQuery: boolean;
  readonly present: boolean;
  readonly members: number;
  readonly reports: number;
  /** Since the group is present. */
  readonly age: number;
  readonly previousFrame: number;
  /** Queries since the report before; -1 where there was none. */
  readonly missed: number;
  readonly queryFrame: number;
  readonly responseTime: number;
  /** Since the querier's last query. */
  readonly interval: number;
}

/** Derived fields of IGMP, and what keeps them. */
export interface IgmpDerived {
  /** For the registry: the dissector, and its further fields. */
  readonly derived: readonly Derived[];
  /** Takes the frame that was just walked, before its fields are asked for; once for each frame. */
  readonly see: (w: Walk) => void;
}

/** What the fields look at. */
interface Desk {
  readonly options: IgmpTrackOptions;
  intake: IgmpIntake | undefined;
  tracker: IgmpTracker | undefined;
  frame: number;
  layer: number;
  notes: Note[];
}

/** A report may come so much later than it should, on its way. */
const UNDER_WAY = 1_000_000;

/** Fields of one capture. */
export function createIgmpDerived(options: IgmpTrackOptions): IgmpDerived {
  const desk: Desk = { options, intake: undefined, tracker: undefined, frame: -1, layer: -1, notes: [] };
  return { derived: [{ dissector: 'igmp', generated: fieldsOf(desk) }], see: (w) => see(desk, w) };
}

function see(desk: Desk, w: Walk): void {
  // The registry is made with these fields: it is there only now.
  desk.intake ??= createIgmpIntake(w.lookup);
  desk.tracker ??= createIgmpTracker(desk.options);
  const { intake, tracker } = desk;
  desk.frame = w.frame.number;
  if (desk.notes.length > 0) desk.notes = [];
  intake.tick(w);
  intake.see(w, { message: (seen) => note(desk, tracker, seen) });
}

function note(desk: Desk, tracker: IgmpTracker, seen: IgmpSeen): void {
  desk.layer = seen.layer;
  desk.notes.push(seen.kind === QUERY ? queryNote(tracker, seen) : reportNote(desk, tracker, seen));
}

function queryNote(tracker: IgmpTracker, seen: IgmpSeen): Note {
  const { network, source, at, group } = seen;
  const querier = group === 0 ? network.queriers.get(source) : undefined;
  const interval = querier === undefined ? -1 : at - querier.lastAt;
  const previousFrame = querier?.lastFrame ?? 0;
  tracker.take(seen);
  return { ...nothing(network), isQuery: true, previousFrame, interval };
}

function nothing({ key }: IgmpNetwork): Note {
  return {
    network: key,
    isQuery: false,
    present: false,
    members: 0,
    reports: 0,
    age: -1,
    previousFrame: 0,
    missed: -1,
    queryFrame: 0,
    responseTime: -1,
    interval: -1,
  };
}

function reportNote({ options }: Desk, tracker: IgmpTracker, seen: IgmpSeen): Note {
  const { network, at, source } = seen;
  const { table } = network.groups;
  const { groups, members } = table;
  const known = findGroup(network, seen.group);
  const before = known >= 0 && tracker.rowGoneAt(table, known) > at ? known : -1;
  const previousFrame = before < 0 ? 0 : groups.lastFrame[before];
  const missed = before < 0 ? -1 : missedQueries(network, groups.lastAt[before] as Micros);
  const member = before < 0 ? -1 : findMember(table, before, source);
  const answered = member < 0 ? -1 : members.lastAt[member];
  tracker.take(seen);
  const group = findGroup(network, seen.group);
  if (group < 0) return { ...nothing(network), previousFrame, missed };
  const solicited =
    seen.kind !== LEAVE &&
    network.queryAt > answered &&
    at - network.queryAt <= options.reportWithin + UNDER_WAY;
  const gone = tracker.rowGoneAt(table, group);
  return {
    network: network.key,
    isQuery: false,
    present: gone > at,
    members: groups.memberCount[group],
    reports: groups.reports[group],
    age: at - groups.since[group],
    previousFrame,
    missed,
    queryFrame: solicited ? network.queryFrame : 0,
    responseTime: solicited ? at - network.queryAt : -1,
    interval: -1,
  };
}

/** The most queries that one router has sent since the group was reported. */
function missedQueries({ queriers }: IgmpNetwork, since: Micros): number {
  let most = 0;
  for (const querier of queriers.values()) most = Math.max(most, queriesSince(querier, since));
  return most;
}

/** A row of the table of fields. Those of groups are not for queries. */
interface Row {
  readonly name: string;
  readonly title: string;
  readonly kind: Generated['kind'];
  readonly clause: string;
  readonly value: (note: Note) => Value | undefined;
}

function rowOf(name: string, title: string, kind: Row['kind'], clause: string, value: Row['value']): Row {
  return { name, title, kind, clause, value };
}

function ofGroup(name: string, title: string, kind: Row['kind'], clause: string, value: Row['value']): Row {
  return rowOf(`igmp.group.${name}`, title, kind, clause, (one) => (one.isQuery ? undefined : value(one)));
}

const FIELDS: readonly Row[] = [
  rowOf('igmp.network', 'Network', 'text', 'IGMP 2.7.2', (one) => one.network),
  ofGroup('present', 'Group has members on the network', 'flag', 'D18', (one) => one.present),
  ofGroup('members', 'Hosts known to be members', 'uint', 'IGMP 2.7.2', (one) => one.members),
  ofGroup('reports', 'Reports since the group is present', 'uint', 'IGMP 2.7.2', (one) => one.reports),
  ofGroup('age', 'Time since the group is present', 'duration', 'IGMP 2.7.2', (one) => span(one.age)),
  ofGroup('missed_queries', 'Queries since the report before', 'uint', 'D18', (one) =>
    one.missed < 0 ? undefined : one.missed,
  ),
  ofGroup('previous_report_in', 'Report before in', 'uint', 'IGMP 2.7.2', (one) => frame(one.previousFrame)),
  rowOf('igmp.query_in', 'Answers the query in', 'uint', 'IGMP 2.7.2', (one) => frame(one.queryFrame)),
  rowOf('igmp.response_time', 'Time since the query', 'duration', 'D18', (one) => span(one.responseTime)),
  rowOf('igmp.previous_query_in', 'Query before of the same router in', 'uint', 'D18', (one) =>
    one.isQuery ? frame(one.previousFrame) : undefined,
  ),
  rowOf('igmp.query_interval', 'Time since the query before', 'duration', 'D18', (one) => span(one.interval)),
];

function fieldsOf(desk: Desk): readonly Generated[] {
  return FIELDS.map(({ name, title, kind, clause, value }) => ({
    name,
    title,
    kind,
    // A packet that another one tells of: its field's name ends so.
    meta: kind === 'duration' ? { unit: ' seconds', clause } : { clause, frame: name.endsWith('_in') },
    history: true,
    compute: (w, i) => valuesOf(desk, w, i, value),
  }));
}

function frame(number: number): number | undefined {
  return number === 0 ? undefined : number;
}

function span(time: number): bigint | undefined {
  return time < 0 || time === NEVER ? undefined : BigInt(time) * 1000n;
}

/** The network once; the rest for each record. */
function valuesOf(
  { frame, layer, notes }: Desk,
  w: Walk,
  i: number,
  value: (note: Note) => Value | undefined,
): Value | readonly Value[] | undefined {
  if (frame !== w.frame.number || layer !== i || notes.length === 0) return undefined;
  const values: Value[] = [];
  for (const one of notes) {
    const each = value(one);
    if (each !== undefined && !(values.length > 0 && each === one.network)) values.push(each);
  }
  return values.length === 0 ? undefined : values.length === 1 ? values[0] : values;
}
