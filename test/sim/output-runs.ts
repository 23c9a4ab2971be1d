/** Real runs for the tests of outputs: scenarios as data, run by the simulator. */
import { expect } from 'vitest';
import { micros, millis } from '../../src/base/micros.js';
import type { Action, Actor, Fault, NetworkSpec, Scenario, Step } from '../../src/scenario/scenario.js';
import { CALM_NETWORK } from '../../src/sim/network.js';
import { runScenario } from '../../src/sim/run.js';
import type { Run } from '../../src/sim/trace.js';

const PLACE = { file: 'made-here.yaml', line: 1, column: 1 };

/** What a scenario differs in. */
export interface Wish {
  readonly name?: string;
  readonly actors: readonly (readonly [name: string, kind: Actor['kind'], ...subnets: string[]])[];
  /** Milliseconds, actor and action; or milliseconds and a fault. */
  readonly steps: readonly (readonly [number, string, Action] | readonly [number, Fault])[];
  readonly until: number;
  readonly transport?: 'udp' | 'tcp';
  readonly secure?: boolean;
  readonly closed?: boolean;
  readonly network?: Partial<NetworkSpec>;
  readonly policies?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly seed?: number;
}

/** Runs it. Throws where the scenario is wrong (our own mistake). */
export function play(wish: Wish): Run {
  const { actors, steps, until, closed = true, secure = false, timeout = 3 } = wish;
  const subnets = [...new Set(actors.flatMap(([, , ...names]) => (names.length === 0 ? ['lan'] : names)))];
  const scenario: Scenario = {
    name: wish.name ?? 'made-here',
    file: PLACE.file,
    purpose: 'What a test needs.',
    clause: '7.1',
    actors: actors.map(([name, kind, ...names]) => ({
      name,
      kind,
      subnets: names.length === 0 ? ['lan'] : names,
      driftPpm: 0,
      settings: [],
      place: PLACE,
    })),
    subnets: subnets.map((name) => ({ name, place: PLACE })),
    network: { ...CALM_NETWORK, ...wish.network },
    session: {
      secure,
      closed,
      period: 10,
      timeout,
      termination: 'any',
      listed: actors
        .filter(([, kind]) => kind === 'participant' || kind === 'principal')
        .map(([name]) => name),
      place: PLACE,
    },
    policies: Object.entries({ retry: 'off', ...wish.policies }).map(([name, value]) => ({
      name,
      value,
      place: PLACE,
    })),
    transport: wish.transport ?? 'udp',
    seed: wish.seed ?? 1,
    timeline: steps.map((step): Step => {
      const at = millis(step[0]);
      if (step.length === 2)
        return { kind: 'fault', at, fault: step[1], text: faultText(step[1]), place: PLACE };
      const [, actor, action] = step;
      return { kind: 'action', at, actor, action, text: `${actor} ${action.verb}`, place: PLACE };
    }),
    until: millis(until),
    findings: [],
  };
  const run = runScenario(scenario);
  if (!run.ok) expect.fail(run.error.map(({ message }) => message).join('\n'));
  return run.value;
}

function faultText(fault: Fault): string {
  return 'actors' in fault ? `${fault.verb} ${fault.actors.join(', ')}` : fault.verb;
}

const CAST: Wish['actors'] = [
  ['server', 'server'],
  ['creator', 'creator'],
  ['a', 'participant'],
  ['b', 'participant'],
];

/** A creation alone (figure 4). */
export function creation(): Run {
  return play({
    name: 'creation',
    actors: [
      ['server', 'server'],
      ['creator', 'creator'],
    ],
    steps: [[0, 'creator', { verb: 'create' }]],
    until: 1000,
  });
}

/** Everybody creates, registers, enrols and is activated, 100 ms apart. */
export const JOINING: Wish['steps'] = [
  [0, 'creator', { verb: 'create' }],
  [100, 'a', { verb: 'register' }],
  [120, 'b', { verb: 'register' }],
  [200, 'creator', { verb: 'enrol' }],
  [210, 'a', { verb: 'enrol' }],
  [220, 'b', { verb: 'enrol' }],
  [300, 'creator', { verb: 'activate' }],
  [310, 'a', { verb: 'activate' }],
  [320, 'b', { verb: 'activate' }],
];

/** A whole session as in figure 3: joined, kept alive, left by a, ended by its creator. */
export function wholeSession(more: Partial<Wish> = {}): Run {
  return play({
    name: 'whole-session',
    actors: CAST,
    steps: [...JOINING, [2500, 'a', { verb: 'leave', target: 0 }], [4500, 'creator', { verb: 'terminate' }]],
    until: 5500,
    ...more,
  });
}

/** As in figure 12: the link of a is cut for a while. */
export function cutOff(more: Partial<Wish> = {}): Run {
  return play({
    name: 'cut-off',
    actors: CAST,
    steps: [...JOINING, [1000, { verb: 'cut', actors: ['a'] }], [2500, { verb: 'repair', actors: ['a'] }]],
    until: 6000,
    ...more,
  });
}

/** Two subnets and a router: the creator's data goes to the group. */
export function groupData(): Run {
  return play({
    name: 'group-data',
    actors: [
      ['server', 'server', 'left'],
      ['creator', 'creator', 'left'],
      ['router', 'router', 'left', 'right'],
      ['a', 'participant', 'right'],
      ['b', 'participant', 'left'],
    ],
    steps: [...JOINING, [12_000, 'creator', { verb: 'send-data' }]],
    until: 13_000,
    closed: false,
    timeout: 3,
    policies: { groupJoin: 'on' },
  });
}

/** b falls silent: what it would say, a LVREQ, is on no wire. */
export function fallenSilent(): Run {
  return play({
    name: 'fallen-silent',
    actors: CAST,
    steps: [
      ...JOINING,
      [1200, 'b', { verb: 'fall-silent' }],
      [1800, 'b', { verb: 'leave', target: 0 }],
      [2500, 'b', { verb: 'speak-again' }],
    ],
    until: 4000,
  });
}

/** A session over a bad network. */
export function lossy(seed: number): Run {
  return play({
    name: 'lossy',
    actors: CAST,
    steps: JOINING.map((step) => step),
    until: 8000,
    seed,
    network: {
      jitter: micros(5000),
      loss: { count: 1, of: 5 },
      duplication: { count: 1, of: 8 },
      reordering: { count: 1, of: 8 },
      reorderBy: micros(30_000),
    },
    policies: { retry: 'on' },
  });
}
