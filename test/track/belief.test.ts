/**
 * The tracker's belief beside the simulated server's own state: on captures of all scenarios, and of sweeps with faults. Seen
 * from the server's own place, belief and truth are the same to the microsecond; from elsewhere, within the delay of the links.
 */
import { describe, expect, test } from 'vitest';
import { type Micros, micros, millis } from '../../src/base/micros.js';
import { FAULT_PROFILES, type FaultProfile, type FaultProfileName } from '../../src/sim/faults.js';
import { captureTraffic, playOne, type Traffic } from '../conform/harness.js';
import { SCENARIOS as SWEPT } from '../sim/canary-sweep.js';
import { SCENARIOS } from '../sim/scenario-files.js';
import { beliefOf, type Change, histories, miscounts, optionsOf, track, truthOf, ZERO } from './follow.js';

/** Scenarios in which a client speaks into a cut link: what it sends is seen, but never arrives. */
const UNHEARD = ['lost-contact', 'fig12-membership-check'];

/** Each history beside the true one: other changes, or the same ones further apart than `most`. */
function differences(belief: readonly Change[], truth: readonly Change[], most: Micros): readonly string[] {
  const [believed, true_] = [histories(belief), histories(truth)];
  const found: string[] = [];
  for (const of of new Set([...Object.keys(believed), ...Object.keys(true_)])) {
    const [a, b] = [believed[of] ?? [], true_[of] ?? []];
    const words = (changes: readonly Change[]): string => changes.map(({ to }) => to).join(' ');
    if (words(a) !== words(b)) found.push(`${of}: ${words(a)}; true: ${words(b)}`);
    else {
      for (const [i, { at, to }] of a.entries()) {
        if (Math.abs(at - b[i].at) > most) found.push(`${of}: ${to} at ${at}; true: ${b[i].at}`);
      }
    }
  }
  return found;
}

function serverOf({ cast }: Traffic): string | undefined {
  return cast.find(({ kind }) => kind === 'server')?.name;
}

/** A record is let go when the clocks' tolerance is over, too. */
const TOLERATED = millis(10);

describe.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  const traffic = playOne(scenario, undefined);
  const server = serverOf(traffic);

  if (server !== undefined) {
    test('from the server’s place: belief is truth', () => {
      const capture = captureTraffic(traffic, { from: server! });
      const belief = beliefOf(capture, optionsOf(traffic.policies), traffic.until);
      expect(differences(belief, truthOf(traffic), TOLERATED)).toEqual([]);
    });
  }

  if (!UNHEARD.includes(name)) {
    test('at sending: belief is truth within the delay of the links', () => {
      const belief = beliefOf(captureTraffic(traffic), optionsOf(traffic.policies), traffic.until);
      const { delay, jitter, reorderBy } = scenario.network;
      // Over one router there are two links.
      const most = micros(Math.max(2 * (delay + jitter + reorderBy), TOLERATED));
      expect(differences(belief, truthOf(traffic), most)).toEqual([]);
    });
  }
});

/** Without crashes of the server, whose sessions are gone without a word. */
function faultsOf(name: FaultProfileName): FaultProfile {
  const { serverCrashes: _, driftPpm: __, ...rest }: FaultProfile = FAULT_PROFILES[name];
  return rest;
}

const PROFILES = Object.keys(FAULT_PROFILES) as readonly FaultProfileName[];
const SEEDS = Array.from({ length: 6 }, (_, i) => i + 1);

describe.each(PROFILES)('under faults: %s', (profile) => {
  test('from the server’s place: belief is truth', () => {
    for (const scenario of SWEPT) {
      for (const seed of SEEDS) {
        const traffic = playOne({ ...scenario, seed }, faultsOf(profile));
        const capture = captureTraffic(traffic, { from: serverOf(traffic)! });
        const belief = beliefOf(capture, optionsOf(traffic.policies), traffic.until);
        const found = differences(belief, truthOf(traffic), TOLERATED);
        expect(found, `${scenario.purpose} seed ${seed}`).toEqual([]);
      }
    }
  });

  if (profile === 'calm') {
    test('at sending: belief is truth within the delay of the links', () => {
      for (const scenario of SWEPT) {
        const traffic = playOne(scenario, profile);
        const belief = beliefOf(captureTraffic(traffic), optionsOf(traffic.policies), traffic.until);
        expect(differences(belief, truthOf(traffic), TOLERATED)).toEqual([]);
      }
    });
  }

  test('at sending, and cut off anywhere at the beginning: counts are right at every frame', () => {
    for (const scenario of SWEPT) {
      for (const seed of SEEDS) {
        const traffic = playOne({ ...scenario, seed }, profile);
        const skip = (seed * 7919) % Math.max(1, traffic.frames.length);
        for (const taking of [{}, { skip }]) {
          const tracker = track(captureTraffic(traffic, taking), optionsOf(traffic.policies), {}, (t) => {
            for (const session of t.sessions()) expect(miscounts(session)).toEqual([]);
          });
          tracker.finish(micros(traffic.until + ZERO));
          for (const session of tracker.sessions()) expect(miscounts(session)).toEqual([]);
        }
      }
    }
  });
});

describe('a capture that began mid-session', () => {
  const active = (changes: readonly Change[], session: string): readonly string[] =>
    Object.entries(histories(changes))
      .filter(([of, history]) => of.startsWith(`${session}/`) && history.at(-1)?.to === 'active')
      .map(([of]) => of)
      .sort();

  test.each(SWEPT.slice(0, 2).map((scenario) => [scenario.purpose, scenario] as const))(
    '%s: wherever it began, who is active is known after two rounds',
    (_, scenario) => {
      const traffic = playOne(scenario, undefined);
      const truth = truthOf(traffic);
      const rest = traffic.frames.filter(({ t }) => t < traffic.until - 3_000_000).length;
      expect(active(truth, '1').length).toBeGreaterThan(1);
      for (let skip = 1; skip < rest; skip += 7) {
        const capture = captureTraffic(traffic, { skip });
        const belief = beliefOf(capture, optionsOf(traffic.policies), traffic.until);
        expect(active(belief, '1'), `without the first ${skip}`).toEqual(active(truth, '1'));
      }
    },
  );

  test('the session is not from birth, and its period, timeout, mode and group are those of the headers', () => {
    const traffic = playOne(SWEPT[1], undefined);
    const skip = Math.floor(traffic.frames.length / 2);
    const [session] = track(captureTraffic(traffic, { skip }), optionsOf(traffic.policies)).sessions();
    const { fromBirth, closed, secure, kaPeriod, timeout, groupAddress, phase } = session;
    expect({ fromBirth, closed, secure, kaPeriod, timeout, phase }).toEqual({
      fromBirth: false,
      closed: true,
      secure: true,
      kaPeriod: 1_000_000,
      timeout: 400_000,
      phase: 2,
    });
    expect(groupAddress).toBe(
      track(captureTraffic(traffic), optionsOf(traffic.policies)).sessions()[0].groupAddress,
    );
    expect(session.members.filter((member) => member?.memberType === 4)).toHaveLength(1);
  });
});
