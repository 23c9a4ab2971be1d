/**
 * `check` never accuses the innocent: with all machines right, and any loss, delay, duplication, reordering, cut, partition and
 * silence on the links, no verdict is "fail"; wherever the capture was taken, and whenever it began.
 *
 *   GMPSHARK_SEEDS=200 npx vitest run test/conform/innocence.test.ts    more of it
 */
import { describe, expect, test } from 'vitest';
import { seconds } from '../../src/base/micros.js';
import { below } from '../../src/base/random.js';
import { createStreams } from '../../src/base/streams.js';
import type { JudgeOptions } from '../../src/conform/contract.js';
import { FAULT_PROFILES, type FaultProfile } from '../../src/sim/faults.js';
import { captureTraffic, check, playOne, type Taking, type Traffic } from './harness.js';
import { type NamedStory, STORIES } from './innocence-stories.js';

const SEEDS = Number(process.env.GMPSHARK_SEEDS ?? '6');

const { crashes: _crashes, serverCrashes: _serverCrashes, ...everything } = FAULT_PROFILES.everything;
/** What goes wrong on the links; machines do not crash. */
const PROFILES: Readonly<Record<string, FaultProfile>> = {
  calm: FAULT_PROFILES.calm,
  lossy: FAULT_PROFILES.lossy,
  duplicating: FAULT_PROFILES.duplicating,
  jittery: FAULT_PROFILES.jittery,
  reordering: FAULT_PROFILES.reordering,
  cuts: FAULT_PROFILES.cuts,
  partitions: FAULT_PROFILES.partitions,
  silences: FAULT_PROFILES.silences,
  drifting: FAULT_PROFILES.drifting,
  everything,
};

/** How a capture is taken, and what is assumed of it. */
interface View {
  readonly name: string;
  readonly taking: Taking;
  readonly options: Partial<JudgeOptions>;
}

/** Elsewhere than at the sending, what a message brings about comes back to the sniffer after two ways, not one. */
const BOTH_WAYS: Partial<JudgeOptions> = { maxDelay: seconds(2) };

/** The views of a run: all frames at their sending, and one other, in turn. */
function viewsOf(traffic: Traffic, seed: number): readonly View[] {
  const random = createStreams(seed)('capture', 'view');
  const sending: View = { name: 'at the sending', taking: {}, options: {} };
  const skip = below(random, traffic.frames.length + 1);
  const clients = traffic.cast.filter(({ kind }) => kind !== 'server');
  const client = clients[below(random, clients.length)].name;
  const others: readonly View[] = [
    { name: 'at the server', taking: { from: 'server' }, options: BOTH_WAYS },
    { name: `from frame ${skip + 1} on`, taking: { skip }, options: {} },
    { name: `at ${client}, lossy`, taking: { from: client }, options: { ...BOTH_WAYS, lossy: true } },
    { name: 'with drop counts', taking: { statistics: true }, options: {} },
    {
      name: `at the server, from frame ${skip + 1} on`,
      taking: { from: 'server', skip },
      options: BOTH_WAYS,
    },
  ];
  return [sending, others[seed % others.length]];
}

/** Why a run is accused, in words; empty where it is not. */
function accusations({ name, scenario }: NamedStory, faults: FaultProfile, seed: number): readonly string[] {
  const traffic = playOne({ ...scenario, seed }, faults);
  const { policies } = traffic;
  return viewsOf(traffic, seed).flatMap((view) => {
    const { findings, verdicts } = check(captureTraffic(traffic, view.taking), { policies, ...view.options });
    if (verdicts.every(({ verdict }) => verdict !== 'fail')) return [];
    return findings
      .filter(({ certain, severity }) => certain && severity === 'error')
      .map(
        ({ rule, frames, message }) =>
          `${name}, seed ${seed}, ${view.name}: ${rule.code} ${message} (${frames.join(', ')})`,
      );
  });
}

function sweep(faults: FaultProfile, stories: readonly NamedStory[], seeds = SEEDS): readonly string[] {
  const accused: string[] = [];
  for (const story of stories) {
    for (let seed = 1; seed <= seeds; seed += 1) accused.push(...accusations(story, faults, seed));
  }
  return accused;
}

describe('no verdict is "fail" where all machines are right', () => {
  test.each(Object.entries(PROFILES))('%s', (_, faults) => {
    expect(sweep(faults, STORIES)).toEqual([]);
  });

  test('clients and servers that crash and start anew', () => {
    expect(sweep(FAULT_PROFILES.crashes, STORIES)).toEqual([]);
  });

  test('nothing at all is found in what is calm, captured at the sending', () => {
    for (const { name, scenario } of STORIES) {
      const traffic = playOne(scenario, undefined);
      const { findings } = check(captureTraffic(traffic), { policies: traffic.policies });
      expect(findings.map(({ rule, message }) => `${name}: ${rule.code} ${message}`)).toEqual([]);
    }
  });
});
