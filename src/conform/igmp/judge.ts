/**
 * The judge of IGMP: holds what hosts and routers do on each network against the rules (rules.ts).
 *
 *   walked frame ──intake──┬─► message  ─► message rules ─► tracker ─┬─► query rules
 *                          │                                         └─► host rules
 *                          └─► datagram ─► forwarding, delivery and ring rules
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { Micros } from '../../base/micros.js';
import type { DatagramSeen, IgmpNetwork, IgmpSeen } from '../../track/igmp-contract.js';
import { emptyDatagram, recall, remember, sightingBefore } from '../../track/igmp-datagrams.js';
import { createIgmpIntake, type IgmpIntake } from '../../track/igmp-intake.js';
import { createIgmpTracker, type IgmpTracker } from '../../track/igmp-tracker.js';
import type { JudgeOptions, Matter, ReportFinding } from '../contract.js';
import {
  beginDelivery,
  closeExpected,
  createDelivery,
  type Delivery,
  expectCopies,
  judgeWithoutMembers,
  learnWay,
  nextCopyDue,
  noteDelivered,
} from './delivery-rules.js';
import { createDocket, type Docket } from './docket.js';
import { isHome, judgePair, ONE_ROUTER, WAYS } from './forwarding-rules.js';
import { beginGroup, beginMember, createHostNotes, type HostNotes } from './host-notes.js';
import { type Asked, isSecondReport, isSolicited, judgeAnswer } from './host-rules.js';
import { judgeMessage } from './message-rules.js';
import { createQueryClock, judgeQuery, missQuery, nextQueryDue, type QueryClock } from './query-rules.js';
import { judgeTtl, type Rings } from './ring-rules.js';

/** A judge of one capture. */
export interface IgmpJudge {
  /** Takes the frame that was just walked. */
  readonly see: (w: Walk) => void;
  /** Time passes without frames. */
  readonly advance: (at: Micros) => void;
  /** The capture ends. */
  readonly finish: (at: Micros) => void;
  /** The networks. */
  readonly matters: () => readonly Matter[];
  /** Key of the network that the walked frame was on. */
  readonly matterOf: (w: Walk) => string;
}

/** What judging remembers. */
interface Bench {
  readonly docket: Docket;
  readonly intake: IgmpIntake;
  readonly clock: QueryClock;
  readonly delivery: Delivery;
  readonly rings: Rings;
  readonly questions: Map<IgmpNetwork, Asked[]>;
  readonly notes: HostNotes;
  /** When the member whose report is taken in had reported before; -1: it had not. */
  reportedAt: Micros;
  readonly other: DatagramSeen;
}

/** Queries that are remembered on a network. */
const QUESTIONS = 16;
/** How many sightings of one datagram are compared. */
const SIGHTINGS = 8;
const NOT_YET = -1 as Micros;

/** A judge of a capture that is walked with the registry's dissectors. */
export function createIgmpJudge(registry: Registry, options: JudgeOptions, report: ReportFinding): IgmpJudge {
  const intake = createIgmpIntake(registry.lookup);
  const docket = createDocket(options, report);
  const bench: Bench = {
    docket,
    intake,
    clock: createQueryClock(),
    delivery: createDelivery(),
    rings: new Map(),
    questions: new Map(),
    notes: createHostNotes(),
    reportedAt: NOT_YET,
    other: emptyDatagram(undefined as unknown as IgmpNetwork),
  };
  const tracker = createIgmpTracker(options.policies, {
    query: (seen, querier) => {
      judgeQuery(docket, bench.clock, seen, querier);
      ask(bench, seen);
    },
    report: (seen, group, member) => beforeReport(bench, seen, group, member),
    reported: (seen, group, member) => afterReport(bench, seen, group, member),
  });
  const takers = {
    message: (seen: IgmpSeen) => takeMessage(bench, tracker, seen),
    datagram: (seen: DatagramSeen) => takeDatagram(bench, tracker, seen),
  };
  return {
    see: (w) => {
      const at = intake.tick(w);
      if (docket.start < 0) docket.start = at;
      passTime(bench, at);
      intake.see(w, takers);
    },
    advance: (at) => passTime(bench, at),
    finish: (at) => passTime(bench, at),
    matters: () => mattersOf(bench),
    matterOf: (w) => intake.networks.of(w).key,
  };
}

/** Everything that is overdue by now, in order. */
function passTime({ docket, clock, delivery, intake }: Bench, now: Micros): void {
  for (;;) {
    const query = nextQueryDue(clock);
    const copy = nextCopyDue(delivery);
    if (query >= now && copy >= now) return;
    if (copy <= query) closeExpected(docket, delivery, intake.networks.all);
    else missQuery(docket, clock);
  }
}

function takeMessage(bench: Bench, tracker: IgmpTracker, seen: IgmpSeen): void {
  if (!judgeMessage(bench.docket, seen)) return;
  tracker.take(seen);
}

/** Remembers a general query. */
function ask({ questions }: Bench, { network, at, frame, source: by }: IgmpSeen): void {
  let all = questions.get(network);
  if (all === undefined) {
    all = [];
    questions.set(network, all);
  }
  all.push({ at, frame, by });
  if (all.length > QUESTIONS) all.shift();
}

function beforeReport(bench: Bench, seen: IgmpSeen, group: number, member: number): void {
  const { notes, docket, questions } = bench;
  const { network, source, version } = seen;
  const { groups, members } = network.groups.table;
  bench.reportedAt = member < 0 ? NOT_YET : (members.lastAt[member] as Micros);
  if (group < 0) return;
  if (member >= 0 && version === 1 && network.version === 1 && isSolicited(docket, seen)) {
    judgeAnswer(docket, notes, seen, group, member, questions.get(network) ?? []);
  }
  if (groups.lastHost[group] === source) return;
  notes.otherAt[group] = groups.lastAt[group];
  notes.otherFrame[group] = groups.lastFrame[group];
}

/** A report without a query before it is one on joining, or the one more that follows it. */
function afterReport(bench: Bench, seen: IgmpSeen, group: number, member: number): void {
  const { docket, reportedAt, notes, delivery } = bench;
  const { table } = seen.network.groups;
  const { reportWithin } = docket.options.policies;
  if (table.groups.reports[group] === 1) {
    beginGroup(notes, table, group);
    beginDelivery(delivery, table, group);
  }
  if (table.members.reports[member] === 1) beginMember(notes, table, member);
  else if (isSecondReport(docket, notes, seen, member)) {
    notes.confirmed[member] = 1;
    return;
  }
  const quiet = reportWithin + docket.slack;
  const before = reportedAt < 0 ? docket.start : reportedAt;
  if (isSolicited(docket, seen) || seen.at - before <= quiet) return;
  notes.joinedAt[member] = seen.at;
  notes.joinedFrame[member] = seen.frame;
  notes.confirmed[member] = 0;
}

function takeDatagram(bench: Bench, tracker: IgmpTracker, seen: DatagramSeen): void {
  const { docket, delivery, rings, other, intake } = bench;
  const { datagrams } = delivery;
  judgeTtl(docket, rings, seen);
  const oldest = seen.at - WAYS * docket.slack;
  const home = isHome(seen.network, seen.source);
  const number = remember(datagrams, seen, home === true, oldest);
  let at = number;
  for (let i = 0; i < SIGHTINGS; i += 1) {
    at = sightingBefore(datagrams, at);
    if (at < 0) break;
    recall(datagrams, at, intake.networks.all, other);
    if (other.at < oldest) break;
    if (judgePair(docket, other, seen) === ONE_ROUTER) learn(delivery, other, seen);
  }
  if (home === false) {
    noteDelivered(delivery, seen);
    judgeWithoutMembers(docket, seen, tracker.rowGoneAt);
  }
  expectCopies(docket, delivery, seen, number);
}

function learn(delivery: Delivery, one: DatagramSeen, two: DatagramSeen): void {
  const [original, copy] = one.ttl > two.ttl ? [one, two] : [two, one];
  learnWay(delivery, original.network, copy);
}

function mattersOf({ intake, docket }: Bench): readonly Matter[] {
  const matters: Matter[] = [];
  for (const network of intake.networks.all) {
    const charged = docket.charged.get(network);
    if (network.messages === 0 && charged === undefined) continue;
    const [first, last] = charged ?? [network.firstFrame, network.lastFrame];
    matters.push({
      key: network.key,
      kind: 'network',
      packets: network.messages,
      firstFrame: network.messages === 0 ? first : Math.min(first, network.firstFrame),
      lastFrame: Math.max(last, network.lastFrame),
      doubts: doubtsOf(network),
    });
  }
  return matters;
}

function doubtsOf({ version, queries, mixed }: IgmpNetwork): readonly string[] {
  const doubts: string[] = [];
  if (version > 1) doubts.push(`version ${version} is spoken here: only what all versions share was judged`);
  if (queries === 0) doubts.push('no query was seen: whether queries are answered cannot be told');
  if (mixed) doubts.push('the capture is of several interfaces at once');
  return doubts;
}
