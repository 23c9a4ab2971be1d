/**
 * Fault runs: the same seed does the same, whoever else is there; the real machines break no invariant and settle (I1 to I11,
 * D20); what they do not settle by themselves is known, and made small.
 */
import { describe, expect, test } from 'vitest';
import { NEVER } from '../../src/base/micros.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { FAULT_PROFILE_NAMES, FAULT_PROFILES, PATIENCE } from '../../src/sim/faults.js';
import { planFaults } from '../../src/sim/faults-plan.js';
import { type FaultRun, runPlan } from '../../src/sim/faults-run.js';
import { sweepSeeds } from '../../src/sim/faults-sweep.js';
import { runScenario } from '../../src/sim/run.js';
import { shrink } from '../../src/sim/shrink.js';
import { scenarioText } from '../../src/sim/shrink-yaml.js';
import { complaintsOf } from '../../src/sim/verdict.js';
import { scenarioOf } from '../scenario/read-one.js';
import { PROFILES, SCENARIOS } from './canary-sweep.js';

function ran(scenario: Scenario, profile: (typeof FAULT_PROFILE_NAMES)[number], seed: number): FaultRun {
  const run = runPlan(planFaults(scenario, FAULT_PROFILES[profile], seed));
  if (!run.ok) throw new Error('no run');
  return run.value;
}

describe('the real machines', () => {
  test.each(FAULT_PROFILE_NAMES)('break no invariant and settle under %s (I1 to I11)', (profile) => {
    for (const scenario of SCENARIOS) {
      const swept = sweepSeeds(scenario, profile, 1, 40);
      expect(swept.ok && swept.value.failures).toEqual([]);
    }
  });

  test.each(FAULT_PROFILE_NAMES.filter((name) => name !== 'calm'))('%s does something', (profile) => {
    const [scenario] = SCENARIOS;
    const different = [1, 2, 3, 4, 5].filter(
      (seed) => ran(scenario, profile, seed).events !== ran(scenario, 'calm', seed).events,
    );
    expect(different.length).toBeGreaterThan(0);
  });
});

describe('one seed', () => {
  test.each(PROFILES)('does the same twice under %s', (profile) => {
    for (const scenario of SCENARIOS) expect(ran(scenario, profile, 7)).toEqual(ran(scenario, profile, 7));
  });

  test('draws the same faults for an actor, whoever else is there', () => {
    const [scenario] = SCENARIOS;
    const fewer = { ...scenario, actors: scenario.actors.filter(({ name }) => name !== 'b') };
    const cutsOf = (one: Scenario): readonly string[] =>
      planFaults(one, FAULT_PROFILES.crashes, 3)
        .steps.filter(
          (step) => step.kind === 'action' && step.actor === 'a' && /crash|restart/.test(step.text),
        )
        .map(({ at, text }) => `${at} ${text}`);
    expect(cutsOf(scenario).length).toBeGreaterThan(0);
    expect(cutsOf(fewer)).toEqual(cutsOf(scenario));
  });
});

describe('a failure', () => {
  // The gap that the host program's patience closes: one lost KAREQ lets a joining member sink to the registered group, where
  // its SAREQs are dropped (D5) for ever (D17).
  const [open] = SCENARIOS;
  const GAP = 'activating, for too long; the server says registered';
  const plans = Array.from({ length: 80 }, (_, i) => ({
    ...planFaults(open, FAULT_PROFILES.lossy, i + 1),
    patience: NEVER,
  }));
  const plan = plans.find((one) => {
    const run = runPlan(one);
    return run.ok && run.value.failure?.what === GAP;
  });

  test('is found where host programs wait in `activating` for ever (D5, D17); with patience it is none', () => {
    expect(plan).toBeDefined();
    const run = runPlan({ ...plan!, patience: PATIENCE });
    expect(run.ok && run.value.failure).toBeUndefined();
  });

  test('is made small: a file that fails by itself, for the same reason, and the same each time', () => {
    const small = shrink(plan!)!;
    expect(shrink(plan!)!.text).toBe(small.text);
    expect(small.plan.steps.length).toBeLessThan(plan!.steps.length);
    expect(small.text.split('\n').length).toBeLessThan(40);
    const scenario = scenarioOf(small.text);
    const run = runScenario(scenario);
    if (!run.ok) throw new Error('no run');
    const complaints = complaintsOf(run.value, scenario);
    expect(complaints.map(({ kind }) => kind)).toEqual(['expectation']);
    expect(complaints[0].lines.join()).toMatch(/is registered/);
  });

  test('that does not happen is not made small', () => {
    expect(shrink(planFaults(open, FAULT_PROFILES.calm, 1))).toBeUndefined();
  });
});

describe('the text of a plan', () => {
  test.each(FAULT_PROFILE_NAMES)('reads back as the same scenario under %s', (profile) => {
    for (const scenario of SCENARIOS) {
      const plan = planFaults(scenario, FAULT_PROFILES[profile], 5);
      const written = { ...plan.scenario, timeline: plan.steps, until: plan.calmAt };
      const read = scenarioOf(scenarioText(written, plan.steps, { comment: ['x'] }));
      expect(bare(read)).toEqual(bare(written));
    }
  });
});

/** A scenario without what a file of another name says otherwise: places, texts, names. */
function bare({ name: _, file: __, ...scenario }: Scenario): unknown {
  return JSON.parse(
    JSON.stringify(scenario, (key, value: unknown) =>
      key === 'place' || key === 'text' ? undefined : value,
    ),
  );
}
