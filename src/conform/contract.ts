/**
 * What the judges of traffic report: findings, each by a rule; and the verdict on each session or network.
 *
 *   rule (a row of a table) ──► finding (who, when, which packets, one sentence) ──► verdict: pass, fail, inconclusive
 *
 * A finding is **certain** where no loss, delay (up to `maxDelay`), duplication or reordering on the links, and no error of the
 * clocks (up to `tolerance`), could have made right machines do what was seen; otherwise it says what else may explain it. Only
 * certain findings of severity error make a verdict "fail".
 */
import type { Micros } from '../base/micros.js';
import type { DecisionName, Policies } from '../machine/policies.js';

/** Severities of findings, as in Wireshark. */
export type FindingSeverity = 'error' | 'warning' | 'note';

/** Whose doing a finding is about. */
export type Role = 'server' | 'client' | 'host' | 'router' | 'sender';

/** A rule of the protocol that traffic may break. Stable: scenarios and programs name its code. */
export interface Rule {
  /** "check.trind-missing". */
  readonly code: string;
  /** How bad a certain breach is. An uncertain one is at most a warning. */
  readonly severity: FindingSeverity;
  readonly role: Role;
  readonly clause: string;
  readonly decisions: readonly DecisionName[];
  /** Whether it is found by something that was sent, or by something that was not. */
  readonly by: 'presence' | 'absence';
  /** The rule, in words ("an active member that …"). */
  readonly text: string;
}

/** Something that was found. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: FindingSeverity;
  readonly certain: boolean;
  /** Where it is not certain: what else may explain it ("its KARES may have been lost on the way"). */
  readonly doubt?: string;
  /** True where it is shown by its own packets alone: it stays certain where others turn out to be missing from the capture. */
  readonly alone?: boolean;
  /** When it became true; microseconds since 1970. */
  readonly at: Micros;
  /** Packets that show it, ascending; the last is where it is shown. May be empty for an absence in a capture without any. */
  readonly frames: readonly number[];
  /** What it is about: the key of a Matter. */
  readonly matter: string;
  /** One sentence that a person understands, with names and times. */
  readonly message: string;
}

/** Something that gets a verdict: a session of GMP, or a network's IGMP. */
export interface Matter {
  /** "session 1 at 10.0.0.1"; unique in a capture. */
  readonly key: string;
  readonly kind: 'session' | 'network';
  /** Packets that belong to it. */
  readonly packets: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Why no "pass" can be given even without a finding: capture began mid-session … */
  readonly doubts: readonly string[];
}

/** A verdict. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** Takes findings as they come about, in order of `at`. */
export type ReportFinding = (finding: Finding) => void;

/** What the judges assume. */
export interface JudgeOptions {
  readonly policies: Policies;
  /** Longest time from the passing of a message at the sniffer to what it brings about being seen there. */
  readonly maxDelay: Micros;
  /** By how much instants may be off: clocks, processing. */
  readonly tolerance: Micros;
  /** The sniffer may have missed packets or changed their order: what is concluded from absence or order is not certain. */
  readonly lossy: boolean;
}

/** The default of maxDelay: 1 s. */
export const MAX_DELAY = 1_000_000 as Micros;
/** The default of tolerance: 10 ms. */
export const TOLERANCE = 10_000 as Micros;

/** Verdict on a matter, from its findings and doubts. */
export function verdictOf(findings: readonly Finding[], doubts: readonly string[]): Verdict {
  if (findings.some(({ certain, severity }) => certain && severity === 'error')) return 'fail';
  return doubts.length > 0 || findings.some(({ certain }) => !certain) ? 'inconclusive' : 'pass';
}

/** "7.2.4 (D13)"; a decision that the clause names is not named twice. */
export function clauseText({ clause, decisions }: Pick<Rule, 'clause' | 'decisions'>): string {
  const more = decisions.filter((name) => !new RegExp(`\\b${name}\\b`).test(clause));
  return more.length === 0 ? clause : `${clause} (${more.join(', ')})`;
}
