/**
 * `check` never accuses the innocent: with all machines right, and any loss, delay, duplication, reordering, cut, partition and
 * silence on the links, no verdict is "fail"; wherever the capture was taken, and whenever it began.
 *
 *   GMPSHARK_SEEDS=200 npx vitest run test/conform/innocence.test.ts    more of it
 */
import { describe, expect, test, vi } from 'vitest';
import { seconds } from '../../src/base/micros.js';
import { below } from '../../src/base/random.js';
import { createStreams } from '../../src/base/streams.js';
import type { JudgeOptions } from '../../src/conform/contract.js';
import { FAULT_PROFILES, type FaultProfile } from '../../src/sim/faults.js';
import {
  captureTraffic,
  check,
  play,
  playOne,
  type Simulator,
  simulatorWith,
  type Taking,
  type Traffic,
} from './harness.js';
import { type NamedStory, STORIES } from './innocence-stories.js';

/** Machines that are right. */
const sound: Simulator = { play, playOne };

const SEEDS = Number(process.env.GMPSHARK_SEEDS ?? '6');
vi.setConfig({ testTimeout: 60_000 + SEEDS * 20_000 });

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
function viewsOf(traffic: Traffic, faults: FaultProfile | undefined, seed: number): readonly View[] {
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
  const other = others[seed % others.length];
  // The simulator's TCP does not send again what a fault took from it: at an end, its streams have gaps that no TCP has.
  const isTorn = traffic.scenario.transport === 'tcp' && other.taking.from !== undefined && hasCuts(faults);
  return isTorn ? [sending] : [sending, other];
}

function hasCuts({ cuts, partitions, silences, crashes }: FaultProfile = NOTHING): boolean {
  return [cuts, partitions, silences, crashes].some((spells) => spells !== undefined);
}

/** Why a run is accused, in words; empty where it is not. */
function accusations(
  { name, scenario }: NamedStory,
  faults: FaultProfile | undefined,
  seed: number,
  simulator: Simulator,
): readonly string[] {
  const traffic = simulator.playOne({ ...scenario, seed }, faults);
  const { policies } = traffic;
  return viewsOf(traffic, faults, seed).flatMap((view) => {
    const { findings, verdicts } = check(captureTraffic(traffic, view.taking), { policies, ...view.options });
    judged += verdicts.length;
    if (verdicts.every(({ verdict }) => verdict !== 'fail')) return [];
    return findings
      .filter(({ certain, severity }) => certain && severity === 'error')
      .map(
        ({ rule, frames, message }) =>
          `${name}, seed ${seed}, ${view.name}: ${rule.code} ${message} (${frames.join(', ')})`,
      );
  });
}

const NOTHING: FaultProfile = { text: 'nothing goes wrong' };

/** Verdicts so far. */
let judged = 0;

function sweep(
  faults: FaultProfile,
  stories: readonly NamedStory[],
  simulator: Simulator = sound,
): readonly string[] {
  const accused: string[] = [];
  for (const story of stories) {
    for (let seed = 1; seed <= SEEDS; seed += 1) accused.push(...accusations(story, faults, seed, simulator));
  }
  return accused;
}

describe('no verdict is "fail" where all machines are right', () => {
  test.each(Object.entries(PROFILES))('%s', (_, faults) => {
    const before = judged;
    expect(sweep(faults, STORIES)).toEqual([]);
    // Of nearly every capture there is something to judge: all but those that begin behind everything.
    expect(judged - before).toBeGreaterThan(STORIES.length * SEEDS);
  });

  test('clients and servers that crash and start anew', () => {
    expect(sweep(FAULT_PROFILES.crashes, STORIES)).toEqual([]);
  });

  test('nothing at all is found in what is calm, captured at the sending', () => {
    // In these somebody falls silent, or nobody can answer in time.
    const troubled = ['short', 'hasty'];
    for (const { name, scenario } of STORIES.filter((story) => !troubled.includes(story.name))) {
      const traffic = playOne(scenario, undefined);
      const { findings } = check(captureTraffic(traffic), { policies: traffic.policies });
      expect(findings.map(({ rule, message }) => `${name}: ${rule.code} ${message}`)).toEqual([]);
    }
  });

  // A sweep's run ends with the first breach of an invariant: the story alone goes on.
  test('the same check accuses a server that is wrong', async () => {
    const wrong = await simulatorWith('server-mm-port-forgotten');
    const open = STORIES.filter(({ name }) => name === 'open');
    const accused = open.flatMap((story) => accusations(story, undefined, 1, wrong));
    expect(accused.length).toBeGreaterThan(0);
    expect(accused[0]).toContain('check.mm-address');
  });
});
