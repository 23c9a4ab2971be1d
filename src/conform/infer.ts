/**
 * `--infer`: which policies a capture's traffic is consistent with. Judges of every value that a policy may have watch the same
 * traffic, all other policies as they are assumed; what some of them find and others do not speaks against those values.
 *
 *   walked frame ──► intake ─┬─► judges, as assumed ──────────┐
 *                            ├─► judges, startGate=enrolled ──┼──► what only some of them find
 *                            ├─► …                            ┘
 *                            └─► measures: spans and counts that the traffic shows
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { micros } from '../base/micros.js';
import {
  type DecisionName,
  POLICIES,
  type Policies,
  type Policy,
  type PolicyName,
} from '../machine/policies.js';
import { createHosts } from '../track/hosts.js';
import { createIntake, timeOf } from '../track/intake.js';
import type { Finding, JudgeOptions } from './contract.js';
import { createJudging, type Judging } from './judging.js';
import { createMeasures, type Measured } from './measures.js';

/** What the traffic says of a value. */
export interface ValueTold {
  readonly value: string;
  /** `contradicted`: only with this value there is an error that is certain; `doubtful`: a suspicion. */
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

/** Begins to watch the traffic of a capture that is walked with the registry's dissectors. */
export function createInference(registry: Registry, options: JudgeOptions): Inference {
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const trials = trialsOf(options.policies);
  const judge = (policies: Policies, report: (finding: Finding) => void): Judging =>
    createJudging(registry, hosts, { ...options, policies }, report);
  const measures = createMeasures(registry, hosts, options);
  const judges = [
    judge(options.policies, (finding) => {
      for (const trial of trials) note(trial, 0, finding);
    }),
    ...trials.flatMap((trial) =>
      trial.values
        .slice(1)
        .map((value, i) =>
          judge({ ...options.policies, [trial.name]: value }, (finding) => note(trial, i + 1, finding)),
        ),
    ),
  ];
  let now = micros(0);
  return {
    see: (w) => {
      now = timeOf(w, now);
      for (const one of judges) one.advance(now);
      intake(w, (seen) => {
        for (const one of judges) one.take(seen);
        measures.take(seen);
      });
      for (const one of judges) one.see(w);
      measures.see(w);
    },
    finish: () => {
      for (const one of judges) one.finish(now);
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

/** A choice on trial. */
interface Trial {
  readonly name: PolicyName;
  /** The assumed one first. */
  readonly values: readonly string[];
  /** Findings that not all values have led to yet: which ones have, as bits. */
  readonly open: Map<string, { readonly finding: Finding; values: number }>;
}

/** What is kept of findings that differ, a policy. */
const MOST_OPEN = 2000;

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
  const certain = against.find(({ finding }) => finding.certain && finding.severity === 'error');
  const [first] = against;
  return {
    value,
    told: certain !== undefined ? 'contradicted' : first === undefined ? 'consistent' : 'doubtful',
    by: (certain ?? first)?.finding,
    count: against.length,
  };
}
