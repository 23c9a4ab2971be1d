/**
 * The state view without a terminal: what keys choose, where jumps go, what is said of a cell, and what holds whatever one does.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Micros } from '../../src/base/micros.js';
import { STATE } from '../../src/tui/keys/state.js';
import { microsOf } from '../../src/tui/model/instants.js';
import { lookedAt } from '../../src/tui/model/looking.js';
import { spanText } from '../../src/tui/model/spans.js';
import { columnsOf, visibleColumns } from '../../src/tui/model/state-columns.js';
import { lookedState } from '../../src/tui/model/state-looking.js';
import { stateFilter } from '../../src/tui/model/state-selected.js';
import { rowWidth } from '../../src/tui/view/segment.js';
import { igmpFrame } from '../fixtures/frames.js';
import { type StateFakeOptions, stateFake } from './state-fake.js';
import { writeCapture } from './store/captures.js';
import { type Play, type PlayOptions, play, textOf } from './world.js';

const DEMO = 'fixtures/demo.pcapng';

let times: readonly Micros[] = [];

beforeAll(async () => {
  const { store } = await play(DEMO);
  times = Array.from({ length: store.count + 1 }, (_, number) => microsOf(store, Math.max(1, number)));
  await store.close();
});

/** The state view of the demo's packets with a story made by hand. */
async function open(fake: StateFakeOptions = {}, options: PlayOptions = {}): Promise<Play> {
  const one = await play(DEMO, { ...options, story: stateFake((number) => times[number], fake) });
  one.work();
  one.keys('g', 's');
  return one;
}

const number = (one: Play): number => lookedAt(one.model(), one.world).number;
const goTo = (one: Play, to: number): void => one.keys(...String(to), 'G');
const sight = (one: Play) => lookedState(one.model(), one.world);
const message = (one: Play): string => one.model().message?.text ?? '';

test('a network says how many memberships it has, absent ones too; how many groups are present is a fact of it', async () => {
  const report = (host: string) =>
    igmpFrame(host, '239.1.1.1', 2, { 'igmp.type': 0x16, 'igmp.maddr': 0xef010101 }).slice(14);
  const headings = [];
  for (const hosts of [['10.0.0.5'], ['10.0.0.5', '10.0.0.6']]) {
    const one = await play(writeCapture(hosts.map(report)));
    one.work();
    one.keys('G', 'g', 's');
    one.work();
    headings.push(/network of the capture +(.*)\n/.exec(one.text())?.[1]);
    expect(one.text()).toContain('Groups 1');
  }
  expect(headings).toEqual(['1 membership', '2 memberships']);
});

describe('what one looks at', () => {
  test('whom the packet is about, until one chooses; then that, from packet to packet', async () => {
    const one = await open();
    goTo(one, 9);
    expect(sight(one).matter?.name).toBe('session 1 at server');
    expect(sight(one).row?.name).toBe('user 1 (alice)');
    goTo(one, 10);
    expect(sight(one).row?.name).toBe('user 2 (bob)');
    one.keys('j');
    expect(sight(one).row?.name).toBe('user 3 (carol)');
    goTo(one, 9);
    expect(sight(one).row?.name).toBe('user 3 (carol)');
    one.keys('F');
    expect(sight(one).row?.name).toBe('user 1 (alice)');
  });

  test('who is not there at a packet is not replaced by somebody else', async () => {
    const one = await open();
    goTo(one, 30);
    one.keys('g', 'g');
    expect(sight(one).row?.name).toBe('user 1 (alice)');
    goTo(one, 50);
    expect(sight(one).row).toBeUndefined();
    expect(one.text()).toContain('user 1 (alice) is not shown at this packet');
    one.keys('j');
    expect(sight(one).row?.name).toBe('user 3 (carol)');
    goTo(one, 2);
    expect(sight(one).matter).toBeUndefined();
    expect(one.text()).toContain('session 1 at server is not known at this packet');
  });

  test('changed, active and other members; sorted by timer and by latest change', async () => {
    const one = await open();
    const names = (): readonly string[] => {
      const { matter, order } = sight(one);
      return Array.from({ length: order.count }, (_, i) => matter?.rowAt(order.at(i)).user.toString() ?? '');
    };
    goTo(one, 10);
    expect(names()).toEqual(['1', '2', '3']);
    one.keys('o');
    expect(names()).toEqual(['2']);
    one.keys('o');
    expect(names()).toEqual(['1', '2']);
    one.keys('o');
    expect(names()).toEqual(['3']);
    one.keys('o', 'O');
    expect(names()).toEqual(['1', '2', '3']);
    one.keys('O');
    expect(names()).toEqual(['2', '1', '3']);
    expect(one.text()).toContain('by latest');
  });

  test('too many members to sort: they stay by user ID, and the heading says so', async () => {
    const one = await open({ many: 60_000 });
    goTo(one, 30);
    one.keys('S-tab', 'G', 'k', 'tab', 'O');
    expect(sight(one).matter?.name).toBe('session 2 at server');
    expect(one.text()).toContain('too many to choose or sort');
    one.keys('G');
    expect(sight(one).row?.name).toBe('user 60000');
    const begun = performance.now();
    for (let i = 0; i < 20; i += 1) {
      one.keys('k', 'C-down');
      one.panes();
    }
    expect((performance.now() - begun) / 20).toBeLessThan(50);
  });
});

describe('from change to change', () => {
  const visited = (one: Play, ...keys: readonly string[]): readonly number[] =>
    Array.from({ length: 8 }, () => {
      one.keys(...keys);
      return number(one);
    }).filter((at, i, all) => at !== all[i - 1]);

  test('of a member, of the session, of anybody; forwards and backwards; at the end one is told', async () => {
    const one = await open();
    goTo(one, 7);
    expect(visited(one, ']', 'c')).toEqual([10, 20, 30]);
    expect(message(one)).toBe('No change of user 2 (bob) behind this packet.');
    expect(visited(one, '[', 'c')).toEqual([20, 10, 7, 5]);
    expect(message(one)).toBe('No change of user 2 (bob) before this packet.');
    expect(visited(one, ']', 's')).toEqual([9, 60]);
    expect(visited(one, '[', 's')).toEqual([9, 3]);
    expect(visited(one, ']', 'a')).toEqual([4, 5, 6, 7, 8, 9, 10, 20]);
    one.keys('3', '[', 'a');
    expect(number(one)).toBe(8);
  });

  test('with the session in focus, its own', async () => {
    const one = await open();
    goTo(one, 5);
    one.keys('S-tab', ']', 'c');
    expect(number(one)).toBe(9);
  });

  test('where the filter hides the packet, the next one at which it can be seen', async () => {
    const one = await open();
    goTo(one, 7);
    one.keys('/');
    one.type('frame.number in {7, 15, 22, 35}');
    one.keys('enter');
    one.work();
    expect(visited(one, ']', 'c')).toEqual([15, 22, 35]);
    // What its timer did at a hidden packet is told where one comes to.
    expect(one.text()).not.toContain('before:');
    expect(visited(one, '[', 'c')).toEqual([22, 15, 7]);
    goTo(one, 22);
    expect(one.text()).toMatch(/before: bob: user 2 \(bob\): active → enrolled/);
    expect(one.text()).not.toContain('user 2 (bob): enrolled → active');
    goTo(one, 35);
    one.keys(']', 'c');
    expect(message(one)).toBe('No change of user 2 (bob) at a displayed packet behind this one.');
    one.keys(']', 'a');
    expect(message(one)).toBe('No change at a displayed packet behind this one.');
    goTo(one, 7);
    one.keys('[', 'c');
    expect(message(one)).toBe('No change of user 2 (bob) at a displayed packet before this one.');
  });

  test('while packets are gone through, what was not found so far is not denied', async () => {
    const one = await open({ scanned: 40 });
    goTo(one, 30);
    one.keys(']', 'c');
    expect(message(one)).toBe(
      'No change of user 2 (bob) behind this packet so far: 40 packets were gone through.',
    );
  });

  test('messages that are more than keepalives, among those that are shown', async () => {
    const one = await open();
    goTo(one, 11);
    one.keys('J');
    expect(number(one)).toBe(20);
    one.keys('K');
    expect(number(one)).toBe(10);
    one.keys('/');
    one.type('frame.number >= 25');
    one.keys('enter');
    one.work();
    one.keys('J');
    expect(number(one)).toBe(30);
    one.keys('K');
    expect(message(one)).toContain('No message before this packet');
  });
});

describe('a cell', () => {
  test('Enter goes to the packet by which it came about, and one comes back', async () => {
    const one = await open();
    goTo(one, 35);
    one.keys('g', 'g', 'l', 'l');
    expect(one.text()).toContain('by packet 9, 3.6 s ago: 1.900000');
    expect(one.text()).toContain('D25 KARES that counts (7.2)');
    one.keys('enter');
    expect(number(one)).toBe(9);
    one.keys('enter');
    expect(message(one)).toBe('It came about at this very packet.');
    one.keys("'", "'");
    expect(number(one)).toBe(35);
  });

  test('what came about by time leads to the packet at which it shows', async () => {
    const one = await open();
    goTo(one, 25);
    one.keys('j');
    expect(sight(one).row?.name).toBe('user 2 (bob)');
    expect(one.text()).toContain('by time');
    one.keys('enter');
    expect(number(one)).toBe(20);
    expect(message(one)).toContain('by time');
    expect(one.text()).toContain('250 ms before');
    expect(one.text()).toContain('●●○ enrolled*');
  });

  test('facts of a session are cells too; folding hides them', async () => {
    const one = await open();
    goTo(one, 12);
    one.keys('S-tab', 'l', 'l');
    expect(one.text()).toContain('session 1 at server, KA period: 10 s');
    one.keys('j');
    expect(one.text()).toMatch(/session 1 at server, (key generation|rounds)/);
    one.keys('$');
    expect(one.text()).toContain('session 1 at server, rounds: 2');
    one.keys('enter');
    expect(number(one)).toBe(10);
    one.keys('z', 'a');
    expect(one.text()).not.toContain('KA period');
    one.keys('z', 'o');
    expect(one.text()).toContain('KA period');
    one.keys('z', 'c');
    expect(one.text()).not.toContain('KA period');
  });

  test('a line of what changed leads to whom it happened', async () => {
    const one = await open();
    goTo(one, 9);
    one.keys('tab', 'j', 'enter');
    expect(one.model().views.state.focus).toBe('rows');
    expect(sight(one).row?.name).toBe('user 1 (alice)');
  });

  test('is copied, its line too, and everything', async () => {
    const one = await open();
    goTo(one, 9);
    one.keys('l', 'l');
    const copied = (...keys: readonly string[]): string => {
      one.effects();
      one.keys(...keys);
      return one.effects().flatMap((effect) => (effect.kind === 'copy' ? [effect.text] : []))[0];
    };
    expect(copied('y', 'f')).toBe('active');
    expect(copied('y', 'y')).toBe(
      'user 1 (alice)\tcreator\tactive\tKA 2.3 s\t9\t1.900000\t7.2, figure 12; D25\t5\t',
    );
    const whole = copied('y', 'a');
    expect(whole).toContain(
      'State after packet 9, 1.900000\n  server: session 1 at server: announced → running',
    );
    expect(whole).toContain('user 3 (carol)\tparticipant\tregistered');
    expect(whole).toContain('network 10.0.0.0/24; 1 membership; querier 10.0.0.254');
    expect(copied('y', '/')).toBe('frame.number in {4, 6, 9, 40}');
    one.keys('w');
    expect(one.text()).toContain('Write the state at packet 9 to:');
    one.keys('esc');
    one.keys(':');
    one.type('state /tmp/never.txt');
    one.keys('enter');
    expect(one.effects()).toContainEqual({
      kind: 'write',
      path: '/tmp/never.txt',
      over: false,
      text: `${whole}\n`,
      what: 'the state at packet 9',
    });
  });

  test('makes filters that can be read', async () => {
    const one = await open();
    goTo(one, 9);
    const filter = (): string | undefined => stateFilter(one.model(), one.world);
    expect(filter()).toBe('gmp.session_id == 1 && gmp.user_id == 1');
    one.keys('S-tab');
    expect(filter()).toBe('gmp.session_id == 1');
    one.keys('G');
    expect(filter()).toBe('igmp');
    one.keys('tab');
    expect(filter()).toBe('igmp.maddr == 239.1.1.1');
    one.keys('F', 'f', 'f');
    expect(one.model().filter).toBe('gmp.session_id == 1 && gmp.user_id == 1');
  });
});

describe('the mouse', () => {
  test('a click takes the focus and selects; the wheel moves what is under it', async () => {
    const one = await open();
    goTo(one, 10);
    const rowOf = (text: string): number =>
      one
        .text()
        .split('\n')
        .findIndex((line) => line.includes(text));
    const point = (act: 'press' | 'wheelUp' | 'wheelDown', x: number, y: number): void =>
      one.take({ kind: 'pointer', pointer: { act, x, y } });
    point('press', 5, rowOf('user 3 (carol) '));
    expect(sight(one).row?.name).toBe('user 3 (carol)');
    point('wheelUp', 5, rowOf('user 3 (carol) '));
    expect(sight(one).row?.name).toBe('user 1 (alice)');
    point('press', 5, rowOf('key generation'));
    expect(one.model().views.state).toMatchObject({ focus: 'matters', fact: 6 });
    point('press', 5, rowOf('network 10.0.0.0/24'));
    expect(sight(one).matter?.name).toBe('network 10.0.0.0/24');
    point('press', 5, rowOf('user 2 (bob): enrolled'));
    expect(one.model().views.state.focus).toBe('changes');
  });
});

describe('while the state is worked out', () => {
  test('it is said how far; what was known last stays, dimmed', async () => {
    let late = true;
    const one = await open({ waiting: (at) => at > 10 && late });
    goTo(one, 9);
    goTo(one, 11);
    expect(one.text()).toContain('Working out the state at packet 11 … 40%');
    expect(one.text()).toContain('as it was after packet 9:');
    expect(one.text()).toContain('user 3 (carol)');
    const dim = one.model().theme.dim;
    const rows = one.panes().find(({ id }) => id === 'state-rows')?.rows ?? [];
    expect(rows.slice(1).every((row) => row.every(({ style }) => style === dim))).toBe(true);
    late = false;
    one.take({ kind: 'store' });
    expect(one.text()).toContain('State after packet 11');
  });

  test('with nothing known yet, only that is said', async () => {
    const one = await open({ waiting: () => true });
    expect(one.text()).toContain('Working out the state at packet 1 … 40%');
    one.keys('j', 'l', 'enter', ']', 'c', 'w');
    expect(one.text()).toContain('Working out');
  });
});

describe('whatever one does', () => {
  const names = [...new Set(STATE.flatMap(({ keys }) => keys.flatMap((each) => each.split(' '))))];
  const moves = [
    'j',
    'k',
    'h',
    'l',
    'tab',
    'S-tab',
    '\\',
    'enter',
    'G',
    'g',
    'space',
    'C-d',
    'C-u',
    'C-down',
  ];
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...names, ...moves, 'y', 'f', '5', '7') },
    {
      weight: 1,
      arbitrary: fc.record({
        width: fc.integer({ min: 1, max: 140 }),
        height: fc.integer({ min: 1, max: 50 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constantFrom('press' as const, 'wheelUp' as const, 'wheelDown' as const),
        x: fc.nat(130),
        y: fc.nat(45),
      }),
    },
  );

  test('nothing throws, nothing is drawn outside, no cursor leaves what there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(40), async (steps, many) => {
        const one = await open({ many });
        for (const each of steps) {
          if (typeof each === 'string') one.keys(each);
          else if ('width' in each) one.take({ kind: 'resize', size: each });
          else one.take({ kind: 'pointer', pointer: each });
          const { size } = one.model();
          for (const { rows, area } of one.panes())
            for (const row of rows)
              expect(rowWidth(row)).toBeLessThanOrEqual(Math.max(area.width, size.width));
          textOf(one.panes(), size);
          const { row, matter, order } = sight(one);
          if (row !== undefined) expect(matter?.rowOf(row.subject)).toBe(order.at(sight(one).rowAt));
        }
        await one.store.close();
      }),
      { numRuns: 60 },
    );
  });

  test('stepping forwards and back gives the same screens', async () => {
    const one = await open({}, { size: { width: 120, height: 40 } });
    const there: string[] = [];
    for (let i = 0; i < 70; i += 1) {
      there.push(one.text());
      one.keys('C-down');
    }
    for (let i = 69; i >= 0; i -= 1) {
      one.keys('C-up');
      expect(one.text()).toBe(there[i]);
    }
  });

  test('the name and the selected column are always among those that are shown, and all fit', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 28 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(widths, fc.integer({ min: 60, max: 160 }), fc.nat(9), (wide, width, selected) => {
        const columns = columnsOf({ ...CROWD, titles: ['a', 'b', 'c'] });
        const shown = visibleColumns(columns, wide, width, selected);
        expect(shown).toContain(0);
        expect(shown).toContain(selected);
        expect([...shown].sort((a, b) => a - b)).toEqual(shown);
        expect(shown.reduce((sum, i) => sum + wide[i] + 1, 1)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

const CROWD = {
  kind: 'session' as const,
  subject: 0,
  name: '',
  id: 1,
  phase: undefined,
  ended: false,
  counts: '',
  facts: [],
  timers: [],
  numberAt: undefined,
  rowCount: 0,
  rowAt: () => {
    throw new RangeError('nobody');
  },
  rowOf: () => -1,
  titles: [],
  sight: {} as never,
};

test.each([
  [0, '0 s'],
  [400, '400 us'],
  [350_000, '350 ms'],
  [999_400, '999 ms'],
  [999_600, '1 s'],
  [12_340_000, '12.3 s'],
  [99_960_000, '100 s'],
  [1_500_000_000, '25 min'],
  [-500_000, '-500 ms'],
])('a span of %i microseconds is %s', (span, text) => {
  expect(spanText(span)).toBe(text);
});
