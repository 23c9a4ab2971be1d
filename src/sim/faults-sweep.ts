/**
 * A scenario under many seeds: which of them fail, and how. With a fault profile the invariants and the settling are judged;
 * without one, what the scenario itself expects.
 */
import { err, ok, type Result } from '../base/result.js';
import type { Scenario, ScenarioError } from '../scenario/scenario.js';
import { FAULT_PROFILES, type FaultProfileName } from './faults.js';
import { planFaults } from './faults-plan.js';
import { runPlan } from './faults-run.js';
import { runScenario } from './run.js';
import { type Shrunk, shrink } from './shrink.js';
import { complaintsOf } from './verdict.js';

/** A seed that fails. */
export interface SeedFailure {
  readonly seed: number;
  /** I1 … I11, liveness, breakdown; expectation, breach, endless. */
  readonly kind: string;
  /** The same of two seeds that fail the same way. */
  readonly what: string;
  /** One line, with names and time. */
  readonly text: string;
}

/** Seeds from `first` to `last`, and how they ended. */
export interface SweptSeeds {
  readonly failures: readonly SeedFailure[];
  readonly events: number;
}

/** Runs a scenario under the seeds `first` to `last`, both included. */
export function sweepSeeds(
  scenario: Scenario,
  profile: FaultProfileName | undefined,
  first: number,
  last: number,
): Result<SweptSeeds, readonly ScenarioError[]> {
  const failures: SeedFailure[] = [];
  let events = 0;
  for (let seed = first; seed <= last; seed += 1) {
    const swept = profile === undefined ? runPlainly(scenario, seed) : runFaulty(scenario, profile, seed);
    if (!swept.ok) return swept;
    events += swept.value.events;
    failures.push(...swept.value.failures);
  }
  return ok({ failures, events });
}

/** Makes the failure of a seed small. */
export function shrinkSeed(scenario: Scenario, profile: FaultProfileName, seed: number): Shrunk | undefined {
  return shrink(planFaults(scenario, FAULT_PROFILES[profile], seed));
}

type Swept = Result<SweptSeeds, readonly ScenarioError[]>;

function runFaulty(scenario: Scenario, profile: FaultProfileName, seed: number): Swept {
  const run = runPlan(planFaults(scenario, FAULT_PROFILES[profile], seed));
  if (!run.ok) return err(run.error);
  const { failure, events } = run.value;
  if (failure === undefined) return ok({ failures: [], events });
  const { kind, what, text, at } = failure;
  return ok({ failures: [{ seed, kind, what, text: `${kind} at ${at / 1_000_000} s: ${text}` }], events });
}

function runPlainly(scenario: Scenario, seed: number): Swept {
  const run = runScenario({ ...scenario, seed });
  if (!run.ok) return err(run.error);
  const [first] = complaintsOf(run.value, scenario);
  const events = run.value.events.length;
  if (first === undefined) return ok({ failures: [], events });
  const { kind, text } = first;
  return ok({ failures: [{ seed, kind, what: text, text }], events });
}
