/** Runs as ladder and text (`sim -T ladder`, `sim -T text`). */
import { describe, expect, test } from 'vitest';
import { makeText, type Text, textFrom } from '../../src/base/text.js';
import { type LadderOptions, putLadder } from '../../src/sim/output-ladder.js';
import { putRunText } from '../../src/sim/output-text.js';
import type { Outcome, Run } from '../../src/sim/trace.js';
import { creation, cutOff, fallenSilent, groupData, lossy, play, wholeSession } from './output-runs.js';

function textOf(put: (out: Text) => void): string {
  const out = makeText();
  put(out);
  return textFrom(out);
}

function ladder(run: Run, options: LadderOptions = {}): string {
  return textOf((out) => putLadder(run, options, out));
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

  test('what a silent host keeps to itself has one line: it is not sent', () => {
    const lines = textOf((out) => putRunText(fallenSilent(), {}, out))
      .split('\n')
      .filter((line) => line.includes('LVREQ'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      / 1\.800000 {2}b → server +GMP LVREQ session 1 user 3\b.* is not sent: it is silent {2}\[7\.2\.3.*\]$/,
    );
  });

  test('ASCII has nothing but ASCII', () => {
    expect(textOf((out) => putRunText(groupData(), { ascii: true }, out))).toMatch(/^[\n -~]*$/);
  });
});
