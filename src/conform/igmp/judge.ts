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
import type {
  DatagramSeen,
  GroupMember,
  IgmpNetwork,
  IgmpSeen,
  TrackedGroup,
} from '../../track/igmp-contract.js';
import { emptyDatagram, recall, remember, sightingBefore } from '../../track/igmp-datagrams.js';
import { createIgmpIntake, type IgmpIntake } from '../../track/igmp-intake.js';
import { createIgmpTracker, type IgmpTracker } from '../../track/igmp-tracker.js';
import type { JudgeOptions, Matter, ReportFinding } from '../contract.js';
import {
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
    reportedAt: NOT_YET,
    other: emptyDatagram(undefined as unknown as IgmpNetwork),
  };
  const tracker = createIgmpTracker(options.policies, {
    query: (seen, querier) => {
      judgeQuery(docket, bench.clock, seen, querier);
      ask(bench, seen);
    },
    report: (seen, group, member) => beforeReport(bench, seen, group, member),
    reported: (seen, _group, member) => afterReport(bench, seen, member),
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

function beforeReport(
  bench: Bench,
  seen: IgmpSeen,
  group: TrackedGroup | undefined,
  member: GroupMember | undefined,
): void {
  bench.reportedAt = member === undefined ? NOT_YET : member.lastAt;
  if (seen.version > 1 || seen.network.version > 1) return;
  if (group === undefined || member === undefined || !isSolicited(bench.docket, seen)) return;
  judgeAnswer(bench.docket, seen, group, member, bench.questions.get(seen.network) ?? []);
}

/** A report without a query before it is one on joining, or the one more that follows it. */
function afterReport({ docket, reportedAt }: Bench, seen: IgmpSeen, member: GroupMember): void {
  const { reportWithin } = docket.options.policies;
  if (member.reports > 1 && isSecondReport(docket, seen, member)) {
    member.confirmed = true;
    return;
  }
  const quiet = reportWithin + docket.slack;
  const before = reportedAt < 0 ? docket.start : reportedAt;
  if (isSolicited(docket, seen) || seen.at - before <= quiet) return;
  member.joinedAt = seen.at;
  member.joinedFrame = seen.frame;
  member.confirmed = false;
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
    judgeWithoutMembers(docket, seen, tracker.goneAt);
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
