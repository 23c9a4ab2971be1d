/**
 * The study of a capture: one pass in the background, from the first packet on, that finds out who takes part, which packets carry
 * messages, what changed when, and what is wrong; and keeps copies of the books, so that any place can be gone back to.
 *
 *   packet ──walk──┬─► onlooker ──► roster, messages, notable, journal, snapshots
 *                  └─► check, experts ──► findings
 */
import type { Walk } from '../../../dissectors/contract.js';
import { createRegistry, type Registry, type RegistryOptions } from '../../../dissectors/registry.js';
import { micros } from '../../base/micros.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { type Doubt, doubtOf } from '../../conform/check.js';
import type { TrackOptions } from '../../track/contract.js';
import { createReasons, type ReasonTable } from '../../track/frozen-members.js';
import { createSnapshots, type Snapshots } from '../../track/history.js';
import type { Hosts } from '../../track/hosts.js';
import { createIgmpRecords, type IgmpRecords } from '../../track/igmp-records.js';
import { timeOf } from '../../track/intake.js';
import { createJournal, type Journal } from '../../track/journal.js';
import { createNumberList, type GrowingList } from '../store/number-list.js';
import { startReading } from '../store/reading.js';
import type { Slices } from '../store/slices.js';
import { closingPacket } from './closing.js';
import { createFindings, type FindingBook } from './finding-book.js';
import { createOnlooker } from './onlooker.js';
import type { Place } from './place.js';
import type { Roster } from './roster.js';
import { createStudent } from './student.js';

/** What a study is made of. */
export interface StudyParts {
  readonly index: CaptureIndex;
  readonly registry: RegistryOptions;
  readonly slices: Slices;
  readonly options: TrackOptions;
  readonly hosts: Hosts;
  readonly roster: Roster;
  /** Packets that the capture says were lost, where that is known before its end. */
  readonly losses: Doubt | undefined;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
}

/** A study under way. */
export interface Study {
  readonly scanned: () => number;
  readonly complete: () => boolean;
  readonly messages: GrowingList;
  readonly notable: GrowingList;
  /** Packets under which a change shows that time made. */
  readonly timed: GrowingList;
  /** Of the packets with messages those that owe something to others: segments of TCP, fragments. */
  readonly bound: GrowingList;
  readonly journal: Journal;
  readonly records: IgmpRecords;
  readonly findings: FindingBook;
  readonly reasons: ReasonTable;
  readonly snapshots: Snapshots<Place>;
  /** There are more packets, or there will be none. */
  readonly grown: () => void;
}

/** Packets between two looks at the clock. */
const TURN = 256;

/** Makes a study; `grown` begins it. */
export function createStudy(parts: StudyParts): Study {
  const { index, slices, options, hosts, roster, losses, changed, learn } = parts;
  const registry = createRegistry({ ...parts.registry, conversations: false });
  const reading = startReading(index, registry);
  const reasons = createReasons();
  const journal = createJournal(reasons);
  const messages = createNumberList();
  const notable = createNumberList();
  const timed = createNumberList();
  const bound = createNumberList();
  const isBound = createBoundTest(registry);
  const findings = createFindings(registry, losses, roster);
  const snapshots = createSnapshots<Place>();
  const records = createIgmpRecords();
  const student = createStudent({ roster, journal, notable, timed, records });
  const onlooker = createOnlooker(registry, { options, hosts, reasons }, undefined, student);
  let now = micros(0);
  let complete = false;
  const visit = (w: Walk, number: number): boolean => {
    now = timeOf(w, now);
    const carries = onlooker.see(w);
    findings.see(w, now);
    if (!carries) return true;
    messages.add(number);
    if (isBound(w)) bound.add(number);
    snapshots.offer(number, () => {
      const belief = onlooker.belief();
      return { value: { frame: number, rank: messages.count - 1, belief }, size: belief.size };
    });
    return true;
  };
  const finish = (): void => {
    const lost = doubtOf(index.facts.statistics);
    if (lost !== undefined) findings.doubt(lost);
    findings.finish();
    onlooker.finish(now);
    complete = true;
    student.finish(closingPacket(messages, reading.at(), complete));
  };
  const step = (): boolean => {
    learn();
    const whole = reading.onTo(Math.min(index.count, reading.at() + TURN), visit);
    const atEnd = !whole || reading.at() >= index.count;
    if (atEnd && (index.complete || !whole) && !complete) finish();
    for (const list of [messages, notable, timed]) list.advance(reading.at(), complete);
    changed();
    running = !atEnd;
    return running;
  };
  let running = false;
  return {
    scanned: () => reading.at(),
    complete: () => complete,
    messages,
    notable,
    timed,
    bound,
    journal,
    records,
    findings,
    reasons,
    snapshots,
    grown: () => {
      if (running || complete) return;
      running = true;
      slices.runPatiently(step);
    },
  };
}

/** Whether what a walked packet carries was sent in a connection, or was put together from several packets. */
function createBoundTest({ lookup }: Registry): (w: Walk) => boolean {
  const tcp = lookup.idOf('tcp');
  return (w) => {
    for (let i = 1; i < w.count; i += 1) if (w.ids[i] === tcp || w.sources[i] !== w.sources[0]) return true;
    return false;
  };
}
