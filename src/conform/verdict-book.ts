/**
 * The book of verdicts: of each matter what was found, as counts, so that it does not grow with the findings. What is found out
 * at the end (the capture's own counts of lost packets stand there) grades again what was certain before.
 */
import { type Finding, type FindingSeverity, type Matter, type Verdict, verdictOf } from './contract.js';

/** A matter, and what came of it. */
export interface Judged {
  readonly matter: Matter;
  readonly verdict: Verdict;
  /** How often each rule was broken, in order of first appearance. */
  readonly broken: readonly Broken[];
  /** Why there can be no "pass": the matter's own doubts, and those on the whole capture. */
  readonly doubts: readonly string[];
}

/** How often a rule was broken. */
export interface Broken {
  readonly code: string;
  readonly clause: string;
  readonly severity: FindingSeverity;
  readonly certain: boolean;
  readonly count: number;
}

interface Entry {
  readonly first: Finding;
  count: number;
}

/** The book. */
export interface VerdictBook {
  readonly note: (finding: Finding) => void;
  /** Verdicts on these matters, given what throws doubt on the whole capture. */
  readonly judge: (matters: readonly Matter[], doubts: readonly string[]) => readonly Judged[];
  /** Findings of each severity, all matters together. */
  readonly totals: (isDoubtful: boolean) => Readonly<Record<FindingSeverity, number>>;
}

/** An empty book. */
export function createVerdictBook(): VerdictBook {
  const pages = new Map<string, Map<string, Entry>>();
  return {
    note: (finding) => {
      let page = pages.get(finding.matter);
      if (page === undefined) {
        page = new Map();
        pages.set(finding.matter, page);
      }
      const key = `${finding.rule.code} ${finding.severity} ${finding.certain}`;
      const entry = page.get(key);
      if (entry === undefined) page.set(key, { first: finding, count: 1 });
      else entry.count += 1;
    },
    judge: (matters, doubts) =>
      matters.map((matter) => {
        const entries = [...(pages.get(matter.key)?.values() ?? [])];
        const graded = entries.map(({ first }) => regraded(first, doubts.length > 0));
        const all = [...new Set([...matter.doubts, ...doubts])];
        const broken = entries.map(({ count }, i) => {
          const { rule, severity, certain } = graded[i];
          return { code: rule.code, clause: rule.clause, severity, certain, count };
        });
        return { matter, verdict: verdictOf(graded, all), broken, doubts: all };
      }),
    totals: (isDoubtful) => {
      const totals = { error: 0, warning: 0, note: 0 };
      for (const page of pages.values()) {
        for (const { first, count } of page.values()) totals[regraded(first, isDoubtful).severity] += count;
      }
      return totals;
    },
  };
}

/** A finding as it is where packets are missing from the capture. */
function regraded(finding: Finding, isDoubtful: boolean): Finding {
  if (!isDoubtful || !finding.certain || finding.alone === true) return finding;
  const severity = finding.severity === 'error' ? 'warning' : finding.severity;
  return { ...finding, certain: false, severity };
}
