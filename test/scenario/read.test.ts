/**
 * What scenario files say comes out as data: sentences, windows, layers, parameters, runs; and nothing that can be written
 * makes the reader throw.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT_STATES, GROUPS, PHASES } from '../../src/machine/gmp-vocabulary.js';
import { ACTION_FORMS } from '../../src/scenario/action-forms.js';
import { FACT_FORMS } from '../../src/scenario/fact-forms.js';
import { LINE_FORMS } from '../../src/scenario/line-keys.js';
import { MESSAGE_FORMS } from '../../src/scenario/message-patterns.js';
import { durationText, readDuration, readRatio } from '../../src/scenario/quantities.js';
import { readScenario } from '../../src/scenario/read.js';
import type { ActionStep, ExpectStep, Scenario, Step } from '../../src/scenario/scenario.js';
import { GROUP_WORDS, PHASE_WORDS, STATE_WORDS, TIMER_WORDS } from '../../src/scenario/vocabulary.js';
import { HEAD, read, scenarioOf, scenariosOf } from './read-one.js';
import { SKETCH } from './sketch.js';

/** A file in which every example of the tables may stand. */
const EVERYBODY = `purpose: A test.
clause: 7.1
actors: {server: {}, creator: {}, p: {}, q: {}, a: {}, b: {}, c: {}, h1: {}, r1: {subnets: [lan, wan]}}
principals: [p, q]
hosts: [h1]
routers: [r1]
subnets: [lan, wan]
`;

function timelineOf(...lines: readonly string[]): readonly Step[] {
  return scenarioOf(`${EVERYBODY}timeline:\n${lines.map((line) => `  - ${line}\n`).join('')}`).timeline;
}

function actions(...lines: readonly string[]): readonly (readonly [string, ActionStep['action'], string])[] {
  return timelineOf(...lines.map((line) => `at 1s: ${line}`)).map((step) => {
    if (step.kind !== 'action') throw new Error(step.text);
    return [step.actor, step.action, step.text];
  });
}

function expectations(...lines: readonly string[]): readonly ExpectStep['expectation'][] {
  return timelineOf(...lines).flatMap((step) => (step.kind === 'expect' ? [step.expectation] : []));
}

/** Data without places. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'place' ? undefined : inner)));
}

describe('sentences', () => {
  test.each(ACTION_FORMS.map((form) => [form.example, form] as const))('at 1s: %s', (example, form) => {
    const text = `${EVERYBODY}timeline:\n  - at 1s: ${example}\n`;
    const result = read(text);
    expect(result.ok ? [] : result.error).toEqual([]);
    expect(form.means).not.toBe('');
  });

  test.each(FACT_FORMS.map(({ example }) => [example] as const))('expect: %s', (example) => {
    expect(expectations(`expect: ${example}`)).toHaveLength(1);
  });

  test.each([
    ...LINE_FORMS.map(({ example }) => example),
    ...MESSAGE_FORMS.map(({ example }) => `expect: ${example}`),
  ])('%s', (line) => {
    expect(timelineOf(line, 'at 60s: end').length).toBeGreaterThan(0);
  });

  test('several actors do a thing each, in the order in which they are named', () => {
    expect(actions('creator, b and a leave the enrolled group')).toEqual([
      ['creator', { verb: 'leave', target: 1 }, 'creator leaves the enrolled group'],
      ['b', { verb: 'leave', target: 1 }, 'b leaves the enrolled group'],
      ['a', { verb: 'leave', target: 1 }, 'a leaves the enrolled group'],
    ]);
  });

  test('what is left (D15): the active group, the enrolled, all', () => {
    const left = actions(
      'a leaves',
      'a leaves the active group',
      'a leaves the registered group',
      'a deregisters',
    );
    expect(left.map(([, action]) => 'target' in action && action.target)).toEqual([0, 0, 2, 2]);
  });

  test('messages that somebody sends, with their fields in the sentence or behind it', () => {
    const fields = [
      { name: 'gmp.session_id', value: '1' },
      { name: 'gmp.user_id', value: '2' },
    ];
    const send = { verb: 'send', type: 'KARES', fields };
    expect(bare(actions('c sends KARES with gmp.session_id=1 and gmp.user_id=2')[0][1])).toEqual(send);
    expect(bare(actions('{c sends KARES: {gmp.session_id: 1, gmp.user_id: 2}}')[0][1])).toEqual(send);
    expect(actions('creator sends data to 239.1.1.1 with TTL 4')[0][1]).toEqual({
      verb: 'send-data',
      group: '239.1.1.1',
      ttl: 4,
    });
  });

  test('IGMP: which process joins, and on which subnet', () => {
    expect(
      actions('h1 joins 239.1.1.1 on wan as process 2', 'a quits 239.1.1.1').map(([, action]) => action),
    ).toEqual([
      { verb: 'join', group: '239.1.1.1', subnet: 'wan', process: 2 },
      { verb: 'quit', group: '239.1.1.1', process: 1 },
    ]);
  });

  test('faults', () => {
    const faults = timelineOf(
      'at 1s: [cut a and b, "part [a, b] from server", join again, {network: {loss: 1/10, delay: 5ms}}, repair a]',
    ).map((step) => (step.kind === 'fault' ? step.fault : undefined));
    expect(faults).toEqual([
      { verb: 'cut', actors: ['a', 'b'] },
      { verb: 'part', left: ['a', 'b'], right: ['server'] },
      { verb: 'join-again' },
      { verb: 'network', change: { loss: { count: 1, of: 10 }, delay: 5_000 } },
      { verb: 'repair', actors: ['a'] },
    ]);
  });

  test('facts: the word of the server and that of the client are two things', () => {
    const facts = expectations(
      'expect: [a is enrolled, a thinks it is enrolled, c is in no group, the session is not listed]',
    );
    expect(facts.map((one) => 'fact' in one && one.fact)).toEqual([
      { about: 'group', actors: ['a'], group: 'enrolled' },
      { about: 'state', actors: ['a'], state: 'enrolled' },
      { about: 'group', actors: ['c'], group: 'none' },
      { about: 'phase', phase: 'none' },
    ]);
  });

  test('messages: several receivers, wildcards, fields, keepalives, an instant, both arrows', () => {
    const [messages] = expectations(
      'expect: [server -> creator and a TRIND, "*", {at 1.3s server → a UIRES: {gmp.member.user_id: [1, 2]}}, "* → group data"]',
      'at 2s: end',
    );
    const pattern = { fields: [], text: expect.any(String) };
    expect(bare(messages)).toEqual({
      what: 'messages',
      until: 2_000_000,
      messages: [
        { ...pattern, from: 'server', to: 'creator', type: 'TRIND' },
        { ...pattern, from: 'server', to: 'a', type: 'TRIND' },
        { ...pattern, from: '*', to: '*', type: '*', keepalives: true },
        {
          ...pattern,
          from: 'server',
          to: 'a',
          type: 'UIRES',
          at: 1_300_000,
          fields: [{ name: 'gmp.member.user_id', value: '1, 2' }],
        },
        { ...pattern, from: '*', to: 'group', type: 'data' },
      ],
    });
  });

  test('messages of a mixed list are one expectation, the first', () => {
    const mixed = expectations('expect: [a is active, a → server KARES, b is active, b → server KARES]');
    expect(mixed.map(({ what }) => what)).toEqual(['messages', 'fact', 'fact']);
    expect(mixed[0]).toMatchObject({ messages: [{ from: 'a' }, { from: 'b' }] });
  });

  test('the words of groups, phases and states are those of the machines', () => {
    expect(['none', ...GROUP_WORDS]).toEqual(GROUPS);
    expect(['none', ...PHASE_WORDS]).toEqual(PHASES);
    expect(STATE_WORDS).toEqual(CLIENT_STATES);
    expect(TIMER_WORDS).toContain('KA');
  });
});

describe('windows', () => {
  const LINES = ['at 1s: a registers', 'at 3s: a enrols', 'at 10s: end'];

  function windowOf(line: string): readonly [string, number, number] {
    const [one] = expectations(LINES[0], line, ...LINES.slice(1));
    return [one.what, 'from' in one ? one.from : -1, one.until];
  }

  test.each([
    ['expect: a → server SRREQ', 'messages', -1, 3_000_000],
    ['expect within 500ms: a → server SRREQ', 'messages', -1, 1_500_000],
    ['expect until 4s: a → server SRREQ', 'messages', -1, 4_000_000],
    ['never: server → a KAREQ', 'never', -1, 3_000_000],
    ['never until 10s: server → a KAREQ', 'never', -1, 10_000_000],
    ['expect: a is registered', 'fact', 2_999_999, 2_999_999],
    ['expect: always a is registered', 'always', 1_000_000, 2_999_999],
    ['expect at 2.3s: a is registered', 'fact', 2_300_000, 2_300_000],
    ['expect within 5s: a is registered', 'fact', 1_000_000, 6_000_000],
    ['expect until 10s: always a is registered', 'always', 1_000_000, 10_000_000],
    ['expect between 2s and 3s: the KA timer of a fires', 'timer', 2_000_000, 3_000_000],
    ['expect: the KA timer of a fires', 'timer', 1_000_000, 2_999_999],
  ])('%s', (line, what, from, until) => {
    expect(windowOf(line)).toEqual([what, from, until]);
  });

  test('lists of messages may follow upon each other', () => {
    expect(
      expectations(...LINES.flatMap((line) => (line.endsWith('end') ? [line] : [line, 'expect: []']))),
    ).toEqual([
      { what: 'messages', messages: [], until: 3_000_000 },
      { what: 'messages', messages: [], until: 10_000_000 },
    ]);
  });

  test('without `end` the run ends a second after the last instant that it names', () => {
    const until = (...lines: readonly string[]): number =>
      scenarioOf(`${HEAD}timeline:\n${lines.map((line) => `  - ${line}\n`).join('')}`).until;
    expect(until('at 2s: a registers')).toBe(3_000_000);
    expect(until('at 2s: a registers', 'expect within 5s: a is registered')).toBe(8_000_000);
    expect(until('at 2s: a registers', 'at +500ms: b registers')).toBe(3_500_000);
    expect(until('at 2s: a registers', 'at 2s: end')).toBe(2_000_000);
  });
});

describe('cast and sections', () => {
  test('kinds follow from names, lists and details', () => {
    const { actors } = scenarioOf(EVERYBODY);
    expect(actors.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      ...['server server', 'creator creator', 'p principal', 'q principal', 'a participant'],
      ...['b participant', 'c participant', 'h1 host', 'r1 router'],
    ]);
    expect(actors.at(-1)?.subnets).toEqual(['lan', 'wan']);
    expect(actors[0].subnets).toEqual(['lan']);
  });

  test('details: drift, and settings of a server', () => {
    const { actors } = scenarioOf(`purpose: x
clause: 7
actors: [server: {secure: no, sessions: 0, creators: [], authorisation: 250ms}, creator: {drift: -50ppm}]
`);
    expect(bare(actors[0].settings)).toEqual([
      { name: 'secure', value: 'no' },
      { name: 'sessions', value: '0' },
      { name: 'creators', value: '' },
      { name: 'authorisation', value: '250ms' },
    ]);
    expect(actors[1].driftPpm).toBe(-50);
  });

  test('the session of figure 3, and what is not sent where nothing is said (D23)', () => {
    const { session } = scenarioOf(SKETCH);
    expect(bare(session)).toEqual({
      secure: false,
      closed: true,
      period: 10,
      timeout: 3,
      termination: 'all',
      listed: ['a', 'b'],
    });
    expect(bare(scenarioOf(EVERYBODY).session)).toEqual({ secure: false, closed: false, listed: ['p', 'q'] });
  });

  test('the network is perfect where nothing is said, with 10 ms from host to host', () => {
    const { network } = scenarioOf(HEAD);
    const none = { count: 0, of: 1 };
    expect(network).toEqual({
      delay: 10_000,
      jitter: 0,
      loss: none,
      duplication: none,
      reordering: none,
      reorderBy: 0,
    });
    const said = scenarioOf(SKETCH).network;
    expect([said.loss, said.reordering, said.reorderBy]).toEqual([
      { count: 1, of: 100 },
      { count: 1, of: 50 },
      20_000,
    ]);
  });

  test('a policy that is a span is one of microseconds; the order is that of the file', () => {
    const { policies } = scenarioOf(`${HEAD}policies: {retryFirst: 1.5s, retry: on, keyOctets: 8}\n`);
    expect(policies.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'retryFirst=1500000',
      'retry=on',
      'keyOctets=8',
    ]);
  });

  test('a file that says nothing but who is there ends after a second', () => {
    const { transport, seed, until, findings, name, file } = scenarioOf(HEAD, { file: 'some/where.yaml' });
    expect({ transport, seed, until, findings, name, file }).toEqual({
      transport: 'udp',
      seed: 1,
      until: 1_000_000,
      findings: [],
      name: 'where',
      file: 'some/where.yaml',
    });
  });
});

describe('layers', () => {
  const FILES = {
    'set-up.yaml': `actors: [server, creator]
parameters: {delay: 10ms, period: 1s}
network: {delay: "\${delay}", loss: 1/10}
session: {period: "\${period}", mode: closed}
policies: {retry: off, startGate: enrolled}
timeline:
  - at 0s: creator creates
  - expect: the session is announced
  - at 1s: end
`,
  };
  const FILE = `purpose: x
clause: 7
include: set-up.yaml
actors: [a]
parameters: {delay: 20ms}
network: {loss: 0}
policies: {retry: on}
timeline:
  - at 2s: a registers
`;

  test('an included file comes first; what the file says goes before it', () => {
    const scenario = scenarioOf(FILE, { files: FILES });
    expect(scenario.actors.map(({ name }) => name)).toEqual(['server', 'creator', 'a']);
    expect(scenario.network).toMatchObject({ delay: 20_000, loss: { count: 0, of: 1 } });
    expect(scenario.session).toMatchObject({ period: 10, closed: true });
    expect(scenario.policies.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'retry on',
      'startGate enrolled',
    ]);
    expect(scenario.timeline.map(({ text, place }) => `${place.file} ${text}`)).toEqual([
      'set-up.yaml creator creates',
      'set-up.yaml expect: the session is announced',
      'test.yaml a registers',
    ]);
    // The end of an included file does not end the run, but what was expected before it stays expected before it.
    expect(scenario.until).toBe(3_000_000);
    expect(scenario.timeline[1]).toMatchObject({ expectation: { until: 999_999 } });
  });

  test('--set goes before all parameters', () => {
    const scenario = scenarioOf(FILE, { files: FILES, set: { delay: '30ms', period: '2s' } });
    expect(scenario.network.delay).toBe(30_000);
    expect(scenario.session.period).toBe(20);
  });

  test('a file beside the one that includes it: folders are followed', () => {
    const asked: string[] = [];
    readScenario('scenarios/x/main.yaml', `${HEAD}include: ../parts/one.yaml\n`, {
      set: {},
      include: (path, from) => {
        asked.push(`${path} from ${from}`);
        return path === '../parts/one.yaml' ? 'include: two.yaml\n' : 'clause: 7\n';
      },
    });
    expect(asked).toEqual([
      '../parts/one.yaml from scenarios/x/main.yaml',
      'two.yaml from scenarios/parts/one.yaml',
    ]);
  });

  test('runs: each differs from the file in what it says, and goes on where its timeline ends', () => {
    const runs: readonly Scenario[] = scenariosOf(`purpose: A test.
clause: 7.1
actors: {server: {sessions: 5}, a: {}, b: {}}
policies: {retry: off}
timeline:
  - at 1s: a registers
  - at 2s: end
runs:
  count: {policies: {openTracking: count}}
  ignore:
    policies: {openTracking: ignore}
    actors: {server: {sessions: 0}}
    timeline:
      - at 3s: b registers
`);
    expect(runs.map(({ name, until }) => [name, until])).toEqual([
      ['test: count', 2_000_000],
      ['test: ignore', 4_000_000],
    ]);
    expect(runs[1].policies.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'retry off',
      'openTracking ignore',
    ]);
    expect(runs.map(({ timeline }) => timeline.length)).toEqual([1, 2]);
    expect(runs.map(({ actors }) => actors[0].settings.map(({ value }) => value))).toEqual([['5'], ['0']]);
  });
});

describe('quantities', () => {
  test('every whole number of microseconds can be written in every unit, and comes back exactly', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31 - 1),
        fc.constantFrom(['us', 0], ['ms', 3], ['s', 6]),
        (time, [unit, digits]) => {
          const text = String(time).padStart(Number(digits) + 1, '0');
          const at = text.length - Number(digits);
          const written = digits === 0 ? text : `${text.slice(0, at)}.${text.slice(at)}`;
          expect(readDuration(`${written}${unit}`)).toEqual({ ok: true, value: time });
        },
      ),
    );
  });

  test('what is shown can be read again', () => {
    fc.assert(
      fc.property(fc.nat(), (time) => {
        const read = readDuration(`${time}us`);
        expect(read.ok && readDuration(durationText(read.value))).toEqual(read);
      }),
    );
  });

  test('a third of a microsecond is no time, a third is a probability', () => {
    expect(readDuration('0.0000003s').ok).toBe(false);
    expect(readDuration('0.00000005min')).toEqual({ ok: true, value: 3 });
    expect(readRatio('1/3')).toEqual({ ok: true, value: { count: 1, of: 3 } });
    expect(readRatio('1/0').ok).toBe(false);
  });
});

describe('whatever the text', () => {
  const STUFF = [
    ...'[]{}:,*&!|>\'"#%@`-→\t\n \u0000$<>=/.0a',
    ['$', '{delay}'].join(''),
    '- ',
    ': ',
    '? ',
    '---\n',
    '\u{1f600}',
    '\r',
    '<<: *a',
    'at 1s',
    'always',
    'expect',
    'include: test.yaml',
  ];

  test('the reader never throws: a file with characters put in, taken out, turned round', () => {
    const edit = fc.record({
      at: fc.nat(SKETCH.length),
      drop: fc.nat(12),
      put: fc.array(fc.constantFrom(...STUFF), { maxLength: 3 }),
    });
    let good = 0;
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
        let text = SKETCH;
        for (const { at, drop, put } of edits)
          text = text.slice(0, at) + put.join('') + text.slice(at + drop);
        const result = read(text);
        if (result.ok) good += 1;
        else {
          const lines = text.split(/\r\n|\n|\r/).length;
          expect(result.error.length).toBeGreaterThan(0);
          for (const { place, message } of result.error) {
            expect(message).not.toMatch(/undefined|\[object|Invalid/);
            expect(place.line).toBeLessThanOrEqual(lines);
          }
        }
      }),
      { numRuns: 800 },
    );
    expect(good).toBeGreaterThan(0);
  });

  test('the reader never throws: any text, any text as a sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        read(text);
        read(`${HEAD}timeline:\n  - at 1s: ${text}\n  - expect: ${JSON.stringify(text)}\n`);
        read(`${HEAD}timeline: [{${JSON.stringify(text)}: end}]\nactors: {${JSON.stringify(text)}: {}}\n`);
      }),
      { numRuns: 300 },
    );
  });

  test('nor for what is nested ten thousand deep, or named like what objects have by nature', () => {
    expect(read('['.repeat(10_000)).ok).toBe(false);
    expect(read(`${HEAD}timeline: ${'['.repeat(500)}${']'.repeat(500)}\n`).ok).toBe(false);
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(
        read(`${HEAD}${name}: {}\nsession: {${name}: 1}\nactors: [${name}]\nparameters: {${name}: 1}\n`).ok,
      ).toBe(false);
  });
});
