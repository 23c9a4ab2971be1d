/**
 * Fields that a capture is followed for, in the TUI: filters, columns, the tree and the search say what `dissect` says, from
 * wherever one looks.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NumberList } from '../../src/tui/store/contract.js';
import { ROOT } from './terminal.js';
import { type Play, play } from './world.js';

const DEMO = 'fixtures/demo.pcapng';
const MAIN = join(ROOT, 'dist/bin/main.js');

function dissected(...args: readonly string[]): readonly string[] {
  const text = execFileSync(process.execPath, [MAIN, 'dissect', DEMO, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return text.split('\n').slice(0, -1);
}

const numbersOf = (list: NumberList): readonly number[] =>
  Array.from({ length: list.count }, (_, row) => list.at(row));

async function filtered(filter: string): Promise<Play> {
  const one = await play(DEMO);
  one.keys('/');
  one.type(filter);
  one.keys('enter');
  one.work();
  return one;
}

describe('filters', () => {
  test.each([
    'gmp.state.group == active',
    'gmp.state.changed',
    'gmp.state.session == 2 && gmp.state.active_count > 0',
    'gmp.request_in && !(gmp.response_time < 0.001)',
    'gmp.response_in > 20',
    'gmp.timer.ka_expired',
    'igmp.group.members > 1 || igmp.group.reports > 2',
    'frame.time_delta_displayed > 0.1',
    'igmp && frame.time_delta_displayed > 0.5',
    'gmp.state.why contains "7.2"',
  ])('%s: the same packets as dissect -Y shows', async (filter) => {
    const known = dissected('-T', 'fields', '-e', 'frame.number', '-Y', filter).map(Number);
    const one = await filtered(filter);
    expect(numbersOf(one.store.shown)).toEqual(known);
  });
});

describe('single packets', () => {
  const FIELDS = [
    'gmp.state.group',
    'gmp.state.active_count',
    'igmp.group.members',
    'frame.time_delta_displayed',
    'gmp.response_in',
  ];
  const told = dissected('-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field]));
  const settings = {
    columns: ['number', ...FIELDS].map((show) => ({ title: show, show })),
  };

  /** Groups by their numbers, as dissect prints them: columns show their names. */
  const GROUPS = ['none', 'registered', 'enrolled', 'active'];
  const named = (line: string): string =>
    line.replace(/^\d(,\d)*/, (numbers) =>
      numbers
        .split(',')
        .map((number) => GROUPS[Number(number)])
        .join(','),
    );

  test('columns show in any order what a reading from front to back shows', async () => {
    expect(told.map(named).some((line) => line.startsWith('enrolled\t'))).toBe(true);
    const one = await play(DEMO, { settings });
    for (const number of [80, 79, 40, 41, 60, 3, 2, 1, 17, 80]) {
      one.store.row(number);
      one.work();
      const [, ...cells] = one.store.row(number)?.cells ?? [];
      expect(cells.join('\t'), `packet ${number}`).toBe(named(told[number - 1]));
    }
  });

  test('the tree shows them once they are worked out, and how far that is', async () => {
    const one = await play(DEMO, { size: { width: 100, height: 70 } });
    const whole = dissected('-V', '-Y', 'frame.number == 70');
    const wanted = whole.filter((line) =>
      /\[(Group of the member|Members active|Time from the request)/.test(line),
    );
    expect(wanted.length).toBeGreaterThan(1);
    one.keys('7', '0', 'G', 'tab', '\\');
    expect(one.store.following).toBe(0);
    expect(one.text()).not.toContain('Members active');
    one.work();
    expect(one.store.following).toBe(undefined);
    for (const line of wanted) expect(one.text()).toContain(line.trim());
    // Going up costs nothing; neither does going down.
    one.keys('f7');
    expect(one.store.following).toBe(undefined);
    expect(one.text()).toContain('[Members active');
  });

  test('a request tells of its answer, which lies ahead; Enter goes there', async () => {
    const whole = dissected('-T', 'fields', '-e', 'gmp.response_in').map(Number);
    const asking = whole.flatMap((answer, i) => (answer > 0 ? [[i + 1, answer]] : []));
    expect(asking.length).toBeGreaterThan(10);
    for (const [number, answer] of asking) {
      const one = await play(DEMO, { size: { width: 100, height: 400 } });
      one.keys(...String(number), 'G', 'tab', 'z', 'R', '\\');
      one.work();
      expect(one.text(), `packet ${number}`).toContain(`[Answered in frame: ${answer}]`);
      expect(one.store.following).toBe(undefined);
      one.keys('g', 'g');
      const at =
        one
          .text()
          .split('\n')
          .findIndex((line) => line.includes('[Answered in frame')) - 1;
      one.keys(...String(at - 1), 'j');
      expect(one.text()).toContain(`Answered in frame (gmp.response_in); Enter: to packet ${answer}`);
      one.keys('enter');
      expect(one.model().cursor, `from packet ${number}`).toBe(answer);
      one.keys("'", "'");
    }
  });

  test('nothing is told of answers that do not come, and the reading ends', async () => {
    const one = await play(DEMO, { size: { width: 100, height: 400 } });
    one.keys('5', '8', 'G', 'tab', 'z', 'R', '\\');
    one.work();
    expect(one.text()).toContain('[Phase of the session');
    expect(one.text()).not.toContain('Answered in frame');
  });

  test('colour rules know them', async () => {
    const rule = { name: 'active', filter: 'gmp.state.active_count == 3', ink: 1, paper: 2 };
    const one = await play(DEMO, { settings: { colours: [rule] } });
    const known = dissected('-T', 'fields', '-e', 'frame.number', '-Y', rule.filter).map(Number);
    expect(known.length).toBeGreaterThan(3);
    for (const number of [80, 1, ...known]) one.store.row(number);
    one.work();
    for (const number of [80, 1, ...known])
      expect(one.store.row(number)?.colour === 0, `packet ${number}`).toBe(known.includes(number));
  });

  test('a filter changes what was displayed before', async () => {
    const one = await filtered('gmp.type == KAREQ');
    const shown = numbersOf(one.store.shown);
    one.store.packet(shown[3]);
    one.work();
    const text = JSON.stringify(one.store.packet(shown[3])?.layers, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const [line] = dissected('-V', '-Y', 'gmp.type == KAREQ')
      .filter((each) => /previous displayed/.test(each))
      .slice(3);
    expect(text).toContain(line.trim());
  });
});
