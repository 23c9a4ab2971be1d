/**
 * The findings view without a terminal: what is listed, in which order, what keys choose of it, and what holds whatever one types.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import { FINDINGS } from '../../src/tui/keys/findings.js';
import { frameOf } from '../../src/tui/model/areas.js';
import { SEVERITIES } from '../../src/tui/model/findings.js';
import { findingsAreas, listRows } from '../../src/tui/model/findings-areas.js';
import { findingsList } from '../../src/tui/model/findings-list.js';
import { lookedFindings } from '../../src/tui/model/findings-looking.js';
import { lookedAt } from '../../src/tui/model/looking.js';
import type { Found, Story } from '../../src/tui/story/contract.js';
import { rowWidth } from '../../src/tui/view/segment.js';
import { igmpFrame } from '../fixtures/frames.js';
import { fakeFindings, fakeFound, fakeJudged, findingsStory } from './findings-fake.js';
import { writeUneven } from './store/captures.js';
import { type Play, type PlayOptions, play, textOf } from './world.js';

const DEMO = 'fixtures/demo.pcapng';
const FIRST = 1_772_442_000_000_000;

const FOUND: readonly Found[] = [
  fakeFound({ frames: [12], at: micros(FIRST + 1_500_000), message: 'User 2 does not answer.' }),
  fakeFound({
    severity: 'error',
    code: 'check.trind-missing',
    clause: '7.2.4 (D13)',
    frames: [40, 43, 45],
    message: 'No TRIND was sent to user 3.',
    matter: 'session 2 at 10.0.0.1',
  }),
  fakeFound({
    severity: 'note',
    by: 'dissector',
    code: 'ip.ttl',
    message: 'TTL is 1',
    frames: [50],
    rule: '',
  }),
  fakeFound({ frames: [60], certain: false, doubt: 'KAREQ may have been lost on the way' }),
  fakeFound({ severity: 'error', code: 'igmp.short', frames: [], message: 'nowhere' }),
];
const VERDICTS = [
  fakeJudged('session 1 at 10.0.0.1', 'pass'),
  fakeJudged('session 2 at 10.0.0.1', 'fail', { doubts: ['the capture may not be whole'] }),
];

async function opened(options: PlayOptions & { readonly found?: readonly Found[] } = {}): Promise<Play> {
  const story = findingsStory(fakeFindings(options.found ?? FOUND, VERDICTS));
  const one = await play(DEMO, { story, size: { width: 120, height: 40 }, ...options });
  one.work();
  one.keys('g', 'f');
  return one;
}

/** The findings in the order in which they are listed, by their places. */
function listed(one: Play): readonly number[] {
  const list = findingsList(one.world, one.model().views.findings.choice);
  return Array.from({ length: list.count }, (_, i) => list.at(i)).flatMap((line) =>
    line?.kind === 'finding' ? [line.index] : [],
  );
}

const cursor = (one: Play): number => lookedAt(one.model(), one.world).number;

describe('the list', () => {
  test('by severity, then in order of time; the gravest verdict first', async () => {
    const one = await opened();
    expect(listed(one)).toEqual([1, 4, 0, 3, 2]);
    expect(one.text().indexOf('fail ')).toBeLessThan(one.text().indexOf('pass '));
    expect(one.text()).toContain('2 errors, 2 warnings, 1 note');
    expect(one.text()).toContain('warning?');
  });

  test('the selected finding in full: rule, clause, decisions, doubt, all packets, verdict', async () => {
    const one = await opened();
    for (const text of [
      '7.2.4 (D13)',
      '40, 43, [45]',
      'session 2 at 10.0.0.1: fail',
      'an active member answers',
    ])
      expect(one.text()).toContain(text);
    one.keys('3', 'j');
    expect(one.text()).toMatch(/Unsure +KAREQ may have been lost on the way/);
  });

  test('sessions go by the name that all views have for them; they are found by it, and by their address', async () => {
    const named = {
      ...fakeFindings(FOUND, VERDICTS),
      nameOf: (key: string) => key.replace('10.0.0.1', 'server'),
    };
    const one = await opened({ story: findingsStory(named) });
    expect(one.text()).toContain('session 2 at server: fail');
    expect(one.text()).not.toContain('at 10.0.0.1');
    for (const place of ['server', '10.0.0.1']) {
      one.keys('i', 'C-u');
      one.type(`SESSION 2 at ${place}`);
      one.keys('enter');
      expect(listed(one)).toEqual([1]);
    }
  });

  test('in groups, each with its count, that unfold', async () => {
    const one = await opened();
    one.keys('o');
    expect(listed(one)).toEqual([]);
    expect(one.text()).toMatch(/▸ warning +2 × check.no-kares/);
    one.keys('z', 'R');
    expect(listed(one)).toEqual([1, 4, 0, 3, 2]);
    one.keys('z', 'M', 'G', 'z', 'o');
    expect(listed(one)).toEqual([2]);
    one.keys('j', 'h');
    expect(listed(one)).toEqual([]);
    expect(one.text()).toContain('▸ 2 sessions');
    one.keys('l', 'enter', 'z', 'a');
    expect(listed(one)).toEqual([2]);
  });

  test("check's, the dissectors', least severity, a text: each alone and together", async () => {
    const one = await opened();
    one.keys('b');
    expect(listed(one)).toEqual([1, 4, 0, 3]);
    one.keys('e');
    expect(listed(one)).toEqual([1, 4]);
    one.keys('b');
    expect(listed(one)).toEqual([]);
    expect(one.text()).toContain('None of the findings is chosen');
    one.keys('b', 'e', 'i');
    one.type('KARES');
    one.keys('enter');
    expect(listed(one)).toEqual([0, 3]);
    one.keys('i', 'C-u', 'enter', 'e', 'e');
    expect(listed(one)).toEqual([1, 4, 0, 3, 2]);
    // What was selected before it was left out is selected again.
    expect(lookedFindings(one.model(), one.world).line?.key).toBe('f1');
  });

  test('findings at packets that the display filter hides are dimmed, or left out', async () => {
    const one = await opened();
    one.keys('/');
    one.type('frame.number < 20');
    one.keys('enter');
    one.work();
    expect(listed(one)).toEqual([1, 4, 0, 3, 2]);
    one.keys('H');
    expect(listed(one)).toEqual([4, 0]);
    one.keys('f', 'x');
    one.work();
    expect(listed(one)).toEqual([1, 4, 0, 3, 2]);
  });

  test('what is selected stays selected while graver ones come in above it', async () => {
    const found: Found[] = [fakeFound({ frames: [12] })];
    const findings = fakeFindings(found);
    const growing: Story = {
      ...findingsStory(findings, false),
      get findings() {
        return { ...findings, count: found.length };
      },
    };
    const one = await opened({ story: growing });
    one.keys('j');
    expect(lookedFindings(one.model(), one.world).line?.key).toBe('f0');
    found.push(
      fakeFound({ severity: 'error', frames: [20] }),
      fakeFound({ severity: 'error', frames: [21] }),
    );
    one.take({ kind: 'store' });
    expect(listed(one)).toEqual([1, 2, 0]);
    expect(lookedFindings(one.model(), one.world).line?.key).toBe('f0');
    expect(one.text()).toContain('so far');
  });

  test('nothing found, yet or at all', async () => {
    expect((await opened({ story: findingsStory(fakeFindings([])) })).text()).toContain('Nothing was found.');
    const early = await opened({ story: findingsStory(fakeFindings([], undefined), false) });
    expect(early.text()).toContain('Nothing was found so far');
  });

  test('more than are kept is said', async () => {
    const story = findingsStory({
      ...fakeFindings(FOUND),
      cut: true,
      totals: { error: 9, warning: 0, note: 0, chat: 7 },
    });
    expect((await opened({ story })).text()).toContain('9 errors, 7 chats; the first 5 are kept');
  });
});

describe('going there', () => {
  test('the cursor goes along; Enter shows the packet, and two quotes go back to where one came from', async () => {
    const one = await opened();
    one.keys('g', 'p', '7', 'G', 'g', 'f', 'g', 'g', '3', 'j');
    expect(cursor(one)).toBe(45);
    one.keys('enter');
    expect(one.model().view).toBe('classic');
    expect(cursor(one)).toBe(45);
    one.keys("'", "'");
    expect(cursor(one)).toBe(7);
  });

  test('p and P go through the packets that show it, around', async () => {
    const one = await opened();
    one.keys('p');
    expect(cursor(one)).toBe(40);
    expect(one.text()).toContain('[40], 43, 45');
    one.keys('p');
    expect(cursor(one)).toBe(43);
    one.keys('P', 'P');
    expect(cursor(one)).toBe(45);
    one.keys('p', 'enter');
    expect(cursor(one)).toBe(40);
  });

  test('who comes with the cursor on a packet with a finding finds that one selected', async () => {
    const one = await opened();
    one.keys('g', 'p', '6', '0', 'G', 'g', 'f');
    expect(lookedFindings(one.model(), one.world).line?.key).toBe('f3');
    one.keys('C-up');
    expect(cursor(one)).toBe(59);
    expect(lookedFindings(one.model(), one.world).line?.key).toBe('f3');
  });

  test('the packet list has a sign at packets with warnings and errors', async () => {
    const one = await opened();
    one.keys('g', 'p', '4', '5', 'G');
    const row = (number: number): string | undefined =>
      one
        .text()
        .split('\n')
        .find((text) => text.slice(1).trimStart().startsWith(`${number} `));
    expect(row(45)?.[0]).toBe('✗');
    expect(row(44)?.[0]).toBe(' ');
    expect(row(50)?.[0]).toBe(' ');
    one.keys('M');
    expect(row(45)?.[0]).toBe('*');
  });

  test('] f and [ f go from packet to packet with a finding, in any view, among those shown', async () => {
    const one = await opened();
    one.keys('g', 'p', 'g', 'g', ']', 'f');
    expect(cursor(one)).toBe(12);
    one.keys(']', 'f', ']', 'f');
    expect(cursor(one)).toBe(50);
    one.keys('[', 'f');
    expect(cursor(one)).toBe(45);
    one.keys('/');
    one.type('frame.number != 50');
    one.keys('enter');
    one.work();
    one.keys(']', 'f');
    expect(cursor(one)).toBe(60);
    one.keys(']', 'f');
    expect(one.text()).toContain('No further finding.');
  });

  test('findings that come out of order are gone through in the order of their packets', async () => {
    const found = [30, 10, 20, 10].map((number) => fakeFound({ frames: [number] }));
    const one = await opened({ found });
    one.keys('g', 'p', '1', 'G');
    const seen = [10, 20, 30].map(() => {
      one.keys(']', 'f');
      return cursor(one);
    });
    expect(seen).toEqual([10, 20, 30]);
  });

  test('f f: a finding by its packets, what a dissector says by its message, a verdict by its session', async () => {
    const one = await opened();
    one.keys('f', 'f');
    expect(one.model().filter).toBe('frame.number in {40, 43, 45}');
    one.keys('G', 'f', 'f');
    expect(one.model().filter).toBe('_ws.expert.message == "TTL is 1"');
    one.keys('g', 'g', 'j', 'f', 'n');
    expect(one.model().filter).toBe('!(gmp.session_id == 2 && ip.addr == 10.0.0.1)');
    one.keys('o', 'G', 'k', 'f', 'f');
    expect(one.model().filter).toBe('frame.number in {12, 60}');
  });
});

describe('packets without a time', () => {
  const damaged = Array.from({ length: 6 }, () => {
    const report = igmpFrame('10.0.0.5', '239.1.1.1', 2, {
      'igmp.type': 0x16,
      'igmp.maddr': 0xef010101,
    }).slice(14);
    report[26] ^= 1;
    return report;
  });

  test('have none among the findings either: in the list, in full, in the clipboard', async () => {
    // The first one has no time.
    const one = await play(writeUneven(damaged), {
      settings: { time: 'e' },
      size: { width: 120, height: 30 },
    });
    one.work();
    one.keys('g', 'f');
    const rows = [...one.text().matchAll(/^ ?\w+\?? +(\d+) +([\d.]+ +)?(?:check|dissector) /gm)];
    expect(new Set(rows.map(([, packet]) => packet)).size).toBe(damaged.length);
    for (const [row, packet, time] of rows) expect(time === undefined, row).toBe(packet === '1');
    expect(lookedAt(one.model(), one.world).number).toBe(1);
    expect(one.text()).not.toMatch(/^ Time +/m);
    one.keys('y', 'y');
    expect(one.effects()).toContainEqual(
      expect.objectContaining({ kind: 'copy', text: expect.stringMatching(/^\terror\t/) }),
    );
    one.keys('G');
    expect(one.text()).toMatch(/^ Time +\d+\.\d+$/m);
  });
});

describe('as text', () => {
  test('into a file as check prints it: what is chosen, verdicts, totals', async () => {
    const one = await opened();
    one.keys('b', 'e', 'e', ':');
    one.type('findings out.txt');
    one.effects();
    one.keys('enter');
    const written = one.effects().find(({ kind }) => kind === 'write');
    const text = written?.kind === 'write' ? written.text : '';
    expect(written).toMatchObject({ path: 'out.txt', over: false });
    expect(text.split('\n')[0]).toBe(
      '   1.500000  warning  check.no-kares  9.2 b  packet 12  session 1 at 10.0.0.1',
    );
    expect(text).toContain('not certain: KAREQ may have been lost on the way\n');
    expect(text).toContain('session 2 at 10.0.0.1: fail  (40 packets, 2 to 41)\n');
    expect(text).not.toContain('ip.ttl');
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/2 sessions: 1 pass, 1 fail; findings: 2 errors/);
  });

  test('a line into the clipboard', async () => {
    const one = await opened();
    one.keys('y', 'y');
    expect(one.effects()).toContainEqual(
      expect.objectContaining({
        kind: 'copy',
        text: expect.stringContaining('check.trind-missing\t7.2.4 (D13)'),
      }),
    );
  });
});

/** Findings in any order of severity, in order of time. */
const findings = fc.array(
  fc
    .record({
      severity: fc.constantFrom(...SEVERITIES),
      by: fc.constantFrom('check' as const, 'dissector' as const),
      code: fc.constantFrom('check.a', 'check.b', 'gmp.tlv.overrun', 'ein sehr langer Name \u4e2d\u6587'),
      certain: fc.boolean(),
      frames: fc
        .array(fc.integer({ min: 1, max: 80 }), { maxLength: 4 })
        .map((all) => all.sort((a, b) => a - b)),
      message: fc.string({ maxLength: 60 }),
    })
    .map(fakeFound),
  { maxLength: 60 },
);
const keyNames: readonly (readonly string[])[] = [
  ...new Set(FINDINGS.flatMap(({ keys }) => keys)),
  ...['up', 'down', 'pagedown', 'pageup', 'G', 'g g', 'enter', 'tab', '\\', '|', 'h', 'l', 'f f', 'y y'],
  ...['1', 'esc', '] f', 'z R', 'o', 'z R'],
].map((keys) => keys.split(' '));

describe('whatever one types, at any size', () => {
  test('the selected line is seen; the list holds what a plain look finds; nothing is drawn outside', async () => {
    await fc.assert(
      fc.asyncProperty(
        findings,
        fc.array(fc.constantFrom(...keyNames), { maxLength: 40 }),
        fc.integer({ min: 1, max: 130 }),
        fc.integer({ min: 1, max: 45 }),
        async (found, keys, width, height) => {
          const one = await opened({ found, size: { width, height } });
          for (const key of keys) {
            one.keys(...key);
            if (one.model().view !== 'findings') one.keys('esc', 'f6');
            const { views, size, dialog } = one.model();
            const { choice, top, zoomed } = views.findings;
            const { list, at } = lookedFindings(one.model(), one.world);
            const areas = findingsAreas(views.findings, frameOf(size).body, list.count);
            if (dialog === undefined && listRows(areas) > 0 && !zoomed) {
              expect(at).toBeGreaterThanOrEqual(top);
              expect(at).toBeLessThan(top + Math.max(1, listRows(areas)));
            }
            const plain = found.flatMap((each, i) => {
              const grave = SEVERITIES.indexOf(each.severity) <= SEVERITIES.indexOf(choice.least);
              const text = `${each.code}\n${each.message}\n${each.matter}\n${each.clause}`.toLowerCase();
              const holds = text.includes(choice.text.toLowerCase());
              const { shown } = one.store;
              const numbers = Array.from({ length: shown.count }, (_, row) => shown.at(row));
              const seen = each.frames.length === 0 || each.frames.some((frame) => numbers.includes(frame));
              const by = choice.by === 'all' || each.by === choice.by;
              return by && grave && holds && (seen || !choice.onlyShown) ? [i] : [];
            });
            expect(list.findings).toBe(plain.length);
            if (!choice.grouped)
              expect(listed(one)).toEqual(
                SEVERITIES.flatMap((severity) => plain.filter((i) => found[i].severity === severity)),
              );
            for (let line = 0; line < list.count; line += 1)
              expect(list.lineOf(list.at(line)?.key ?? '')).toBe(line);
            for (const pane of one.panes())
              for (const row of pane.rows) expect(rowWidth(row)).toBeLessThanOrEqual(pane.area.width);
            textOf(one.panes(), size);
          }
          await one.store.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('what check tells of at a packet the dissector does not tell again', async () => {
  const one = await play('fixtures/demo.pcapng');
  one.work();
  const { findings } = one.world.story;
  const all = Array.from({ length: findings.count }, (_, i) => findings.at(i));
  const overruns = all.filter(({ code, frames }) => code === 'gmp.tlv.overrun' && frames.includes(66));
  expect(overruns.map(({ by }) => by)).toEqual(['check']);
});
