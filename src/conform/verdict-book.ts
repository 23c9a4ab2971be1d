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
  /** Last packet that shows one. */
  last: number;
  count: number;
}

/** The book. */
export interface VerdictBook {
  /** Notes a finding; how many of its kind the matter has now. */
  readonly note: (finding: Finding) => number;
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
      const last = finding.frames.at(-1) ?? 0;
      if (entry === undefined) page.set(key, { first: finding, last, count: 1 });
      else {
        entry.count += 1;
        entry.last = last;
      }
      return entry?.count ?? 1;
    },
    judge: (matters, doubts) =>
      withStrays(matters, pages).map((matter) => {
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

/** Matters with those that only single messages belong to: a judge has seen nothing of them that it could use. */
function withStrays(
  matters: readonly Matter[],
  pages: ReadonlyMap<string, ReadonlyMap<string, Entry>>,
): readonly Matter[] {
  const known = new Set(matters.map(({ key }) => key));
  const strays = [...pages].filter(([key]) => !known.has(key));
  return [...matters, ...strays.map(([key, page]) => strayOf(key, [...page.values()]))];
}

function strayOf(key: string, entries: readonly Entry[]): Matter {
  const kind = entries.some(({ first }) => first.rule.code.startsWith('igmp.')) ? 'network' : 'session';
  const firstFrame = Math.min(...entries.map(({ first }) => first.frames[0] ?? 0));
  const lastFrame = Math.max(...entries.map(({ last }) => last));
  const packets = entries.reduce((sum, { count }) => sum + count, 0);
  return { key, kind, packets, firstFrame, lastFrame, doubts: [] };
}

/** A finding as it is where packets are missing from the capture. */
function regraded(finding: Finding, isDoubtful: boolean): Finding {
  const isAlone = finding.alone === true || finding.rule.by === 'presence';
  if (!isDoubtful || !finding.certain || isAlone) return finding;
  const severity = finding.severity === 'error' ? 'warning' : finding.severity;
  return { ...finding, certain: false, severity };
}
