/**
 * The planted faults of the machines' suite, met over time: each is caught by a fault sweep (an invariant, the settling, a
 * breakdown), or by the scenarios with their goldens (`gmpshark test`); of those that neither catches it is said why, and held.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/sim/faults-run.js';
import { FAULTS } from '../machine/canaries/faults.js';
import { loadWithFault } from './bundle-canary.js';
import type { Outcomes } from './canary-scenarios.js';

/** Caught by a sweep, and as what. */
const SWEPT: Readonly<Record<string, string>> = {
  'server-scinf-wait-not-enforced': 'I11',
  'server-record-kept-forever': 'liveness',
  'server-user-id-twice': 'I2',
  'server-gate-ignored': 'I10',
  'server-accepts-unauthorised': 'I7',
  'server-mm-port-forgotten': 'I3',
  'server-wrong-address-accepted': 'I9',
  'server-kareq-extends-timer': 'I8',
  'server-demotes-to-registered': 'I8',
  'server-timer-not-restarted': 'I8',
  'server-round-asks-enrolled': 'I3',
  'server-kares-two-steps': 'I1',
  'server-kares-brings-leaver-back': 'I3',
  'server-trind-missing-for-one': 'I9',
  'server-trind-out-of-order': 'I9',
  'server-trind-not-to-expired': 'I9',
  'server-all-read-as-any': 'I9',
  'server-end-decided-too-early': 'I9',
  'server-key-to-leaver': 'I6',
  'server-no-new-key-on-demotion': 'I6',
  'server-stale-key': 'I6',
  'client-answers-after-leaving': 'breakdown',
  'client-silent-at-activation': 'liveness',
};

/** Caught by neither, and why. */
const UNSEEN: Readonly<Record<string, string>> = {
  'client-keeps-old-key': 'no message and no timer depends on the key that a client holds',
  'client-hears-strangers': 'nobody but the server speaks to a client in a scenario',
  'client-list-with-a-gap': 'needs a list of users in parts: hundreds of members',
};

const SEEDS = 25;
const FOLDER = new URL('../../scenarios/', import.meta.url);

const FILES = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]),
);

async function sweepWith(name: string | undefined): Promise<Failure | undefined> {
  const fault = FAULTS.find((one) => one.name === name);
  const module = await loadWithFault('test/sim/canary-sweep.ts', fault);
  return (module as { firstFailure: (seeds: number) => Failure | undefined }).firstFailure(SEEDS);
}

async function scenariosWith(name: string | undefined): Promise<Outcomes> {
  const fault = FAULTS.find((one) => one.name === name);
  const module = await loadWithFault('test/sim/canary-scenarios.ts', fault);
  return (module as { runAll: (files: Readonly<Record<string, string>>) => Outcomes }).runAll(FILES);
}

describe('canaries over time', () => {
  test('without them the sweep finds nothing', async () => {
    expect(await sweepWith(undefined)).toBeUndefined();
  });

  test.each(Object.entries(SWEPT))('%s is caught by a sweep (%s)', async (name, kind) => {
    expect(FAULTS.map((fault) => fault.name)).toContain(name);
    expect((await sweepWith(name))?.kind).toBe(kind);
  });

  const sound = scenariosWith(undefined);
  test('without them all scenarios hold', async () => {
    const wrong = Object.values(await sound).flatMap((one) => one.wrong ?? []);
    expect(wrong).toEqual([]);
  });

  const others = FAULTS.map(({ name }) => name).filter((name) => !(name in SWEPT) && !(name in UNSEEN));
  /** Runs of scenarios that a fault makes wrong, or other than their goldens. */
  async function caughtBy(name: string): Promise<readonly string[]> {
    const expected = await sound;
    const outcomes = Object.entries(await scenariosWith(name));
    return outcomes
      .filter(([run, { wrong, golden }]) => wrong !== undefined || golden !== expected[run].golden)
      .map(([run]) => run);
  }

  test.each(others)('%s is caught by scenarios or their goldens', async (name) => {
    expect((await caughtBy(name)).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(UNSEEN))('%s is seen by neither: %s', async (name) => {
    expect(FAULTS.map((fault) => fault.name)).toContain(name);
    expect(await caughtBy(name)).toEqual([]);
    expect(await sweepWith(name)).toBeUndefined();
  });
});
