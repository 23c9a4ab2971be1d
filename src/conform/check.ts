/**
 * `check`: a capture held against the protocol's rules, frame by frame.
 *
 *                 ┌─► dissectors' own findings on GMP and IGMP ─┐
 *   walked frame ─┼─► intake ─► tracker ─► judge of GMP ────────┼─► findings, in order ─► verdicts
 *                 └─► judge of IGMP ────────────────────────────┘
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { micros } from '../base/micros.js';
import { createHosts } from '../track/hosts.js';
import { createIntake, timeOf } from '../track/intake.js';
import type { Finding, FindingSeverity, JudgeOptions, ReportFinding } from './contract.js';
import { createJudging } from './judging.js';
import { createMatterFinder } from './message-matters.js';
import { createMessageJudge, isMessageRule } from './messages.js';
import { createVerdictBook, type Judged } from './verdict-book.js';

export type { Broken, Judged } from './verdict-book.js';

/** Counts of lost packets, as captures give them. */
export interface LossCounts {
  readonly dropped: bigint | undefined;
  readonly osDropped: bigint | undefined;
}

/** Why a capture is not whole. */
export interface Doubt {
  readonly kind: 'lossy' | 'dropped' | 'cut' | 'gap';
  readonly text: string;
}

/** A check under way. */
export interface Check {
  /** Takes the frame that was just walked; frames come in the order of the capture. */
  readonly see: (w: Walk) => void;
  /** The capture turns out not to be whole: for all findings from now on, and for the verdicts. The last reason of a kind counts. */
  readonly doubt: (doubt: Doubt) => void;
  /** The end of the capture. */
  readonly finish: () => void;
  /** The verdicts; after `finish`. */
  readonly verdicts: () => readonly Judged[];
  /** Findings of each severity, as they are graded in the end. */
  readonly totals: () => Readonly<Record<FindingSeverity, number>>;
}

/** Begins a check of a capture that is walked with the registry's dissectors. */
export function createCheck(registry: Registry, options: JudgeOptions, report: ReportFinding): Check {
  const grading = { ...options };
  const doubts = new Map<Doubt['kind'], string>();
  const book = createVerdictBook();
  const { queue, flush } = createQueue((finding) => {
    const count = book.note(finding);
    // Messages that are wrong by themselves may be wrong again and again: the verdict counts them.
    if (count <= REPORTED || !isMessageRule(finding.rule)) report(finding);
  });
  const doubt = ({ kind, text }: Doubt): void => {
    doubts.set(kind, text);
    grading.lossy = true;
  };
  if (options.lossy) doubt(LOSSY);
  const take: ReportFinding = (finding) => {
    queue.push(finding);
  };
  const hosts = createHosts();
  const intake = createIntake(registry, hosts, () => doubt(GAP));
  const judging = createJudging(registry, hosts, grading, take);
  const matterOf = createMatterFinder(registry, hosts, judging);
  const messages = createMessageJudge(registry, take, () => doubt(CUT));
  const isJudged = layersOf(registry);
  let now = micros(0);
  return {
    see: (w) => {
      now = timeOf(w, now);
      judging.advance(now);
      for (let i = 1; i < w.count; i += 1) if (isJudged[w.ids[i]] === 1) messages.see(w, i, now, matterOf);
      intake(w, judging.take);
      judging.see(w);
      if (queue.length > 0) flush();
    },
    doubt,
    finish: () => {
      judging.finish(now);
      flush();
    },
    verdicts: () => book.judge(judging.matters(), [...doubts.values()]),
    totals: () => book.totals(doubts.size > 0),
  };
}

/** How many findings on single messages are reported of a kind and a matter. */
export const REPORTED = 10;

const LOSSY: Doubt = { kind: 'lossy', text: 'packets may be missing from the capture' };
const CUT: Doubt = { kind: 'cut', text: 'the capture kept only parts of some messages' };
const GAP: Doubt = { kind: 'gap', text: 'octets of a TCP connection are missing from the capture' };

/** Layers that are judged by themselves, by dissector number. */
function layersOf({ lookup, dissectors }: Registry): Uint8Array {
  const judged = new Uint8Array(dissectors.length);
  for (const name of ['gmp', 'igmp']) judged[lookup.idOf(name)] = 1;
  return judged;
}

/** What several judges find at one frame, in order of time. */
function createQueue(emit: ReportFinding): { readonly queue: Finding[]; readonly flush: () => void } {
  const queue: Finding[] = [];
  const flush = (): void => {
    if (queue.length > 1) queue.sort((a, b) => a.at - b.at);
    for (const finding of queue) emit(finding);
    queue.length = 0;
  };
  return { queue, flush };
}

/** What a capture's own counts of lost packets say; undefined where it lost none. */
export function doubtOf(statistics: readonly LossCounts[]): Doubt | undefined {
  let lost = 0n;
  for (const { dropped = 0n, osDropped = 0n } of statistics) lost += dropped + osDropped;
  if (lost === 0n) return undefined;
  return {
    kind: 'dropped',
    text: `the capture says that ${lost} packet${lost === 1n ? ' was' : 's were'} dropped`,
  };
}
