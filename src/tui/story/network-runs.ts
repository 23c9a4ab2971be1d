/**
 * When timers of memberships ran, between two instants, as the records of IGMP tell: from a report of the group to the next one, or
 * to when it is gone because nobody reports (D18; RFC 2236 8.4). All members of a group share its reports, which are looked up once.
 *
 *   reports of all its members ──┐
 *                                ├──► marks: when the group is gone, from each on ──► a member's lives ──► runs
 *   queries (version 1) ─────────┘
 */
import { type Micros, NEVER } from '../../base/micros.js';
import { policiesWith } from '../../machine/policies.js';
import type { TrackedGroup } from '../../track/igmp-contract.js';
import type { IgmpRecords, NetworkRecord } from '../../track/igmp-records.js';
import { createIgmpTracker } from '../../track/igmp-tracker.js';
import type { Slices } from '../store/slices.js';
import type { Story, TimerRun } from './contract.js';
import { askingAt, queriersUntil, takeQuery } from './queriers.js';
import type { Roster } from './roster.js';
import { covers, type KnownTime, stretchAbout, type TimeStretch } from './stretches.js';

/** Most reports of a group in a stretch, also with its queries; members looked at in one turn; groups that are kept. */
const MOST = 2_000;
const MOST_MARKS = 2 * MOST;
const TURN = 64;
const KEPT = 128;
const NONE: readonly TimerRun[] = [];
/** As the state view calls it. */
const NAME = 'membership';

const { goneAt } = createIgmpTracker(policiesWith());

/** What is asked for. */
export interface NetworkRunParts extends KnownTime {
  readonly records: IgmpRecords;
  readonly roster: Pick<Roster, 'network' | 'subjects'>;
  readonly slices: Pick<Slices, 'run'>;
  readonly changed: () => void;
}

/** A group was reported, or its network was asked: when it is gone from there on. */
interface Mark {
  readonly frame: number;
  readonly at: Micros;
  /** The instant of its last report. */
  readonly from: Micros;
  readonly gone: Micros;
  readonly isReport: boolean;
}

/** A group for a while. */
interface GroupStretch extends TimeStretch {
  readonly record: NetworkRecord;
  readonly group: number;
  /** Packets: behind this one, up to that one. */
  readonly behind: number;
  readonly last: number;
  /** undefined while they are worked out. */
  marks: readonly Mark[] | 'many' | undefined;
  readonly runs: Map<number, readonly TimerRun[]>;
}

/** Makes what tells when timers of memberships ran. */
export function createNetworkRuns(parts: NetworkRunParts): Story['runs'] {
  const { records, roster, slices, changed } = parts;
  const kept = new Map<string, GroupStretch>();
  const begin = (key: string, record: NetworkRecord, group: number, about: TimeStretch): void => {
    const behind = firstFrom(parts, about.from) - 1;
    const last = firstFrom(parts, (about.to + 1) as Micros) - 1;
    const stretch: GroupStretch = {
      ...about,
      record,
      group,
      behind,
      last,
      marks: undefined,
      runs: new Map(),
    };
    kept.delete(key);
    kept.set(key, stretch);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    const step = workOut(parts, stretch);
    slices.run(() => {
      // Nobody looks at it any more.
      if (kept.get(key) !== stretch) return false;
      const goesOn = step();
      if (!goesOn) changed();
      return goesOn;
    });
  };
  return (subject, from, to) => {
    const place = records.placeOf(subject);
    const parent = roster.subjects.parentOf(subject);
    const record = records.networks.find(({ network }) => roster.network(network) === parent);
    if (place < 0 || record === undefined) return NONE;
    const group = records.numberIn('group', place);
    const key = `${parent} ${group}`;
    const known = kept.get(key);
    if (known === undefined || !covers(known, from, to, known.marks !== undefined)) {
      begin(key, record, group, stretchAbout(parts, from, to));
      return undefined;
    }
    const { marks, runs } = known;
    if (marks === undefined || marks === 'many') return marks;
    const made = runs.get(subject) ?? runsOf(parts, known, marks, place);
    runs.set(subject, made);
    return made;
  };
}

/** The first studied packet that is not before an instant. */
function firstFrom({ timeOf, scanned }: KnownTime, at: Micros): number {
  return 1 + firstOf(scanned(), (i) => timeOf(i + 1) >= at);
}

/** The first place from which on a test holds. */
function firstOf(count: number, test: (i: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Report {
  readonly frame: number;
  readonly version: number;
}

/** Gives a step of the work: true while there is more. */
function workOut(parts: NetworkRunParts, stretch: GroupStretch): () => boolean {
  const { records } = parts;
  const { record, group, behind, last } = stretch;
  const reports: Report[] = [];
  let before: Report = { frame: 0, version: 1 };
  let place = records.lastOf(record, group);
  return () => {
    for (let i = 0; i < TURN && place >= 0 && reports.length <= MOST; i += 1) {
      const standing = records.standing(place, behind);
      if (standing !== undefined && standing.last > before.frame)
        before = { frame: standing.last, version: standing.version };
      records.between(place, behind, last, (frame, what, version) => {
        if ((what === 'reported' || what === 'began') && reports.length <= MOST)
          reports.push({ frame, version });
      });
      place = records.membership(place).next;
    }
    if (reports.length > MOST) stretch.marks = 'many';
    else if (place >= 0) return true;
    else {
      reports.sort((a, b) => a.frame - b.frame);
      stretch.marks = marksOf(parts, stretch, before.frame === 0 ? reports : [before, ...reports]);
    }
    return false;
  };
}

/** When the group is gone, from each report on; of version 1 from each query on, too (D18). */
function marksOf(
  { timeOf }: NetworkRunParts,
  { record, behind, last }: GroupStretch,
  reports: readonly Report[],
): readonly Mark[] | 'many' {
  const { queries } = record;
  const queriers = queriersUntil(queries, behind);
  const marks: Mark[] = [];
  const mark = (frame: number, report: Report): void => {
    const from = timeOf(report.frame);
    const network = { queriers: askingAt(queriers, timeOf(Math.max(frame, behind))) };
    const group = { network, version: report.version, leftAt: NEVER, lastAt: from };
    const gone = goneAt(group as TrackedGroup);
    marks.push({ frame, at: timeOf(frame), from, gone, isReport: frame === report.frame });
  };
  let next = firstOf(queries.length, (i) => queries[i].frame > behind);
  /** Queries up to a packet, behind a report. */
  const ask = (frame: number, report: Report | undefined): void => {
    for (; next < queries.length && queries[next].frame <= frame && marks.length <= MOST_MARKS; next += 1) {
      takeQuery(queriers, queries[next]);
      if (report?.version === 1) mark(queries[next].frame, report);
    }
  };
  for (const [i, report] of reports.entries()) {
    ask(report.frame, reports[i - 1]);
    mark(report.frame, report);
  }
  ask(last, reports.at(-1));
  return marks.length > MOST_MARKS ? 'many' : marks;
}

/** A host's time in a group. `over` 0: it goes on. */
interface Life {
  readonly since: number;
  readonly over: number;
  readonly isLeft: boolean;
}

function livesOf(
  { records }: NetworkRunParts,
  { behind, last }: GroupStretch,
  place: number,
): readonly Life[] {
  const lives: Life[] = [];
  const standing = records.standing(place, behind);
  if (standing?.over === 0) lives.push(standing);
  records.between(place, behind, last, (frame, what) => {
    if (what === 'began') lives.push({ since: frame, over: 0, isLeft: false });
    else if (what !== 'reported' && lives.at(-1)?.over === 0)
      lives.push({ ...lives.pop()!, over: frame, isLeft: what === 'left' });
  });
  return lives;
}

/** Timers of a membership: each of its lives from mark to mark. */
function runsOf(
  parts: NetworkRunParts,
  stretch: GroupStretch,
  marks: readonly Mark[],
  place: number,
): readonly TimerRun[] {
  const runs: TimerRun[] = [];
  for (const life of livesOf(parts, stretch, place)) runThrough(parts, stretch, marks, life, runs);
  return runs.filter(({ to }) => to >= stretch.from);
}

function runThrough(
  { timeOf }: NetworkRunParts,
  { to, known }: GroupStretch,
  marks: readonly Mark[],
  { since, over, isLeft }: Life,
  runs: TimerRun[],
): void {
  let running: Mark | undefined;
  const end = (at: Micros, how: TimerRun['end']): void => {
    if (running === undefined) return;
    const { from, gone } = running;
    runs.push({ name: NAME, from, ...(gone <= at ? { to: gone, end: 'expired' } : { to: at, end: how }) });
    running = undefined;
  };
  // The last report up to where it began is the one by which it did.
  const first = firstOf(marks.length, (i) => marks[i].frame > since) - 1;
  for (let i = Math.max(0, first); i < marks.length; i += 1) {
    const mark = marks[i];
    if (over > 0 && mark.frame >= over) break;
    if (mark.gone === NEVER) end(mark.at, 'stopped');
    else if (mark.isReport) end(mark.at, 'restarted');
    running = mark.gone === NEVER ? undefined : mark;
  }
  if (over > 0) end(timeOf(over), isLeft ? 'stopped' : 'expired');
  else end(Math.min(to, known) as Micros, 'running');
}
