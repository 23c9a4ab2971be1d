/**
 * Every planted fault is caught by the tests that it names: by an assertion of a test, not because it cannot be loaded. And
 * the planting itself is honest: a canary that is stale, or that no test sees, does not pass for caught.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAULTS } from './faults.js';
import { withFault } from './plant.js';
import { runCanary, whyNotCaught } from './run-canary.js';

const TOY = 'test/machine/canaries/toy/vitest.config.ts';

describe('the planting itself', () => {
  test('a fault that a test sees is caught', async () => {
    const run = await runCanary('seen', [], TOY);
    expect(whyNotCaught(run)).toBeUndefined();
    expect(run.verdict?.failed.map(({ name }) => name)).toEqual(['toy > twice']);
  });

  test.concurrent.each([
    ['unseen', /3 tests passed, none failed/],
    ['no-code', /broken outside of tests/],
    ['throws', /failed, not by an assertion: TypeError/],
    ['twice-there', /broken outside of tests: .*occurs 2 times in .*toy\.ts, not once/],
    ['not-there', /broken outside of tests: .*occurs 0 times in .*toy\.ts, not once/],
    ['not-loaded', /3 tests passed, none failed/],
    ['no-such-name', /did not come to tests[\s\S]*StaleCanary: there is no canary "no-such-name"/],
  ])('%s is not caught', async (name, why) => {
    expect(whyNotCaught(await runCanary(name, [], TOY))).toMatch(why);
  });
});

describe('the planted faults', () => {
  test('are at least 20, each with a name of its own', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });

  test.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s can be planted', (_, fault) => {
    const source = readFileSync(new URL(`../../../${fault.file}`, import.meta.url), 'utf8');
    expect(withFault(fault, source)).not.toBe(source);
  });

  test('without them the same tests pass', async () => {
    const files = [...new Set(FAULTS.flatMap(({ caughtBy }) => caughtBy))];
    const { status, verdict, printed } = await runCanary(undefined, files);
    expect(verdict?.failed ?? printed).toEqual([]);
    expect(verdict?.broken).toEqual([]);
    expect(verdict?.passed).toBeGreaterThan(files.length);
    expect(status).toBe(0);
  });

  const described = FAULTS.map(
    (fault) => [`${fault.name}: ${fault.breaks} (${fault.clause})`, fault] as const,
  );
  test.concurrent.each(described)('%s, is caught', async (_, { name, caughtBy }) => {
    expect(whyNotCaught(await runCanary(name, caughtBy))).toBeUndefined();
  });
});
