/**
 * The story of a capture: the study's findings, and what is looked at again by replay. Everything answers at once.
 */
import type { RegistryOptions } from '../../../dissectors/registry.js';
import { type Micros, micros } from '../../base/micros.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import type { Doubt } from '../../conform/check.js';
import { MAX_DELAY, TOLERANCE } from '../../conform/contract.js';
import { policiesWith } from '../../machine/policies.js';
import { learnNames, type Names } from '../../packet/names.js';
import { secondsText } from '../../statistics/gmp-follow.js';
import type { Books } from '../../track/books.js';
import type { TrackOptions } from '../../track/contract.js';
import { type FrozenBooks, freeze, isQuietUntil, NOTHING_YET, thaw } from '../../track/frozen.js';
import { createHosts } from '../../track/hosts.js';
import type { IgmpRecords } from '../../track/igmp-records.js';
import type { JournalEntry } from '../../track/journal.js';
import { createTrackerOn } from '../../track/tracker.js';
import { isIn } from '../store/both.js';
import type { ContextSource } from '../store/context-source.js';
import type { NumberList } from '../store/contract.js';
import type { Recall } from '../store/recall.js';
import type { Slices } from '../store/slices.js';
import { createArrowLooks } from './arrow-looks.js';
import { closingPacket, createClosing } from './closing.js';
import type { Change, Happening, Situation, Story, TimerRun } from './contract.js';
import { createNetworkHappenings } from './network-happenings.js';
import { createNetworkRuns } from './network-runs.js';
import { createNetworkSights, MEMBERSHIP_COLUMNS, type NetworkSightParts } from './network-sights.js';
import { createRecollection, type Recollection } from './recollection.js';
import { createRoster } from './roster.js';
import { createRuns, type RunParts } from './runs.js';
import { MEMBER_COLUMNS, sessionSights } from './sights.js';
import { createStudy, type Study } from './study.js';

/** What a story is made of. */
export interface CaptureStoryParts {
  readonly index: CaptureIndex;
  readonly source: ContextSource;
  readonly registry: RegistryOptions;
  readonly slices: Slices;
  /** What the capture says at its end of packets that were lost, where that is known before. */
  readonly losses?: Doubt | undefined;
  readonly changed: () => void;
}

/** A story that grows with its capture. */
export interface CaptureStory {
  readonly story: Story;
  /** There are more packets, or there will be none. */
  readonly grown: () => void;
}

/** Makes the story of a capture; `grown` begins it. */
export function createCaptureStory(parts: CaptureStoryParts): CaptureStory {
  const { index, source, registry, slices, losses, changed } = parts;
  const options: TrackOptions = { ...policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE };
  const hosts = createHosts();
  const names: Names = new Map();
  const learn = (): void => {
    const { names: told } = index.facts;
    if (told.length > names.size) learnNames(names, told, 0);
  };
  const roster = createRoster(hosts, names);
  const study = createStudy({ index, registry, slices, options, hosts, roster, losses, learn, changed });
  const { messages, notable, timed, reasons, snapshots } = study;
  const plain = createPlain(source);
  const looking = { source, plain, messages, options, hosts, roster, reasons };
  const replayed = {
    ...looking,
    before: snapshots.before,
    bound: (frame: number) => isIn(study.bound, frame),
  };
  const recollection = createRecollection(replayed, slices, changed);
  const looked = createArrowLooks({ index, study, source, slices, plain, hosts, roster, learn, changed });
  const { scanned, complete } = study;
  const passing = createPassing(() => Math.min(study.scanned(), source.at()));
  const isKnown = passing.isKnown;
  const withNetworks = createNetworkHappenings({ journal: study.journal, records: study.records, roster });
  const timeOf = (number: number): Micros => timeAt(index, number);
  const belief = () => recollection.belief(messages.count - 1);
  const lastOf = () => closingPacket(messages, study.scanned(), study.complete());
  const closing = createClosing({ ...replayed, belief, timeOf, withNetworks, last: lastOf });
  const happeningsAt = (number: number): readonly Happening[] | undefined => {
    if (!isIn(messages, number)) return number === lastOf() ? closing() : NOTHING_TOLD;
    const ofGmp = recollection.happenings(messages.rowOf(number));
    return ofGmp === undefined ? undefined : withNetworks(number, ofGmp);
  };
  const { records } = study;
  const situated = { roster, reasons, hosts, options, records, happeningsAt };
  const situations = createSituations(index, messages, recollection, situated);
  const runs = createAllRuns({ ...replayed, timeOf, scanned, complete, slices, changed }, records);
  const story: Story = {
    get scanned() {
      return study.scanned();
    },
    get complete() {
      return study.complete();
    },
    actors: roster.actors,
    subjects: roster.subjects,
    messages,
    notable,
    timed,
    changes: changesOf(study),
    findings: study.findings.findings,
    ...looked,
    happenings: (number) => (isKnown(number) ? happeningsAt(number) : undefined),
    closing,
    situation: (number) => (isKnown(number) ? situations(number) : undefined),
    progress: () => recollection.progress() ?? passing.progress(),
    runs,
  };
  return { story, grown: study.grown };
}

const NO_RUNS: readonly TimerRun[] = [];

function createAllRuns(parts: RunParts, records: IgmpRecords): Story['runs'] {
  const ofGmp = createRuns(parts);
  const ofNetworks = createNetworkRuns({ ...parts, records });
  const { subjects } = parts.roster;
  return (subject, from, to) => {
    const kind = subjects.at(subject)?.kind;
    // A network has none of its own.
    if (kind === 'network') return NO_RUNS;
    return (kind === 'membership' ? ofNetworks : ofGmp)(subject, from, to);
  };
}

/** The reading of packets that owe nothing to others, and keep nothing for others: one for all. */
function createPlain(source: ContextSource): () => Recall {
  let made: Recall | undefined;
  return () => {
    made ??= source.recall({ conversations: false, derived: [] });
    return made;
  };
}

/** How far it is known what packets carry; the last one asked for that lies beyond. */
function createPassing(at: () => number) {
  let wanted = 0;
  return {
    isKnown: (number: number): boolean => {
      const known = number <= at();
      wanted = known ? 0 : number;
      return known && number >= 1;
    },
    progress: (): number | undefined => (wanted <= at() ? undefined : at() / wanted),
  };
}

interface SituationTools
  extends Pick<NetworkSightParts, 'roster' | 'reasons' | 'records'>,
    Pick<Books, 'hosts' | 'options'> {
  readonly happeningsAt: (number: number) => readonly Happening[] | undefined;
}

/** What was believed just after packets, in words. */
function createSituations(
  index: CaptureIndex,
  messages: NumberList,
  recollection: Recollection,
  tools: SituationTools,
): (number: number) => Situation | undefined {
  const { roster, reasons, records, hosts, options } = tools;
  const start = createStart(index);
  const sights = { roster, reasons, since: (at: Micros) => secondsText(at - start()) };
  const networks = createNetworkSights({ ...sights, records, timeOf: (one) => timeAt(index, one) });
  /** Books with the time advanced, where that changes anything. */
  const advanced = (books: FrozenBooks, at: Micros): FrozenBooks => {
    if (isQuietUntil(books, at)) return books;
    const own = thaw(books, { options, hosts, listeners: [] }, reasons);
    createTrackerOn(own).advance(at);
    return freeze(own, reasons);
  };
  // A screen asks many times for the same: what was made of the same is the same.
  let last: { readonly made: Situation; readonly of: unknown; readonly told: unknown } | undefined;
  return (number) => {
    const rank = messages.rowOf(number);
    const carries = isIn(messages, number);
    const belief = rank < 0 ? undefined : recollection.belief(rank);
    const happenings = tools.happeningsAt(number);
    if ((rank >= 0 && belief === undefined) || happenings === undefined) return undefined;
    if (last?.made.number === number && last.of === belief && last.told === happenings) return last.made;
    const { books = NOTHING_YET } = belief ?? {};
    const at = timeAt(index, number);
    const made = {
      number,
      at,
      sessions: sessionSights(carries ? books : advanced(books, at), sights),
      networks: networks(number, Math.max(at, belief?.clock ?? 0) as Micros),
      memberColumns: MEMBER_COLUMNS,
      membershipColumns: MEMBERSHIP_COLUMNS,
      happenings,
    };
    last = { made, of: belief, told: happenings };
    return made;
  };
}

const NOTHING_TOLD: readonly Happening[] = [];

function changesOf({ journal }: Study): Story['changes'] {
  return {
    get count() {
      return journal.count();
    },
    at: (i) => changeOf(journal.at(i)),
    of: journal.of,
    get cut() {
      return journal.cut();
    },
  };
}

function changeOf({ subject, from, to, at, frame, why, shown }: JournalEntry): Change {
  return { subject, from, to, by: { frame, at, why }, shown };
}

/** A packet's time; that of the last one before it that has one. */
function timeAt(index: CaptureIndex, number: number): Micros {
  for (let one = number; one > 0; one -= 1) {
    const chunk = chunkOf(index.store, one);
    const sec = secondsAt(chunk, rowOf(one));
    if (!Number.isNaN(sec))
      return micros(sec * 1_000_000 + Math.floor(nanosecondsAt(chunk, rowOf(one)) / 1000));
  }
  return micros(0);
}

/** The instant of the first packet. */
function createStart(index: CaptureIndex): () => Micros {
  let start: Micros | undefined;
  return () => {
    if (start === undefined && index.count > 0) start = timeAt(index, 1);
    return start ?? micros(0);
  };
}
