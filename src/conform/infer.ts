/**
 * `--infer`: which policies a capture's traffic is consistent with. Judges of every value that a policy may have watch the same
 * traffic, all other policies as they are assumed; what some of them find and others do not speaks against those values.
 *
 *   walked frame ──► intake ──► queue ─┬─► judge, as assumed ──────────┐
 *                        │             ├─► judge, startGate=enrolled ──┼──► what only some of them find
 *                        │             └─► …                           ┘
 *                        └─► measures: spans and counts that the traffic shows
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { type Micros, micros } from '../base/micros.js';
import {
  type DecisionName,
  POLICIES,
  type Policies,
  type Policy,
  type PolicyName,
} from '../machine/policies.js';
import { createHosts, type Hosts } from '../track/hosts.js';
import { createIntake, timeOf } from '../track/intake.js';
import { createTracker } from '../track/tracker.js';
import type { Finding, JudgeOptions, ReportFinding } from './contract.js';
import { createGmpJudge } from './gmp/judge.js';
import { trackOptions } from './judging.js';
import { createMeasures, type Measured } from './measures.js';
import { createSeenQueue } from './seen-queue.js';

/** What the traffic says of a value. */
export interface ValueTold {
  readonly value: string;
  /** `contradicted`: only with this value there is an error of a server that is certain; `doubtful`: a lesser finding. */
  readonly told: 'consistent' | 'doubtful' | 'contradicted';
  /** The first finding that speaks against it, and how many do. */
  readonly by: Finding | undefined;
  readonly count: number;
}

/** What the traffic says of a policy. */
export interface PolicyTold {
  readonly name: PolicyName;
  readonly decision: DecisionName;
  /** Of a choice: its values, the assumed one first. */
  readonly values: readonly ValueTold[];
  /** Of a span or a count: what was seen. */
  readonly measured: Measured | undefined;
  /** False: nothing in the traffic differs by this policy. */
  readonly tells: boolean;
}

/** An inference under way. */
export interface Inference {
  readonly see: (w: Walk) => void;
  readonly finish: () => void;
  /** All policies in the order of their table; after `finish`. */
  readonly policies: () => readonly PolicyTold[];
}

/** Messages that one judge takes in a run: its memory then is at hand. */
const RUN = 4096;

/** Begins to watch the traffic of a capture that is walked with the registry's dissectors. */
export function createInference(registry: Registry, options: JudgeOptions): Inference {
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const trials = trialsOf(options.policies);
  const judges = [
    createTrialJudge(hosts, options, (finding) => {
      for (const trial of trials) note(trial, 0, finding);
    }),
    ...trials.flatMap((trial) =>
      trial.values.slice(1).map((value, i) => {
        const policies = { ...options.policies, [trial.name]: value };
        return createTrialJudge(hosts, { ...options, policies }, (finding) => note(trial, i + 1, finding));
      }),
    ),
  ];
  const measures = createMeasures(registry, hosts, options);
  const queue = createSeenQueue(RUN);
  const flush = (): void => {
    for (const { take } of judges) queue.each(take);
    queue.each(measures.take);
    queue.clear();
  };
  let now = micros(0);
  return {
    see: (w) => {
      now = timeOf(w, now);
      intake(w, (seen) => {
        if (queue.put(seen)) flush();
      });
      measures.see(w);
    },
    finish: () => {
      flush();
      for (const { finish } of judges) finish(now);
    },
    policies: () =>
      (Object.keys(POLICIES) as PolicyName[]).map((name) => {
        const trial = trials.find((one) => one.name === name);
        const { decision } = POLICIES[name];
        if (trial === undefined) {
          const measured = measures.of(name);
          return { name, decision, values: [], measured, tells: measured !== undefined };
        }
        const values = trial.values.map((value, i) => valueTold(trial, value, i));
        return { name, decision, values, measured: undefined, tells: values.some(({ count }) => count > 0) };
      }),
  };
}

/** A judge of GMP under some policies, with the tracker that it listens to. None of the policies on trial changes IGMP. */
function createTrialJudge(hosts: Hosts, options: JudgeOptions, report: ReportFinding) {
  const judge = createGmpJudge(options, hosts, report);
  const tracker = createTracker(trackOptions(options), hosts, judge.listener);
  return {
    take: tracker.take,
    finish: (at: Micros): void => {
      tracker.finish(at);
      judge.finish(at);
    },
  };
}

/** A choice on trial. */
interface Trial {
  readonly name: PolicyName;
  /** The assumed one first. */
  readonly values: readonly string[];
  /** Findings that not all values have led to yet: which ones have, as bits. */
  readonly open: Map<string, { readonly finding: Finding; values: number }>;
}

/** What is kept of findings that differ, a policy. */
const MOST_OPEN = 20_000;

function trialsOf(policies: Policies): readonly Trial[] {
  return (Object.keys(POLICIES) as PolicyName[]).flatMap((name) => {
    const policy: Policy<unknown> = POLICIES[name];
    if (policy.kind !== 'choice') return [];
    const assumed = String(policies[name]);
    const others = (policy.values ?? []).map(String).filter((value) => value !== assumed);
    return [{ name, values: [assumed, ...others], open: new Map() }];
  });
}

/** Notes what the judges of a value have found; what all of them find tells nothing. */
function note({ open, values }: Trial, value: number, finding: Finding): void {
  const { rule, frames, matter, certain } = finding;
  const key = `${rule.code} ${matter} ${certain} ${frames.join(',')}`;
  const known = open.get(key);
  if (known === undefined) {
    if (open.size < MOST_OPEN) open.set(key, { finding, values: 1 << value });
    return;
  }
  known.values |= 1 << value;
  if (known.values === (1 << values.length) - 1) open.delete(key);
}

function valueTold({ open }: Trial, value: string, i: number): ValueTold {
  const against = [...open.values()].filter(({ values }) => (values & (1 << i)) !== 0);
  const certain = against.find(({ finding }) => contradicts(finding));
  const [first] = against;
  return {
    value,
    told: certain !== undefined ? 'contradicted' : first === undefined ? 'consistent' : 'doubtful',
    by: (certain ?? first)?.finding,
    count: against.length,
  };
}

/** What servers do shows what they hold to; a client that does what it may not may simply be wrong. */
function contradicts({ certain, severity, rule }: Finding): boolean {
  return certain && severity === 'error' && rule.role === 'server';
}
