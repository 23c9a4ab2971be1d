/**
 * Right machines on links that lose, delay, duplicate and reorder, with clocks that drift: whatever is found, no verdict is
 * "fail"; from any vantage point, and wherever the capture begins.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../../src/base/micros.js';
import { FAULT_PROFILES, type FaultProfileName } from '../../../src/sim/faults.js';
import { captureTraffic, play, type Traffic } from '../harness.js';
import { judgeTraffic } from './igmp-judged.js';
import { STORIES } from './stories.js';

const PROFILES: readonly FaultProfileName[] = [
  'lossy',
  'duplicating',
  'jittery',
  'reordering',
  'cuts',
  'partitions',
  'drifting',
  'everything',
];

const anyStory = fc.constantFrom(...Object.entries(STORIES));
const anyProfile = fc.constantFrom(...PROFILES);
const anySeed = fc.integer({ min: 1, max: 100_000 });

function playBadly(text: string, profile: FaultProfileName, seed: number): Traffic {
  return play({ text, seed, faults: FAULT_PROFILES[profile] })[0];
}

function failed({ verdicts }: ReturnType<typeof judgeTraffic>): readonly string[] {
  return Object.entries(verdicts)
    .filter(([, verdict]) => verdict === 'fail')
    .map(([key]) => key);
}

describe('the innocent are not accused', () => {
  test('every frame at its sending', () => {
    fc.assert(
      fc.property(anyStory, anyProfile, anySeed, ([, text], profile, seed) => {
        const judged = judgeTraffic(playBadly(text, profile, seed));
        expect(failed(judged), JSON.stringify(judged.findings)).toEqual([]);
        expect(judged.findings.filter(({ certain }) => certain)).toEqual([]);
      }),
      { numRuns: 250 },
    );
  }, 60_000);

  test('every frame at its sending, from somewhere in the middle on', () => {
    fc.assert(
      fc.property(anyStory, anyProfile, anySeed, fc.nat(400), ([, text], profile, seed, skip) => {
        const judged = judgeTraffic(playBadly(text, profile, seed), { skip });
        expect(failed(judged), JSON.stringify(judged.findings)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('what one of them sees, wherever the capture begins', () => {
    const anyPart = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        anyStory,
        anyProfile,
        anySeed,
        anyPart,
        anyPart,
        ([, text], profile, seed, whose, begins) => {
          const traffic = playBadly(text, profile, seed);
          const actor = traffic.cast[Math.floor(whose * 0.999 * traffic.cast.length)].name;
          const { packets } = captureTraffic(traffic, { from: actor });
          const skip = Math.floor(begins * packets.length);
          const judged = judgeTraffic(
            traffic,
            { from: actor, skip },
            { lossy: true, maxDelay: micros(2_000_000) },
          );
          expect(failed(judged), JSON.stringify(judged.findings)).toEqual([]);
        },
      ),
      { numRuns: 250 },
    );
  }, 60_000);

  test('findings come in order of time, with their packets ascending', () => {
    fc.assert(
      fc.property(anyStory, anySeed, ([, text], seed) => {
        const { findings } = judgeTraffic(playBadly(text, 'everything', seed));
        const times = findings.map(({ at }) => at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        for (const { frames } of findings) expect(frames).toEqual([...frames].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
