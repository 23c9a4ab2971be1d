/**
 * A fast clock skips microseconds: a timer that is due at one of them fires at its own time all the same, before anything
 * that the next microsecond brings.
 */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/sim/run.js';
import { scenarioOf } from '../scenario/read-one.js';

const DRIFTING = (ppm: number): string => `purpose: The server's clock is fast.
clause: 9.2
actors: [{server: {drift: ${ppm}ppm}}, creator, a]
session: {mode: open, period: 1s, timeout: 300ms}
timeline:
  - at 0s: creator creates
  - at 1s: a registers
  - at 2s: [creator enrols, a enrols]
  - at 3s: [creator activates, a activates]
  - at 10s: a falls silent
  - at 200s: end
`;

describe('a server whose clock is fast', () => {
  test.each([1, 137, 200, 900, 99_999])(
    'breaks no invariant: its timers fire on time (%s ppm; I8, I11)',
    (ppm) => {
      const run = runScenario(scenarioOf(DRIFTING(ppm)));
      if (!run.ok) throw new Error('no run');
      expect(run.value.events.filter(({ kind }) => kind === 'breach')).toEqual([]);
      expect(
        run.value.events.filter((event) => event.kind === 'timer' && event.event === 'fired').length,
      ).toBeGreaterThan(190);
    },
  );
});
