/**
 * I1 to I11 over random sequences of events: messages from any peer, in any order, at any time, well-formed or not.
 */
import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import { policiesWith } from '../../../src/machine/policies.js';
import type { ServerOptions } from '../../../src/machine/server/server-options.js';
import { runs } from '../runs.js';
import { beginning, honestCommands, wildCommands } from './commands.js';
import { createWorld } from './world.js';

const options: fc.Arbitrary<Partial<ServerOptions>> = fc
  .record({
    kaTimer: fc.constantFrom('request-armed' as const, 'request-armed' as const, 'continuous' as const),
    openTracking: fc.constantFrom('count' as const, 'count' as const, 'ignore' as const),
    startGate: fc.constantFrom('registered' as const, 'enrolled' as const),
    termination: fc.constantFrom('any' as const, 'all' as const),
    repeats: fc.constantFrom('answer' as const, 'answer' as const, 'ignore' as const),
    refusal: fc.constantFrom('reject' as const, 'ignore' as const),
    earlyActivation: fc.constantFrom('hold' as const, 'hold' as const, 'drop' as const),
    leaveTarget: fc.constantFrom(
      'reserved-octet' as const,
      'reserved-octet' as const,
      'active-only' as const,
    ),
    karesCounts: fc.constantFrom('admitted' as const, 'admitted' as const, 'any' as const),
    userInfo: fc.constantFrom('active' as const, 'registered' as const),
  })
  .chain((changed) =>
    fc.record({
      policies: fc.constant(policiesWith(changed)),
      secure: fc.constantFrom(true, true, false),
      mostSessions: fc.constantFrom(65_535, 65_535, 2),
      mostMembers: fc.constantFrom(65_535, 65_535, 65_535, 3),
      mostPending: fc.constantFrom(65_535, 65_535, 1),
    }),
  );

const taken = new Map<string, number>();

describe('I1 to I11 — random sequences', () => {
  test.each([
    ['honest peers', honestCommands, 6_000],
    ['anything from anybody', wildCommands, 6_000],
  ])(
    'I1 to I11 — %s: no invariant is breached, and the server tells what it is',
    (_, commands, count) => {
      const sequences = fc.commands([...commands], { maxCommands: 60, size: 'max' });
      fc.assert(
        fc.property(options, fc.nat(), beginning, sequences, (changed, seed, begin, sequence) => {
          const real = createWorld(changed, seed, taken);
          begin?.run({}, real);
          fc.modelRun(() => ({ model: {}, real }), sequence);
        }),
        { numRuns: runs(count), endOnFailure: process.env.GMPSHARK_RUNS !== undefined },
      );
    },
    120_000,
  );

  afterAll(() => {
    if (process.env.GMPSHARK_COUNTS) console.log([...taken].sort().join('\n'));
  });
});
