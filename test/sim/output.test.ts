/** Runs as ladder, text and ndjson (spec of the command line: `sim -T`). */
import { describe, expect, test } from 'vitest';
import { makeText, type Text, textFrom } from '../../src/base/text.js';
import { type LadderOptions, putLadder } from '../../src/sim/output-ladder.js';
import { putRunNdjson } from '../../src/sim/output-ndjson.js';
import { putRunText } from '../../src/sim/output-text.js';
import type { MessageEvent, Outcome, Run } from '../../src/sim/trace.js';
import { cutOff, fallenSilent, groupData, lossy, play, wholeSession } from './output-runs.js';
import { readBack } from './read-back.js';

function textOf(put: (out: Text) => void): string {
  const out = makeText();
  put(out);
  return textFrom(out);
}

function ladder(run: Run, options: LadderOptions = {}): string {
  return textOf((out) => putLadder(run, options, out));
}

/** A run of a creation alone (figure 4). */
function creation(): Run {
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

const OUTCOMES: readonly Outcome[] = [
  { ok: true, text: 'phase announced', file: 'x.yaml', line: 9, column: 5, lines: [], t: 40_000 as never },
  {
    ok: false,
    text: 'creator is active',
    file: 'x.yaml',
    line: 12,
    column: 7,
    lines: ['expected active', 'actual   created'],
    t: 20_000 as never,
  },
];

function participants(count: number): Run {
  const names = Array.from({ length: count }, (_, i) => `member${i + 1}`);
  return play({
    name: 'many',
    actors: [
      ['server', 'server'],
      ['creator', 'creator'],
      ...names.map((name) => [name, 'participant'] as const),
    ],
    steps: [
      [0, 'creator', { verb: 'create' }],
      ...names.map((name, i) => [100 + i, name, { verb: 'register' }] as const),
    ],
    until: 1000,
  });
}

describe('ladder', () => {
  test('figure 4: lanes, arrows, marks, times, clauses', () => {
    expect(`\n${ladder(creation(), { width: 90 })}`).toMatchInlineSnapshot(`
      "
      creation (7.1, seed 1)
      What a test needs.
      ◆ state   + timer armed   - stopped   ! expired   · note   × does not arrive

                server                                                  creator
      0.000000     │                                       ▶ creator create│
                   │◄──────────────────── SCREQ user 0 ────────────────────┤       7.1.1 D17
                   │                                    ◆ idle → requesting│       7.1.1 D17
      0.010000     ├─────── SCACC user 1, group 239.192.0.1:16514 ────────►│       7.1.1 D2
                   │+ SCINF timer of session 1 30.010000                   │       7.1.1 D2
                   │◆ session 1: none → requested                          │       7.1.1 D2
      0.020000     │◄───────── SCINF user 1, closed, 3 parameters ─────────┤       7.1.1 D17 D21
                   │         ◆ requesting → accepted  ◆ accepted → informed│       7.1.1 D17 D21
      0.030000     ├──────────────── SCCON user 1, closed ────────────────►│       7.1.1 D22 D23
                   │- SCINF timer of session 1  ◆ creator: none → registered       7.1.1 D22 D23
                   │◆ session 1: requested → announced  · announce: session 1      7.1.1 D22 D23
                   │· gate: session 1                                      │       7.1.1 D6
      0.040000     │                                   ◆ informed → created│       7.1.1 D21 D22
                server                                                  creator
      "
    `);
  });

  test.each([4, 6, 20])('%i actors fit 120 columns, every message is there', (count) => {
    const run = participants(count - 2);
    const lines = ladder(run).split('\n');
    expect(Math.max(...lines.map((line) => Array.from(line).length))).toBeLessThanOrEqual(120);
    const arrows = lines.filter((line) => /[►◄×]/.test(line)).length - 1;
    const sent = run.events.filter(({ kind }) => kind === 'message').length;
    // Two who share a lane have a mark; its heads do not show.
    expect(arrows).toBe(sent);
  });

  test('six actors have a lane each, of twenty the last share one and are named on their arrows', () => {
    const six = ladder(participants(4)).split('\n');
    expect(six[4].trim().split(/ +/)).toEqual([
      'server',
      'creator',
      'member1',
      'member2',
      'member3',
      'member4',
    ]);
    const twenty = ladder(participants(18));
    expect(twenty).toMatch(/server +creator +member1 .*\d+ others/);
    expect(twenty).toContain('member18: SRRES');
    expect(twenty).not.toMatch(/─ member1: /);
  });

  test('ASCII has nothing but ASCII', () => {
    for (const run of [cutOff(), groupData(), lossy(7)])
      expect(ladder(run, { ascii: true })).toMatch(/^[\n -~]*$/);
    expect(ladder(creation(), { ascii: true })).toMatch(/\|<-+ SCREQ user 0 -+\|/);
  });

  test('an arrow points from sender to receiver; a label tells what fits', () => {
    const text = ladder(wholeSession());
    expect(text).toMatch(/│◄─+ SRREQ user 0, closed ─+┤ /);
    expect(text).toMatch(/├─+ SRACC user 2, closed, group 239\.192\.0\.1:16514 ─+►│/);
    expect(text).toMatch(/├─+ SCACC user 1 ─+►│/);
  });

  test('what is dropped ends in a cross, with the reason where there is room', () => {
    expect(ladder(cutOff())).toMatch(/├─+ KAREQ user 2 \(the link is cut\) ─+×│/);
    expect(ladder(cutOff(), { width: 70 })).toMatch(/├─+ a: KAREQ user 2 ─+×│/);
    expect(ladder(fallenSilent())).toContain('× LVREQ user 3');
  });

  test('multicast has a head at each who takes it, and none at others', () => {
    const lines = ladder(groupData()).split('\n');
    const data = lines.filter((line) => / data /.test(line) && /►/.test(line));
    expect(data[0]).toMatch(/│◄─+┼─+ data ─+►│─+┼─+►│/);
    expect(data[1]).toMatch(/│ +│ +├─+ data ─+►│ +│/);
  });

  test('a message that is still under way at the end says so', () => {
    const run = play({ ...SHORT, until: 5 });
    expect(ladder(run)).toMatch(/│…─+ SCREQ user 0 ─+┤/);
  });

  test('figure 12: states and timers stand at their instants, with their clauses', () => {
    const lines = ladder(cutOff()).split('\n');
    const at = lines.findIndex((line) => line.startsWith('1.630000'));
    expect(lines[at]).toMatch(/! KA timer of a expired/);
    expect(lines.slice(at, at + 3).join('\n')).toMatch(/◆ a: active → enrolled .* 7\.2 /);
    expect(lines.some((line) => /~~ cut a ~~/.test(line))).toBe(true);
  });

  test('what expectations came to stands at the end', () => {
    const text = ladder({ ...creation(), outcomes: OUTCOMES });
    const end = text.slice(text.indexOf('Expectations'));
    expect(end).toBe(
      'Expectations: 2, 1 does not hold\n  ok   phase announced (x.yaml:9:5)\n' +
        '  FAIL creator is active (x.yaml:12:7)\n       expected active\n       actual   created\n',
    );
  });

  test('breaches and a stop are told', () => {
    const run = creation();
    const n = run.events.length;
    const breach = {
      kind: 'breach',
      n,
      t: run.until,
      cause: -1,
      invariant: 'I3',
      session: 1,
      user: 2,
    } as const;
    const text = ladder({
      ...run,
      events: [...run.events, { ...breach, text: 'KAREQ to nobody' }],
      stopped: 'a loop',
    });
    expect(text).toMatch(/!! I3 does not hold: KAREQ to nobody !!/);
    expect(text).toContain('\nStopped: a loop\n');
  });
});

const SHORT = {
  actors: [
    ['server', 'server'],
    ['creator', 'creator'],
  ],
  steps: [[0, 'creator', { verb: 'create' }]],
} as const satisfies Pick<Parameters<typeof play>[0], 'actors' | 'steps'>;

describe('text', () => {
  test('one line an event: number, time, ends, what, clause', () => {
    const lines = textOf((out) => putRunText(cutOff(), {}, out)).split('\n');
    expect(lines[3]).toBe('    1 0.000000  creator           creator create');
    expect(lines[4]).toBe(
      '    2 0.000000  creator → server  GMP SCREQ session 0 user 0  [7.1.1, figure 4 (D17)]',
    );
    expect(lines.join('\n')).toMatch(
      / 1\.330000 {2}server → a +KAREQ does not arrive at a: the link is cut\n/,
    );
    const numbers = lines.flatMap((line) => /^ +(\d+) \d/.exec(line)?.[1] ?? []);
    expect(numbers).toEqual(numbers.map((_, i) => String(i + 1)));
  });

  test('ASCII has nothing but ASCII', () => {
    expect(textOf((out) => putRunText(groupData(), { ascii: true }, out))).toMatch(/^[\n -~]*$/);
  });
});

/** A line of ndjson. */
interface Line {
  readonly t: string;
  readonly kind: string;
  readonly [key: string]: unknown;
}

function ndjson(run: Run): Line[] {
  const text = textOf((out) => putRunNdjson(run, out));
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Fields that only hold an option together: left out of flat records (gmp-codec.ts). */
function isStructure(name: string): boolean {
  return /^gmp\.tlv\.|\.(zero|padding)$/.test(name);
}

describe('ndjson', () => {
  const keysOf = (run: Run, kind: string): Set<string> =>
    new Set(
      ndjson(run)
        .filter((line) => line.kind === kind)
        .map((line) => Object.keys(line).join(' ')),
    );

  test('the keys of each kind, in their order', () => {
    const run = { ...cutOff(), outcomes: OUTCOMES };
    expect(keysOf(run, 'message')).toEqual(new Set(['t kind from to type fields rule why']));
    const state = 't kind node session user what of from to rule why';
    expect(keysOf(run, 'state')).toEqual(new Set([state]));
    const timer = 't kind node event timer owner session user';
    expect(keysOf(run, 'timer')).toEqual(new Set([`${timer} at rule why`, `${timer} rule why`]));
    expect(keysOf(run, 'drop')).toEqual(new Set(['t kind node from to type sent reason']));
    expect(keysOf(run, 'action')).toEqual(new Set(['t kind node text']));
    expect(keysOf(run, 'note')).toEqual(new Set(['t kind node what text rule why']));
    const outcome = 't kind ok text file line column';
    expect(keysOf(run, 'expect')).toEqual(new Set([outcome, `${outcome} lines`]));
  });

  test('times have six decimals and never go back; expectations stand where they were decided', () => {
    const lines = ndjson({ ...cutOff(), outcomes: OUTCOMES });
    let last = 0;
    for (const { t } of lines) {
      expect(t).toMatch(/^\d+\.\d{6}$/);
      expect(Number(t)).toBeGreaterThanOrEqual(last);
      last = Number(t);
    }
    const decided = lines.filter(({ kind }) => kind === 'expect').map(({ text }) => text);
    expect(decided).toEqual(['creator is active', 'phase announced']);
    expect(lines.at(-1)?.kind).not.toBe('expect');
  });

  test.each([
    ['GMP', wholeSession, 'gmp.'],
    ['a secure session', () => wholeSession({ secure: true }), 'gmp.'],
    ['IGMP', groupData, 'igmp.'],
  ])('%s: fields are those that dissect gives of the capture', async (_, make, prefix) => {
    const run = make();
    const { packets } = await readBack(run);
    const own = (fields: object): object =>
      Object.fromEntries(
        Object.entries(fields).filter(([name]) => name.startsWith(prefix) && !isStructure(name)),
      );
    const told = ndjson(run)
      .filter(({ kind }) => kind === 'message')
      .map(({ fields }) => own(fields as object));
    const read = packets.map(({ fields }) => own(fields));
    expect(told).toHaveLength(read.length);
    expect(told.some((fields) => Object.keys(fields).length > 3)).toBe(true);
    for (const [i, fields] of told.entries()) expect(fields, `message ${i + 1}`).toEqual(read[i]);
  });

  test('states name their transition and its reason', () => {
    const lines = ndjson(cutOff());
    const demoted = lines.find(
      ({ kind, from, to }) => kind === 'state' && from === 'active' && to === 'enrolled',
    );
    expect(demoted).toMatchObject({
      t: '1.630000',
      node: 'server',
      session: 1,
      user: 2,
      of: 'a',
      what: 'group',
    });
    expect(String(demoted?.why)).toMatch(/^7\.2.*D/);
    expect(String(demoted?.rule)).toMatch(/^server\./);
  });

  test('a run that was stopped says so at its end', () => {
    expect(ndjson({ ...creation(), stopped: 'a loop' }).at(-1)).toMatchObject({
      kind: 'stopped',
      text: 'a loop',
    });
  });

  test('two runs of one seed print the same, of another seed not', () => {
    const print = (seed: number): string => textOf((out) => putRunNdjson(lossy(seed), out));
    expect(print(5)).toBe(print(5));
    expect(print(5)).not.toBe(print(6));
  });

  test('every event but arrivals has its line', () => {
    for (const run of [wholeSession(), lossy(7), groupData()]) {
      const messages = run.events.filter((event): event is MessageEvent => event.kind === 'message');
      expect(ndjson(run)).toHaveLength(run.events.filter(({ kind }) => kind !== 'arrival').length);
      expect(messages.length).toBeGreaterThan(5);
    }
  });
});
