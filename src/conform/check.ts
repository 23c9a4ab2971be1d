/**
 * `check`: a capture held against the protocol's rules, frame by frame.
 *
 *                 ┌─► dissectors' own findings on GMP and IGMP ─┐
 *   walked frame ─┼─► intake ─► tracker ─► judge of GMP ────────┼─► findings, in order ─► verdicts
 *                 └─► judge of IGMP ────────────────────────────┘
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import type { Micros } from '../base/micros.js';
import type { Finding, FindingSeverity, JudgeOptions, ReportFinding } from './contract.js';
import { createMessageJudge } from './messages.js';
import { createVerdictBook, type Judged } from './verdict-book.js';

export type { Broken, Judged } from './verdict-book.js';

/** Counts of lost packets, as captures give them. */
export interface LossCounts {
  readonly dropped: bigint | undefined;
  readonly osDropped: bigint | undefined;
}

/** Why a capture is not whole. */
export interface Doubt {
  readonly kind: 'lossy' | 'dropped' | 'cut';
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
  const queue: Finding[] = [];
  const take: ReportFinding = (finding) => {
    queue.push(finding);
  };
  const doubt = ({ kind, text }: Doubt): void => {
    doubts.set(kind, text);
    grading.lossy = true;
  };
  if (options.lossy) doubt(LOSSY);
  const flush = (): void => {
    if (queue.length > 1) queue.sort((a, b) => a.at - b.at);
    for (const finding of queue) {
      book.note(finding);
      report(finding);
    }
    queue.length = 0;
  };
  const messages = createMessageJudge(registry, take, () => doubt(CUT));
  const gmp = registry.lookup.idOf('gmp');
  const igmp = registry.lookup.idOf('igmp');
  let now = 0 as Micros;
  return {
    see: (w) => {
      now = instantOf(w, now);
      for (let i = 0; i < w.count; i += 1) {
        const id = w.ids[i];
        if (id === gmp || id === igmp) messages.see(w, i, now, () => '');
      }
      if (queue.length > 0) flush();
    },
    doubt,
    finish: flush,
    verdicts: () => book.judge([], [...doubts.values()]),
    totals: () => book.totals(doubts.size > 0),
  };
}

const LOSSY: Doubt = { kind: 'lossy', text: 'packets may be missing from the capture' };
const CUT: Doubt = { kind: 'cut', text: 'the capture kept only parts of some messages' };

/** Microseconds since 1970 of the frame; the last known where it has no time. */
function instantOf({ frame }: Walk, before: Micros): Micros {
  const { sec, nsec } = frame;
  return Number.isNaN(sec) ? before : ((sec * 1_000_000 + Math.floor(nsec / 1000)) as Micros);
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
