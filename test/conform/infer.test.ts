/**
 * `--infer`: the policies that machines held to are found in their traffic, and never contradicted by it.
 */
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { MAX_DELAY, TOLERANCE } from '../../src/conform/contract.js';
import { createInference, type PolicyTold } from '../../src/conform/infer.js';
import { type Policies, type PolicyName, policiesWith } from '../../src/machine/policies.js';
import { FAULT_PROFILES, type FaultProfile } from '../../src/sim/faults.js';
import { captureTraffic, playOne, walkCapture } from './harness.js';
import { STORIES } from './innocence-stories.js';

/** What the traffic of a story tells of policies, and the policies that were held to. */
function infer(
  name: string,
  faults?: FaultProfile,
  assumed: Partial<Policies> = {},
): { readonly told: ReadonlyMap<PolicyName, PolicyTold>; readonly held: Policies } {
  const story = STORIES.find((one) => one.name === name)!;
  const traffic = playOne(story.scenario, faults);
  const registry = createRegistry();
  const policies = policiesWith(assumed);
  const inference = createInference(registry, {
    policies,
    maxDelay: MAX_DELAY,
    tolerance: TOLERANCE,
    lossy: false,
  });
  walkCapture(captureTraffic(traffic), inference.see, registry);
  inference.finish();
  return { told: new Map(inference.policies().map((one) => [one.name, one])), held: traffic.policies };
}

function valuesOf(told: PolicyTold | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((told?.values ?? []).map(({ value, told: how }) => [value, how]));
}

describe('what is found', () => {
  test('D6: who opens the gate too soon for a policy contradicts it, with its packet', () => {
    const policy = infer('gate').told.get('startGate');
    expect(policy).toMatchObject({ decision: 'D6', tells: true });
    expect(valuesOf(policy)).toEqual({ registered: 'consistent', enrolled: 'contradicted' });
    const by = policy?.values[1].by;
    expect(by?.rule.code).toBe('check.gate-ignored');
    expect(by?.frames.length).toBeGreaterThan(0);
  });

  test('D6: who opens it too late may have lost the requests: doubtful, no more', () => {
    const policy = infer('gate, startGate=enrolled').told.get('startGate');
    expect(valuesOf(policy)).toEqual({ registered: 'doubtful', enrolled: 'consistent' });
  });

  test('D16: how long keys are', () => {
    expect(infer('secure').told.get('keyOctets')?.measured).toMatchObject({
      is: 'about',
      value: 16,
      most: 16,
    });
    expect(infer('secure, karesCounts=any, keyOctets=32').told.get('keyOctets')?.measured?.value).toBe(32);
  });

  test('D17: when requests are sent again', () => {
    const { told } = infer('open', FAULT_PROFILES.lossy);
    expect(told.get('retryFirst')?.measured).toMatchObject({ is: 'about', value: 500_000 });
  });

  test('the traffic of an unfinished session does not tell of what comes later', () => {
    const { told } = infer('unfinished');
    const telling = [...told.values()].filter(({ tells }) => tells).map(({ name }) => name);
    expect(telling).toEqual([]);
  });

  test('each policy is told of once, in the order of their table', () => {
    expect([...infer('open').told.keys()]).toEqual(Object.keys(policiesWith()));
  });
});

describe('what machines held to is never contradicted', () => {
  test.each(STORIES.map(({ name }) => name))('%s', (name) => {
    for (const faults of [undefined, FAULT_PROFILES.calm, FAULT_PROFILES.lossy, FAULT_PROFILES.jittery]) {
      const truth = infer(name).held;
      // All others as they were held: a judge that assumes wrongly elsewhere may be led astray.
      const { told, held } = infer(name, faults, truth);
      for (const policy of told.values()) {
        const how = valuesOf(policy)[String(held[policy.name])];
        expect(`${policy.name}: ${how}`).not.toBe(`${policy.name}: contradicted`);
      }
    }
  });
});
