/**
 * The timeline without a terminal: what stands in each column, how one moves in time, and what holds whatever one types.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import { TIMELINE } from '../../src/tui/keys/timeline.js';
import { frameOf } from '../../src/tui/model/areas.js';
import { lookedAt } from '../../src/tui/model/looking.js';
import { barsOf, blocksOf, foundOf } from '../../src/tui/model/timeline-blocks.js';
import { timelineFrame } from '../../src/tui/model/timeline-frame.js';
import { columnOf, ticksOf, wholeStretch, zoomed } from '../../src/tui/model/timeline-scale.js';
import type { Story } from '../../src/tui/story/contract.js';
import { rowWidth } from '../../src/tui/view/segment.js';
import { igmpFrame } from '../fixtures/frames.js';
import { fakeFindings, fakeFound } from './findings-fake.js';
import { writeCapture } from './store/captures.js';
import { allOf } from './story/told.js';
import { fakeArrow } from './story-fake.js';
import {
  DEMO_START,
  type FakeChange,
  fakeChanges,
  fakeRun,
  fakeSubject,
  fakeTimeline,
} from './timeline-fake.js';
import { type Play, type PlayOptions, play, textOf } from './world.js';

const DEMO = 'fixtures/demo.pcapng';

/** Two reports, three seconds apart, in a capture with nanoseconds that begins between two microseconds. */
function withNanoseconds(): string {
  const report = igmpFrame('10.0.0.5', '239.1.1.1', 2, { 'igmp.type': 0x16, 'igmp.maddr': 0xef010101 }).slice(
    14,
  );
  const file = writeCapture([report, report]);
  const octets = readFileSync(file);
  const second = 24 + 16 + report.length;
  octets.writeUInt32BE(0xa1b23c4d, 0);
  octets.writeUInt32BE(123_456_789, 24 + 4);
  octets.writeUInt32BE(1003, second);
  octets.writeUInt32BE(123_456_999, second + 4);
  writeFileSync(file, octets);
  return file;
}

async function opened(options: PlayOptions = {}): Promise<Play> {
  const one = await play(DEMO, { story: fakeTimeline(), size: { width: 120, height: 20 }, ...options });
  one.work();
  one.keys('g', 'i');
  return one;
}

const cursor = (one: Play): number => lookedAt(one.model(), one.world).number;
const frame = (one: Play) => timelineFrame(one.model(), one.world, frameOf(one.model().size).body);
/** What stands on the line of a subject, behind its name. */
const line = (one: Play, name: string): string =>
  one
    .text()
    .split('\n')
    .find((text) => text.includes(name))
    ?.slice(frame(one).names) ?? '';

describe('a line', () => {
  test('blocks say the group, marks what a timer did and what was found', async () => {
    const found = fakeFound({ subject: 2, at: micros(DEMO_START + 4_400_000), severity: 'error' });
    const one = await opened({ story: { ...fakeTimeline(), findings: fakeFindings([found]) } });
    expect(line(one, 'user 2 (bob)')).toMatch(/^┆ +░░▒▒▒█+!▒+✗▒+!░+$/);
    expect(line(one, 'user 1 (alice)')).toMatch(/^┆ +░░▒▒▒█+$/);
    // What was found of a member is seen where its session is folded, too.
    expect(line(one, 'session 1')).toMatch(/^┆ +─+═+✗═+$/);
  });

  test('without UTF-8 the same in ASCII', async () => {
    const one = await opened({ unicode: false });
    expect(line(one, 'user 2 (bob)')).toMatch(/^\| +::%%%#+!%+!:+$/);
    const drawn = one.panes().find(({ id }) => id === 'timeline');
    const text = drawn?.rows.flatMap((row) => row.map((each) => each.text)).join('') ?? '';
    expect(Array.from(text).filter((char) => char > '~')).toEqual([]);
  });

  test.each([true, false])('each sign of the legend has one meaning, unicode %s', async (unicode) => {
    const subjects = [
      ...allOf(fakeTimeline().subjects),
      fakeSubject(3, 'network', 'network 10.0.0.0/24', -1, -1),
      fakeSubject(4, 'membership', '239.1.1.1: alice', 3, 1),
    ];
    const { changes: known } = fakeTimeline();
    const changes = Array.from({ length: known.count }, (_, i) => known.at(i));
    const one = await opened({
      story: fakeTimeline({ subjects, changes: [...changes, ...fakeChanges([[3, 9000, 0, 1, 70, 70]])] }),
      unicode,
      size: { width: 250, height: 24 },
    });
    const legend =
      one
        .text()
        .split('\n')
        .find((text) => text.includes(' registered ')) ?? '';
    const pairs = legend
      .trim()
      .split(/ {2,}/)
      .map((pair) => pair.split(' '));
    expect(pairs.map(([, word]) => word)).toEqual(
      'registered enrolled active present expired finding timer requested announced running ended queried'.split(
        ' ',
      ),
    );
    // Lines of other kinds, in their highest state.
    const words = new Map<string, string[]>();
    for (const [sign, word] of pairs) words.set(sign, [...(words.get(sign) ?? []), word]);
    expect([...words.values()].filter((some) => some.length > 1)).toEqual([
      ['active', 'present'],
      ['running', 'queried'],
    ]);
  });

  test('several changes in a column: the highest state, underlined', async () => {
    const changes = fakeChanges([
      [1, 1000, 0, 1, 8, 8],
      [1, 1010, 1, 3, 9, 9],
      [1, 1020, 3, 1, 10, 10],
    ]);
    const one = await opened({ story: fakeTimeline({ changes }) });
    const row = one
      .panes()
      .find(({ id }) => id === 'timeline')
      ?.rows.find((each) => each[0].text.includes('alice'));
    expect(row?.find(({ text }) => text === '█')?.style.underline).toBe(true);
    expect(row?.some(({ text, style }) => text.startsWith('░') && style.underline === undefined)).toBe(true);
  });

  test('the row beneath shows the timers; what is not known, and what is too much, is said', async () => {
    const below = (one: Play): string => {
      const lines = one.text().split('\n');
      return lines[lines.findIndex((text) => text.includes('user 2 (bob)')) + 1].slice(frame(one).names);
    };
    expect(below(await opened())).toMatch(/^┆ +├─KA─+┼─+┤├─+! *$/);
    const story = fakeTimeline();
    expect(below(await opened({ story: { ...story, runs: () => undefined } }))).toContain('working out');
    expect(below(await opened({ story: { ...story, runs: () => 'many' } }))).toContain('zoom in');
    const one = await opened();
    one.keys('b');
    expect(one.text()).not.toContain('KA');
    one.keys('b');
    expect(one.text()).toContain('KA');
  });

  test('the status line: state, since when, by which packet, why; timers that run', async () => {
    const one = await opened();
    one.keys('j', 'j', '5', '5', 'G');
    expect(one.text()).toContain('user 2 (bob): enrolled; timers …; since 4.000000 (by time, 9.2 b D8)');
    one.keys('3', 'G');
    expect(one.text()).toContain('user 2 (bob): nothing is known of it yet');
  });

  test('of a network that nobody asked: what is known of it', async () => {
    const one = await play(withNanoseconds(), { size: { width: 120, height: 30 } });
    one.work();
    one.keys('g', 'i');
    one.work();
    expect(one.text()).toMatch(/ network .*: .*queries \d+.*groups \d+/);
  });

  test('the axis of a capture with nanoseconds begins at 0 and has round labels', async () => {
    const one = await play(withNanoseconds(), { size: { width: 120, height: 30 } });
    one.work();
    one.keys('g', 'i');
    one.work();
    expect(one.text()).toContain('Timeline  0.000000 to ');
    expect(one.text()).not.toContain('-0.0');
  });

  test('of a member in no group yet: what it has asked for', async () => {
    const one = await play(DEMO, { size: { width: 120, height: 30 } });
    one.work();
    one.keys('g', 'i');
    const statusAt = (number: number): string => {
      one.keys(...String(number), 'G');
      one.work();
      return one.text();
    };
    while (!/user 3 \(ben.example\): /.test(one.text())) one.keys('j');
    expect(statusAt(13)).toContain('user 3 (ben.example): nothing is known of it yet');
    const asked = 'user 3 (ben.example): in no group yet; last request SRREQ 2.900000 (packet 14, 7.1.3)';
    expect(statusAt(14)).toContain(asked);
    expect(statusAt(15)).toContain(asked);
    expect(statusAt(16)).toContain('user 3 (ben.example): registered since 3.020000 (packet 16');
    // Somebody else's request is not taken for it.
    one.keys('k');
    expect(statusAt(14)).not.toContain('last request');
  });
});

describe('moving', () => {
  test('up and down go from line to line; sessions fold', async () => {
    const one = await opened();
    one.keys('j', 'j');
    expect(one.model().views.timeline.selected).toBe(2);
    one.keys('z', 'c');
    expect(one.model().views.timeline.selected).toBe(0);
    expect(one.text()).not.toContain('alice');
    one.keys('z', 'o', 'G');
    expect(one.model().views.timeline.selected).toBe(2);
    one.keys('z', 'M');
    expect(one.text()).toContain('▸ session 1');
    expect(one.model().views.timeline.selected).toBe(0);
    one.keys('z', 'R', 'g', 'g', 'z', 'a');
    expect(one.text()).not.toContain('bob');
  });

  test('] c and [ c go from change to change of the line; Enter shows the state there', async () => {
    const one = await opened();
    one.keys('j', 'j', ']', 'c');
    expect(cursor(one)).toBe(10);
    one.keys('3', ']', 'c');
    expect(cursor(one)).toBe(52);
    one.keys(']', 'c', ']', 'c');
    expect(cursor(one)).toBe(60);
    expect(one.text()).toContain('No later change of user 2 (bob).');
    one.keys('[', 'c');
    expect(cursor(one)).toBe(52);
    one.keys('enter');
    expect(one.model().view).toBe('state');
    expect(cursor(one)).toBe(52);
  });

  test('where the filter hides the packet of a change, to the next one that is shown; what is hidden is not denied', async () => {
    const one = await opened();
    one.keys('/');
    one.type('frame.number in {9, 12, 53}');
    one.keys('enter');
    one.work();
    one.keys('j', 'j', '9', 'G', ']', 'c');
    expect(cursor(one)).toBe(12);
    one.keys(']', 'c');
    expect(cursor(one)).toBe(53);
    one.keys(']', 'c');
    expect(one.text()).toContain('No later change of user 2 (bob) at a displayed packet.');
    one.keys('[', 'c');
    expect(cursor(one)).toBe(12);
  });

  test('right and left go from message to message of the line', async () => {
    const packet = (number: number, from: number, to: number) => ({
      number,
      arrows: [fakeArrow(from, to, 'KAREQ', { subject: 0 })],
    });
    const packets = [packet(6, 1, 0), packet(8, 0, 2), packet(10, 0, 1), packet(20, 2, 0)];
    const one = await opened({ story: fakeTimeline({ packets }) });
    one.keys('right', 'right');
    expect(cursor(one)).toBe(8);
    one.keys('g', 'g', 'j', 'j', 'g', 'g', '1', 'G', 'G', 'right');
    expect(cursor(one)).toBe(8);
    one.keys('right');
    expect(cursor(one)).toBe(20);
    one.keys('right');
    expect(one.text()).toContain('No later message of user 2 (bob).');
    one.keys('2', 'left');
    expect(cursor(one)).toBe(8);
    expect(one.text()).toContain('No earlier message');
  });

  test('a move waits for messages that are not at hand, goes on when they are, and keeps to the filter', async () => {
    let ready = false;
    const packets = [6, 8, 10, 20].map((number) => ({
      number,
      arrows: [fakeArrow(number === 8 ? 2 : 1, 0, 'KARES', { subject: 0 })],
    }));
    const story = fakeTimeline({ packets, waiting: (number) => !ready && number > 6 });
    const one = await opened({ story });
    one.keys('j', 'right');
    expect(cursor(one)).toBe(6);
    one.keys('right');
    expect(cursor(one)).toBe(6);
    expect(one.text()).toContain('looking for its next message');
    ready = true;
    one.take({ kind: 'store' });
    expect(cursor(one)).toBe(10);
    one.keys('g', 'g', '/');
    one.type('frame.number > 10');
    one.keys('enter');
    one.work();
    one.keys('1', 'G', 'j', 'right');
    expect(cursor(one)).toBe(20);
    one.keys('/', 'C-u');
    one.type('frame.number in {1, 10, 20}');
    one.keys('enter');
    one.work();
    one.keys('1', 'G', 'right');
    expect(cursor(one)).toBe(10);
  });

  test('Ctrl-right and Ctrl-left go by time', async () => {
    const packets = Array.from({ length: 80 }, (_, i) => ({
      number: i + 1,
      arrows: [fakeArrow(1, 0, 'KARES')],
    }));
    const one = await opened({ story: fakeTimeline({ packets }) });
    one.keys('C-right');
    const there = cursor(one);
    expect(columnOf(frame(one).stretch ?? { from: micros(0), scale: 1 }, frame(one).cursor)).toBeGreaterThan(
      9,
    );
    one.keys('C-right');
    const further = cursor(one);
    expect(further).toBeGreaterThan(there);
    one.keys('C-left');
    expect(cursor(one)).toBeLessThan(further);
    one.keys('9', '9', 'C-right');
    expect(cursor(one)).toBe(80);
  });
});

describe('the stretch that is seen', () => {
  test('+ and - zoom about the cursor, 0 shows all, < and > move', async () => {
    const one = await opened();
    one.keys('4', '0', 'G');
    const before = columnOf(frame(one).stretch ?? { from: micros(0), scale: 1 }, frame(one).cursor);
    const { scale = 0 } = frame(one).stretch ?? {};
    one.keys('+');
    expect(frame(one).stretch?.scale).toBe(Math.ceil(scale / 2));
    expect(columnOf(frame(one).stretch ?? { from: micros(0), scale: 1 }, frame(one).cursor)).toBe(before);
    one.keys('2', '+', '-');
    expect(frame(one).stretch?.scale).toBeGreaterThan(scale / 8);
    const { from = 0 } = frame(one).stretch ?? {};
    one.keys('>');
    expect(frame(one).stretch?.from).toBeGreaterThan(from);
    one.keys('<');
    expect(frame(one).stretch?.from).toBe(from);
    one.keys('0');
    expect(one.model().views.timeline.stretch).toBe(undefined);
    one.keys('<');
    expect(one.text()).toContain('All is seen');
  });

  test('a cursor that is moved elsewhere is brought into view', async () => {
    const one = await opened();
    one.keys('5', '+', 'g', 'p', 'G', 'g', 'i');
    const { stretch, cursor: at, columns } = frame(one);
    expect(stretch).toBeDefined();
    const column = stretch === undefined ? -1 : columnOf(stretch, at);
    expect(column).toBeGreaterThanOrEqual(0);
    expect(column).toBeLessThan(columns);
    expect(one.text()).toContain('▼');
  });

  test('the mouse sets line and time, scrolls beside the chart and zooms in it', async () => {
    const packets = Array.from({ length: 80 }, (_, i) => ({
      number: i + 1,
      arrows: [fakeArrow(1, 0, 'KARES')],
    }));
    const one = await opened({ story: fakeTimeline({ packets }) });
    one.take({ kind: 'pointer', pointer: { act: 'press', x: frame(one).names + 30, y: 6 } });
    expect(one.model().views.timeline.selected).toBe(1);
    expect(columnOf(frame(one).stretch ?? { from: micros(0), scale: 1 }, frame(one).cursor)).toBeGreaterThan(
      25,
    );
    expect(columnOf(frame(one).stretch ?? { from: micros(0), scale: 1 }, frame(one).cursor)).toBeLessThan(31);
    const { scale = 0 } = frame(one).stretch ?? {};
    one.take({ kind: 'pointer', pointer: { act: 'wheelUp', x: 60, y: 6 } });
    expect(frame(one).stretch?.scale).toBe(Math.ceil(scale / 2));
    one.take({ kind: 'pointer', pointer: { act: 'wheelDown', x: 2, y: 6 } });
    expect(one.model().views.timeline.selected).toBe(2);
  });

  test('ticks stand at round times, far enough apart for their labels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000_000 }),
        fc.integer({ min: 1, max: 10_000_000_000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 4, max: 20 }),
        fc.boolean(),
        (from, scale, columns, apart, isClock) => {
          const { ticks, digits } = ticksOf(
            { from: micros(from), scale },
            columns,
            micros(0),
            apart,
            isClock,
          );
          for (const [i, { column, at }] of ticks.entries()) {
            expect(column).toBe(Math.floor((at - from) / scale));
            expect(column).toBeGreaterThanOrEqual(0);
            expect(column).toBeLessThan(columns);
            // The label is exact.
            expect(at % 10 ** (6 - digits)).toBe(0);
            if (i > 0) expect(column - ticks[i - 1].column).toBeGreaterThanOrEqual(apart - 1);
          }
        },
      ),
    );
  });
});

describe('what is not there', () => {
  test('no sessions, yet or at all', async () => {
    expect((await opened({ story: fakeTimeline({ subjects: [] }) })).text()).toContain('No sessions of GMP');
    const early = fakeTimeline({ subjects: [], scanned: 7 });
    expect((await opened({ story: early })).text()).toContain('studied: 7 of 80 packets');
  });

  test('behind what was studied nothing is drawn, and no timers are asked for', async () => {
    const asked: number[] = [];
    const story = fakeTimeline({ scanned: 40 });
    const early: Story = {
      ...story,
      runs: (subject, from, to) => {
        asked.push(to);
        return story.runs(subject, from, to);
      },
    };
    const one = await opened({ story: early });
    const known = micros(Number(one.store.time(40).sec) * 1e6 + Math.floor(one.store.time(40).nsec / 1000));
    const { stretch } = frame(one);
    const last = stretch === undefined ? 0 : columnOf(stretch, known);
    expect(line(one, 'user 1 (alice)').trimEnd()).toHaveLength(last + 1);
    expect(asked.length).toBeGreaterThan(0);
    expect(Math.max(...asked)).toBeLessThanOrEqual(known);
  });

  test('more changes than are kept', async () => {
    const story = fakeTimeline();
    const cut = { ...story, changes: { ...story.changes, cut: true } };
    expect((await opened({ story: cut })).text()).toContain('only the first 10 changes are kept');
  });
});

/** Changes of three subjects at instants that often coincide, before, in and after the capture. */
const changesOf = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: -20, max: 110 }),
      fc.integer({ min: 0, max: 3 }),
    ),
    { maxLength: 60 },
  )
  .map((all) =>
    fakeChanges(
      [...all]
        .sort((a, b) => a[1] - b[1])
        .map(([subject, tenths, to], i): FakeChange => [subject, tenths * 100, 0, to, i % 3, (i % 80) + 1]),
    ),
  );

describe('columns', () => {
  test('each shows the highest state that the changes say for any instant in it, and how many there were', async () => {
    const one = await opened();
    fc.assert(
      fc.property(
        changesOf,
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 10_400_000 }),
        fc.integer({ min: 0, max: 2 }),
        (changes, columns, zoom, about, subject) => {
          const whole = wholeStretch(one.store, columns);
          if (whole === undefined) throw new Error('the capture has no times');
          const stretch = zoomed(whole, zoom, micros(DEMO_START + about), columns, whole) ?? whole;
          const story: Story = fakeTimeline({ changes });
          const blocks = blocksOf(story, subject, stretch, columns, foundOf(story, subject));
          const own = changes.filter((each) => each.subject === subject);
          expect(blocks).toHaveLength(columns);
          for (const [column, block] of blocks.entries()) {
            const start = stretch.from + column * stretch.scale;
            const end = start + stretch.scale;
            const inside = own.filter(({ by }) => by.at >= start && by.at < end);
            const before = own.filter(({ by }) => by.at <= start).at(-1);
            // States at the column's first instant, and behind each change in it.
            const states = [before?.to ?? -1, ...inside.map(({ to }) => to)];
            const exact = inside.filter(({ by }) => by.at === start).map(({ to }) => to);
            const expected = Math.max(...states, ...exact);
            expect(block.state).toBe(expected);
            expect(block.changes).toBe(inside.length);
            expect(block.expired).toBe(inside.some((each) => each.expired));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('what came of no packet has the mark of a timer only where one expired', () => {
    const [change] = fakeChanges([[1, 100, 3, 2, 0, 2]]);
    const stretch = { from: micros(DEMO_START), scale: 100_000 };
    for (const expired of [true, false]) {
      const changes = [{ ...change, expired }];
      const blocks = blocksOf(fakeTimeline({ changes }), 1, stretch, 3, []);
      expect(blocks.map((block) => block.expired)).toEqual([false, expired, false]);
    }
  });

  test('a state that ends as a column begins is not of that column', async () => {
    const changes = fakeChanges([
      [1, 100, 0, 3, 1, 1],
      [1, 200, 3, 1, 0, 2],
    ]);
    const stretch = { from: micros(DEMO_START), scale: 100_000 };
    const blocks = blocksOf(fakeTimeline({ changes }), 1, stretch, 4, []);
    expect(blocks.map(({ state }) => state)).toEqual([-1, 3, 1, 1]);
  });

  test('a timer’s bar covers its columns and no others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 150 }),
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom('restarted' as const, 'stopped' as const, 'expired' as const, 'running' as const),
        (from, length, end) => {
          const stretch = { from: micros(DEMO_START), scale: 1000 };
          const { parts } = barsOf([fakeRun('KA', from, from + length, end)], stretch, 100);
          for (const [column, part] of parts.entries())
            expect(part !== 'none').toBe(column >= from && column <= from + length);
        },
      ),
    );
  });
});

describe('whatever one types, at any size', () => {
  const names: readonly (readonly string[])[] = [
    ...new Set(TIMELINE.flatMap(({ keys }) => keys)),
    ...['up', 'down', 'left', 'right', 'pagedown', 'G', 'g g', '5', 't', 'y y', 'C-down', 'C-t', 'esc'],
  ].map((keys) => keys.split(' '));

  test('the selected line is seen, nothing is drawn outside', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...names), { maxLength: 40 }),
        fc.integer({ min: 1, max: 130 }),
        fc.integer({ min: 1, max: 45 }),
        fc.integer({ min: 0, max: 90 }),
        async (keys, width, height, members) => {
          const subjects = [
            fakeSubject(0, 'session', 'session 1 at 10.0.0.1 \u4e2d', -1, 0),
            ...Array.from({ length: members }, (_, i) => fakeSubject(i + 1, 'member', `user ${i}`, 0, 1)),
            fakeSubject(members + 1, 'network', 'eth0', -1, 0),
            fakeSubject(members + 2, 'membership', '239.1.1.1: printer', members + 1, 2),
          ];
          const packets = [5, 9, 33, 70].map((number) => ({
            number,
            arrows: [fakeArrow(1, 0, 'KARES', { subject: 0 })],
          }));
          const one = await opened({ story: fakeTimeline({ subjects, packets }), size: { width, height } });
          for (const key of keys) {
            one.keys(...key);
            if (one.model().view !== 'timeline') one.keys('esc', 'f5');
            const { lines, shown } = frame(one);
            const { selected, top } = one.model().views.timeline;
            const at = lines.lineOf(selected);
            expect(at).toBeGreaterThanOrEqual(top);
            expect(at).toBeLessThan(top + shown);
            for (const pane of one.panes())
              for (const row of pane.rows) expect(rowWidth(row)).toBeLessThanOrEqual(pane.area.width);
            textOf(one.panes(), one.model().size);
          }
          await one.store.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
