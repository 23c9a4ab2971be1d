/**
 * `check`: a capture held against the protocol's rules, frame by frame.
 *
 *                 ┌─► dissectors' own findings on GMP and IGMP ─┐
 *   walked frame ─┼─► intake ─► tracker ─► judge of GMP ────────┼─► findings, in order ─► verdicts
 *                 └─► judge of IGMP ────────────────────────────┘
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import type { Finding, JudgeOptions, Matter, ReportFinding, Verdict } from './contract.js';

/** A matter, and what came of it. */
export interface Judged {
  readonly matter: Matter;
  readonly verdict: Verdict;
  /** Why it is not "pass": findings by code with their counts, and doubts. */
  readonly reasons: readonly string[];
  readonly findings: number;
}

/** Counts of lost packets, as captures give them. */
export interface LossCounts {
  readonly dropped: bigint | undefined;
  readonly osDropped: bigint | undefined;
}

/** A check under way. */
export interface Check {
  /** Takes the frame that was just walked; frames come in the order of the capture. */
  readonly see: (w: Walk) => void;
  /** The capture turns out not to be whole, for this reason: from now on, and in the verdicts. */
  readonly doubt: (why: string) => void;
  /** The end of the capture. */
  readonly finish: () => void;
  /** The verdicts; after `finish`. */
  readonly verdicts: () => readonly Judged[];
}

/** Begins a check of a capture that is walked with the registry's dissectors. */
export function createCheck(_registry: Registry, _options: JudgeOptions, _report: ReportFinding): Check {
  const matters: readonly Judged[] = [];
  const findings: Finding[] = [];
  return {
    see: () => undefined,
    doubt: () => undefined,
    finish: () => {
      findings.length = 0;
    },
    verdicts: () => matters,
  };
}

/** Why a capture is not whole, by its own counts of packets that the sniffer lost. */
export function doubtsOf(statistics: readonly LossCounts[]): readonly string[] {
  let lost = 0n;
  for (const { dropped = 0n, osDropped = 0n } of statistics) lost += dropped + osDropped;
  return lost === 0n ? [] : [`the capture says that ${lost} packets were dropped`];
}
