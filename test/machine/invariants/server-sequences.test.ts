/**
 * I1 to I11 over random sequences of events: messages from any peer, in any order, at any time, well-formed or not.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policiesWith } from '../../../src/machine/policies.js';
import type { ServerOptions } from '../../../src/machine/server/server-options.js';
import { SERVER_ROWS } from '../../../src/machine/server/server-rows.js';
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

  test.skipIf(process.env.GMPSHARK_RUNS !== undefined)(
    'I1 to I11 — these sequences take every transition, and the deep ones often',
    () => {
      const often: Readonly<Record<string, number>> = {
        'server.KARES.activate': 20_000,
        'server.KARES.enrol': 1000,
        'server.KARES.restart': 10_000,
        'server.KARES.restart-continuous': 2000,
        'server.LVREQ.de-enrol': 200,
        'server.LVREQ.deregister': 200,
        'server.LVREQ.leave': 400,
        'server.LVREQ.principal': 2000,
        'server.MM.ended': 2000,
        'server.SAREQ.hold': 1000,
        'server.SDREQ.end-and-delete': 500,
        'server.SRREQ.creator-returns': 50,
        'server.TRREQ.end': 500,
        'server.authorised.accept': 4000,
        'server.gate.admit-held': 800,
        'server.ka.active': 5000,
        'server.ka.end': 5000,
        'server.ka.enrolled': 2000,
        'server.ka.restart': 1000,
        'server.key.renew': 1000,
        'server.period.round': 50_000,
        'server.record.expired': 2000,
        'server.scinf.expired': 2000,
      };
      expect(Object.keys(often).filter((id) => (taken.get(id) ?? 0) < often[id])).toEqual([]);
      const all = SERVER_ROWS.map(({ id }) => id).filter((id) => id !== 'server.SCREQ.not-allowed');
      expect(all.filter((id) => !taken.has(id))).toEqual([]);
    },
  );
});
