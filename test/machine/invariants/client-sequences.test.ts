/**
 * I1 to I11 with real clients and a bad network: lost, doubled, delayed, overtaken messages, links that are cut.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LeaveTarget } from '../../../dissectors/gmp-message.js';
import { millis, seconds } from '../../../src/base/micros.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { runs } from '../runs.js';
import { ask, create, createNetwork, type Faults, heal, leave, type Network, run, want } from './network.js';

const HOSTS = 4;

type Act = fc.Command<Record<string, never>, Network>;

function command(text: string, does: (net: Network) => void): Act {
  return { check: () => true, run: (_, net) => does(net), toString: () => text };
}

const host = fc.nat({ max: HOSTS - 1 });
const pass = fc
  .constantFrom(1, 50_000, 400_000, 1_000_000, 2_000_000, 5_000_000)
  .map((span) => command(`run(${span})`, (net) => run(net, span)));

const parameters = fc.record({
  members: fc.constantFrom(
    [],
    [],
    [{ address: 0x0a000003, port: 0, memberType: 2 as const }],
    [
      { address: 0x0a000003, port: 0, memberType: 2 as const },
      { address: 0x0a000004, port: 30_000, memberType: 1 as const },
    ],
  ),
  spans: fc.constantFrom(
    { kaPeriod: 10, timeout: 5 },
    { kaPeriod: 6, timeout: 8 },
    { kaPeriod: 10, timeout: 10 },
  ),
  termination: fc.constantFrom<'any' | 'all'>('any', 'all'),
});

/** A session that everyone wants to be in. */
const begin = fc
  .record({ secure: fc.boolean(), closed: fc.boolean(), parameters })
  .map(({ secure, closed, parameters: { members, spans, termination } }) =>
    command(`begin(${JSON.stringify({ secure, closed, members, ...spans, termination })})`, (net) => {
      create(net, 0, { secure, closed }, { members, ...spans, termination });
      for (const node of net.nodes) node.goal = 3;
      run(net, seconds(3));
    }),
  );

const act = fc.oneof(
  host.map((i) => command(`want(${i})`, (net) => want(net, i))),
  fc
    .record({ i: host, target: fc.constantFrom<LeaveTarget>(0, 1, 2) })
    .map(({ i, target }) => command(`leave(${i}, ${target})`, (net) => leave(net, i, target))),
  fc.record({ i: host, cut: fc.boolean() }).map(({ i, cut }) =>
    command(`cut(${i}, ${cut})`, (net) => {
      net.nodes[i].cut = cut;
    }),
  ),
  fc
    .record({
      i: host,
      what: fc.constantFrom('users' as const, 'users' as const, 'terminate' as const, 'delete' as const),
    })
    .map(({ i, what }) => command(`ask(${i}, ${what})`, (net) => ask(net, i, { ask: what }))),
);

const faults: fc.Arbitrary<Faults> = fc.record({
  lost: fc.constantFrom(0, 5, 25),
  doubled: fc.constantFrom(0, 10),
  delay: fc.constantFrom(millis(1), millis(20), millis(700)),
});

const policies = fc.record({
  kaTimer: fc.constantFrom('request-armed' as const, 'request-armed' as const, 'continuous' as const),
  openTracking: fc.constantFrom('count' as const, 'ignore' as const),
  startGate: fc.constantFrom('registered' as const, 'enrolled' as const),
});

const counts = { taken: new Map<string, number>(), states: new Map<string, number>() };

describe('I1 to I11 — real clients', () => {
  test('I1 to I11 — over a network that loses, doubles and delays: no invariant is breached; once it is repaired, who thinks it is active is (D20)', () => {
    const acts = fc.commands([act, act, pass, pass], { maxCommands: 24, size: 'max' });
    fc.assert(
      fc.property(policies, faults, fc.nat(), begin, acts, (changed, bad, seed, first, sequence) => {
        const net = createNetwork(HOSTS, { policies: policiesWith(changed) }, bad, seed, counts);
        first.run({}, net);
        fc.modelRun(() => ({ model: {}, real: net }), sequence);
        expect(heal(net, seconds(20))).toEqual([]);
      }),
      { numRuns: runs(2_500), endOnFailure: process.env.GMPSHARK_RUNS !== undefined },
    );
  }, 120_000);

  test.skipIf(process.env.GMPSHARK_RUNS !== undefined)(
    'I1 to I11 — these sequences reach every state of a client, and what the network spoils',
    () => {
      const wanted: Readonly<Record<string, number>> = {
        active: 2000,
        activating: 2000,
        created: 500,
        ended: 1000,
        enrolled: 2000,
        failed: 100,
        left: 300,
        lost: 40,
        pending: 300,
        registered: 1000,
        rejected: 300,
      };
      const rows: Readonly<Record<string, number>> = {
        'server.KARES.enrol': 500,
        'server.MM.ended': 500,
        'server.SAREQ.again': 500,
        'server.gate.admit-held': 200,
        'server.ka.enrolled': 1000,
        'server.ka.restart': 200,
        'server.key.renew': 500,
      };
      const few = (found: ReadonlyMap<string, number>, least: Readonly<Record<string, number>>): string[] =>
        Object.keys(least).filter((name) => (found.get(name) ?? 0) < least[name]);
      expect(few(counts.states, wanted)).toEqual([]);
      expect(few(counts.taken, rows)).toEqual([]);
    },
  );
});
