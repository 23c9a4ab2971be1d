/**
 * The ladder without a terminal: which rows there are, what keys do, what holds whatever one types.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { KEY_ROWS } from '../../src/tui/keys/table.js';
import { frameOf } from '../../src/tui/model/areas.js';
import {
  entryAfter,
  entryAt,
  entryBefore,
  entryOf,
  listingOf,
  selectedEntry,
} from '../../src/tui/model/ladder-entries.js';
import { columnOf } from '../../src/tui/model/ladder-lanes.js';
import { ladderLayout } from '../../src/tui/model/ladder-layout.js';
import { rowWidth } from '../../src/tui/view/segment.js';
import { type InstantOf, sampleStory } from './ladder-sample.js';
import { type FakePacket, fakeActors, fakeArrow, fakeHappening, fakeStory } from './story-fake.js';
import { type Play, type PlayOptions, play, textOf } from './world.js';

const DEMO = 'fixtures/demo.pcapng';
let instantOf: InstantOf;

beforeAll(async () => {
  const { store } = await play(DEMO);
  instantOf = (number) => {
    const { sec, nsec } = store.time(number);
    return sec * 1_000_000 + Math.floor(nsec / 1000);
  };
});

async function begin(options: PlayOptions = {}): Promise<Play> {
  const one = await play(DEMO, { story: sampleStory(instantOf), ...options });
  one.keys('g', 'l');
  return one;
}

const layoutOf = (one: Play): ReturnType<typeof ladderLayout> =>
  ladderLayout(one.model(), one.world, frameOf(one.model().size).body);

/** Everything that must hold of the ladder and its screen. */
function holds(one: Play): void {
  const model = one.model();
  const listing = listingOf(model, one.world);
  const selected = selectedEntry(model, one.world);
  for (const pane of one.panes())
    for (const line of pane.rows) expect(rowWidth(line), pane.id).toBeLessThanOrEqual(pane.area.width);
  textOf(one.panes(), model.size);
  if (model.view !== 'ladder') return;
  const layout = layoutOf(one);
  if (layout === undefined) return;
  if (selected === undefined) {
    expect(layout.seen).toEqual([]);
    return;
  }
  // The selected row's message is seen, and no line is left free while there are others.
  const { rows } = layout.parts;
  if (rows > 0)
    expect(layout.seen.some(({ entry, head }) => head && entry.row === selected.entry.row)).toBe(true);
  if (layout.seen.length < rows) {
    expect(layout.seen[0].entry.row).toBe(0);
    const last = layout.seen[layout.seen.length - 1].entry;
    expect(last.row + last.count).toBe(listing.messages.count);
  }
  // Rows follow each other, and none is left out.
  for (const [i, { entry }] of layout.seen.entries()) {
    const before = layout.seen[i - 1]?.entry;
    if (before !== undefined && before.row !== entry.row) expect(entry.row).toBe(before.row + before.count);
  }
}

describe('rows', () => {
  test('every displayed message is in one row; runs are as long as can be, and none is folded over what is notable', () => {
    const one = fc.record({ message: fc.boolean(), routine: fc.boolean(), shown: fc.boolean() });
    return fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 80 }), fc.boolean(), async (packets, unfolded) => {
        const made = packets.flatMap(({ message, routine }, i): FakePacket[] =>
          message ? [{ number: i + 1, arrows: [fakeArrow(0, 1, routine ? 'KAREQ' : 'SCREQ')] }] : [],
        );
        const story = fakeStory({ actors: fakeActors(['s', 'server'], ['c', 'client']), packets: made });
        const played = await play(DEMO, { story });
        const { shown } = played.store;
        const rows = made.filter(({ number }) => number <= shown.count);
        const listing = { ...listingOf(played.model(), played.world), isFolded: () => !unfolded };
        let entry = rows.length === 0 ? undefined : entryOf(listing, 0);
        let row = 0;
        while (entry !== undefined) {
          expect(entry.row).toBe(row);
          expect(entry.number).toBe(rows[row].number);
          const routine = rows.slice(row, row + entry.count).every(({ arrows }) => arrows[0].routine);
          if (entry.count > 1) {
            expect(routine).toBe(true);
            expect(rows[row - 1]?.arrows[0].routine ?? false).toBe(false);
            expect(rows[row + entry.count]?.arrows[0].routine ?? false).toBe(false);
          } else if (!unfolded && routine) {
            expect(rows[row + 1]?.arrows[0].routine ?? false).toBe(false);
          }
          row += entry.count;
          const next = entryAfter(listing, entry);
          if (next !== undefined) expect(entryBefore(listing, next)).toEqual(entry);
          entry = next;
        }
        expect(row).toBe(rows.length);
      }),
      { numRuns: 40 },
    );
  });

  test('what happened by time stands before the message with its own time, what it caused behind it', async () => {
    const lines = (await begin()).text().split('\n');
    const at = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(at('alice creates')).toBe(at('SCREQ') - 1);
    expect(at('none → requested')).toBe(at('SCREQ') + 1);
    expect(lines[at('alice creates')]).toMatch(/^ +0\.309990 /);
    expect(lines[at('none → requested')]).toMatch(/^ {18}│◆/);
  });

  test('many alike take one line; several messages of a packet one each', async () => {
    const text = (await begin()).text();
    expect(text).toContain('KA timer of user 1 started, and 5 more');
    expect(text).not.toContain('user 2 started');
    expect(text).toMatch(/ 4 +0\.950000 .*SCCNF.*\n {18}.*SAREQ.*×/);
  });

  test('what happened is shown wholly, as far as it changes a state, or not at all', async () => {
    const one = await begin({ size: { width: 100, height: 40 } });
    one.keys('|', '|', 'e');
    expect(one.text()).toContain('none → requested');
    expect(one.text()).toContain('key of generation 1');
    expect(one.text()).not.toContain('record timer');
    one.keys('e');
    expect(one.text()).not.toContain('none → requested');
    one.keys('e');
    expect(one.text()).toContain('record timer');
  });
});

test('what time did behind the last message stands under it, and in its details, once it is known', async () => {
  const later = [
    fakeHappening('timer-expired', 0, 'KA timer of user 2 expired', 0, instantOf(60) + 2000, '7.2 D8'),
    fakeHappening('group', 0, 'user 2: active → enrolled', 0, instantOf(60) + 2000, '7.2.1'),
  ];
  let closing: typeof later | undefined;
  const story = sampleStory(instantOf, { closing: () => closing });
  const one = await begin({ story, size: { width: 100, height: 30 } });
  one.keys('G');
  expect(one.text()).not.toContain('by the end');
  closing = later;
  one.take({ kind: 'store' });
  const lines = one.text().split('\n');
  const end = lines.findIndex((line) => line.includes(' by the end: '));
  expect(lines[end - 1]).toContain('7 of ×7');
  expect(lines[end + 1]).toMatch(/^ +\d+\.\d+ +│! KA timer of user 2 expired /);
  expect(lines[end + 2]).toMatch(/^ +\d+\.\d+ +│◆ user 2: active → enrolled /);
  expect(lines.slice(end + 3).join('\n')).toMatch(/By the end:\n ! server: KA timer of user 2 expired/);
  // A row that is not the last one has nothing of it; nor has one where messages alone are wanted.
  one.keys('k');
  expect(one.text()).not.toContain('By the end:');
  expect(one.text()).toContain(' by the end: ');
  one.keys('e');
  expect(one.text()).toContain('user 2: active → enrolled');
  expect(one.text()).not.toContain('KA timer of user 2');
  one.keys('e');
  expect(one.text()).not.toContain('by the end');
});

test('a report of version 3 that leaves a group says so, on its arrow and in the state (RFC 3376 4.2.12)', async () => {
  const one = await play(DEMO, { size: { width: 120, height: 40 } });
  one.work();
  one.keys('6', '1', 'G', 'f3');
  expect(one.text()).toContain('Membership Report leave 239.255.6.2');
  one.keys('6', '0', 'G');
  expect(one.text()).not.toContain('Packet 60: Membership Report leave');
  one.keys('6', '1', 'G', 'f4');
  one.work();
  expect(one.text()).toMatch(/239\.255\.6\.2: present → absent +RFC 3376 4\.2\.12/);
  expect(one.text()).not.toContain('RFC 2236 3: Leave Group');
});

test('IGMP: routers and hosts, then the groups; short names where there is little room', async () => {
  const report = (from: number, to: number, routine: boolean) =>
    fakeArrow(from, to, 'Membership Report', { protocol: 'IGMP', text: '239.1.1.1', routine });
  const query = fakeArrow(0, 3, 'Membership Query', { protocol: 'IGMP', routine: true });
  const appeared = (actor: number, number: number) =>
    fakeHappening('group', actor, '239.1.1.1: absent → present', number, instantOf(number), 'D18');
  const story = fakeStory({
    actors: fakeActors(
      ['r', 'router'],
      ['h1', 'host'],
      ['h2', 'host'],
      ['224.0.0.1', 'group'],
      ['239.1.1.1', 'group'],
    ),
    packets: [
      { number: 1, arrows: [query] },
      { number: 3, arrows: [report(1, 4, false)], happenings: [appeared(1, 3)] },
      ...[4, 5, 6].map((number) => ({ number, arrows: [number === 5 ? query : report(1, 4, true)] })),
      { number: 9, arrows: [report(2, 4, false)], happenings: [appeared(2, 9)] },
    ],
  });
  const one = await begin({ story });
  one.keys('5', 'G');
  expect(one.text()).toMatchInlineSnapshot(`
    " Filter: none (press / to type one)                        fixtures/demo.pcapng
     Ladder  6 messages
     No.      Time    r            h1            h2         224.0.0.1     239.1.1.1
                   router         host          host          group         group
       1  0.000000    ├─────────── Membership Query ───────────►│             │
       3  0.720000    │             ├───── Membership Report 239.1.1.1 ──────►│
                      │             │◆ 239.1.1.1: absent → present            │
       4  0.950000    │┄┄┄┄┄ Membership Report/Membership Query 2 of ×3 ┄┄┄┄┄►│
       9  1.900000    │             │             ├─── Membership Report ────►│
                      │             │             │◆ 239.1.1.1: absent → present







     Details
     Packets 4 to 6: Membership Report/Membership Query 2 of ×3
     Packet 5: r → 224.0.0.1: Membership Query
     Nothing changed by it.


     Packet 5, 2 of ×3 (z o unfolds)                                5 · Packets: 80"
  `);
});

describe('folding', () => {
  test('the packet in a folded run is told; C-down goes on inside, j to the next row', async () => {
    const one = await begin();
    one.keys('7', 'G');
    expect(one.text()).toContain('KARES/KAREQ 3 of ×36');
    expect(one.text()).toContain('Packet 7, 3 of ×36');
    one.keys('C-down');
    expect(one.text()).toContain('4 of ×36');
    one.keys('j');
    expect(one.model().cursor).toBe(45);
    one.keys('k');
    expect(one.model().cursor).toBe(5);
  });

  test.each(['z o', 'z a', 'enter', 'right'])('%s unfolds, left folds again', async (keys) => {
    const one = await begin();
    one.keys('7', 'G', ...keys.split(' '));
    expect(one.text()).not.toContain('×36');
    expect(selectedEntry(one.model(), one.world)?.entry).toMatchObject({ number: 7, count: 1 });
    expect(one.text()).toContain(' 8  1.201303    ├─────────────────┼──── KAREQ');
    one.keys('left');
    expect(one.text()).toContain('3 of ×36');
  });

  test('z R unfolds all, z c then folds one; z M folds all', async () => {
    const one = await begin({ size: { width: 80, height: 60 } });
    one.keys('z', 'R');
    expect(one.text()).not.toMatch(/×\d/);
    one.keys('4', '6', 'G', 'z', 'c');
    expect(one.text()).toMatch(/1 of ×5/);
    expect(one.text()).not.toContain('×36');
    one.keys('z', 'M');
    expect(one.text()).toContain('×36');
  });

  test('where there is nothing to fold, that is said', async () => {
    const one = await begin();
    one.keys('2', 'G', 'z', 'c');
    expect(one.text()).toContain('No routine messages to fold here.');
  });
});

describe('the display filter', () => {
  test('only displayed messages have rows, and runs are counted among them', async () => {
    const one = await begin();
    one.keys('/');
    one.type('frame.number >= 20 && frame.number <= 30');
    one.keys('enter');
    one.work();
    // What time did before the first of them stands above it.
    expect(one.text()).toMatch(/alice creates.*\n +21 .*KARES/);
    expect(one.text()).toContain('×8');
    expect(one.text()).not.toContain('SCREQ');
    one.keys('f', 'x');
    expect(one.text()).toContain('×36');
  });

  test('nothing displayed, nothing there, nothing yet: each is said', async () => {
    const one = await begin();
    one.keys('/');
    one.type('frame.number == 3');
    one.keys('enter');
    one.work();
    expect(one.text()).toContain('No message of GMP or IGMP passes the filter.');
    const none = await begin({ story: fakeStory({}) });
    expect(none.text()).toContain('No messages of GMP or IGMP here.');
    const later = await begin({ story: fakeStory({ scanned: 20 }) });
    expect(later.text()).toContain('being studied, 25%');
  });

  test('a packet without a message: the one before is selected and it is said', async () => {
    const one = await begin();
    one.keys('3', 'G');
    expect(one.text()).toContain('Packet 3 has no message of GMP or IGMP; nearest before: 2');
    one.keys('k');
    expect(one.model().cursor).toBe(2);
    one.keys('1', 'G');
    expect(one.text()).toContain('first message: 2');
  });
});

describe('lanes', () => {
  test('servers stand first, groups last; > and < move a lane, x hides it, X brings it back', async () => {
    const one = await begin();
    const heads = (): string => one.text().split('\n')[2].replace(/\s+/g, ' ');
    expect(heads()).toContain('server alice bob 239.1.1.1');
    one.keys('2', 'G', '>');
    expect(heads()).toContain('server bob alice 239.1.1.1');
    one.keys('2', '<');
    expect(heads()).toContain('alice server bob 239.1.1.1');
    one.keys('L', 'x');
    expect(heads()).toContain('alice bob 239.1.1.1');
    expect(one.text()).toContain('─► SCREQ session 1 user 1 → server');
    expect(one.text()).toContain('3 of 4 lanes');
    one.keys('X');
    expect(heads()).toContain('alice server bob 239.1.1.1');
  });

  test('a message to nobody known, and one between hidden lanes, are told in words', async () => {
    const one = await begin();
    one.keys('5', '2', 'G');
    expect(one.text()).toContain('UIREQ → ?');
    one.keys('2', 'G', 'x', 'H', 'H', 'H', 'x');
    expect(one.text()).toContain('alice → server: SCREQ session 1 user 1');
  });

  test('the ends of the selected message are brought into view; sideways one goes as one likes', async () => {
    const one = await begin();
    one.keys('+', '+', '+', '+', '+', '2', 'G');
    const isSeen = (actor: number): boolean => {
      const layout = layoutOf(one);
      if (layout === undefined) return false;
      const at = columnOf(layout.set, layout.set.laneOf.get(actor) ?? -1) - one.model().views.ladder.shift;
      return at >= 0 && at < layout.parts.lanes;
    };
    expect([0, 1, 2, 3].map(isSeen)).toEqual([true, true, false, false]);
    one.keys('5', '2', 'G');
    expect(isSeen(2)).toBe(true);
    expect(one.text()).toMatch(/more lanes/);
    one.keys('0');
    expect([0, 2].map(isSeen)).toEqual([true, false]);
    one.keys('$');
    expect([0, 3].map(isSeen)).toEqual([false, true]);
    one.keys('h');
    expect(isSeen(3)).toBe(false);
  });

  test('of hundreds of actors only those in sight have lanes, until all are asked for', async () => {
    const cast = Array.from(
      { length: 300 },
      (_, i): readonly ['', 'client'] | readonly [string, 'client'] => [`user${i}`, 'client'],
    );
    const packets = Array.from({ length: 60 }, (_, i) => ({
      number: i + 1,
      arrows: [fakeArrow(1 + ((i * 7) % 300), 0, 'UIREQ')],
    }));
    const story = fakeStory({ actors: fakeActors(['server', 'server'], ...cast), packets });
    const one = await begin({ story, size: { width: 120, height: 12 } });
    const count = (): number => layoutOf(one)?.set.actors.length ?? 0;
    expect(count()).toBeLessThan(15);
    expect(one.text()).toContain('of 301 lanes (those in sight)');
    one.keys('3', '0', 'G');
    const layout = layoutOf(one);
    for (const { line } of layout?.seen ?? [])
      if (line.kind === 'arrow') expect(layout?.set.laneOf.has(line.arrow.from)).toBe(true);
    one.keys('o');
    expect(count()).toBe(301);
    one.keys('o');
    expect(count()).toBeLessThan(15);
  });
});

describe('whatever one types', () => {
  const keyNames = [
    ...new Set(
      KEY_ROWS.filter(({ where }) => where === 'ladder' || where === 'everywhere').flatMap(({ keys }) =>
        keys.flatMap((each) => each.split(' ')),
      ),
    ),
  ].map((name) => (name === '<letter>' ? 'a' : name));
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...keyNames, '1', '3', '9').map((key) => ({ key })) },
    { weight: 4, arbitrary: fc.constantFrom('j', 'k', 'C-down', 'l', 'h', 'e', '+').map((key) => ({ key })) },
    { weight: 1, arbitrary: fc.constantFrom('frame.number > 30', 'igmp').map((filter) => ({ filter })) },
    {
      weight: 1,
      arbitrary: fc.record({
        width: fc.integer({ min: 1, max: 140 }),
        height: fc.integer({ min: 1, max: 50 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constantFrom('press' as const, 'wheelUp' as const, 'wheelDown' as const),
        x: fc.nat(130),
        y: fc.nat(45),
      }),
    },
  );

  test('nothing throws, and the selected row is seen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(2), async (steps, kind) => {
        const late = new Set<number>();
        const story = sampleStory(instantOf, {
          closing: () => (kind === 0 || late.has(7) ? [fakeHappening('group', 1, 'later', 0, 1)] : undefined),
          ...(kind === 1 ? { waiting: (number: number) => !late.has(number) } : {}),
        });
        const one = await begin({ story, unicode: kind !== 2 });
        for (const [i, each] of steps.entries()) {
          if ('key' in each) one.keys(each.key);
          else if ('filter' in each) {
            one.keys('esc', 'esc', '/', 'C-u');
            one.type(each.filter);
            one.keys('enter');
            one.turn();
          } else if ('act' in each) one.take({ kind: 'pointer', pointer: each });
          else one.take({ kind: 'resize', size: each });
          holds(one);
          // What was not at hand comes later, and moves lines.
          for (let number = i; number < 61; number += 7) late.add(number);
          one.take({ kind: 'store' });
          holds(one);
        }
        await one.store.close();
      }),
      { numRuns: 80 },
    );
  });

  test('every size down to 1×1, with every place of the details', async () => {
    const one = await begin();
    for (const keys of [[], ['|'], ['|'], ['|', '\\'], ['tab'], ['tab', '\\', '5', '2', 'G', 'z', 'R']]) {
      one.keys(...keys);
      for (const width of [1, 2, 3, 7, 12, 25, 46, 79, 101, 139])
        for (let height = 1; height < 34; height += height < 12 ? 1 : 3) {
          one.take({ kind: 'resize', size: { width, height } });
          holds(one);
        }
    }
  });
});

test('happenings of a hundred thousand, and packets of a thousand messages, are told in a few lines', async () => {
  const many = Array.from({ length: 100_000 }, (_, i) =>
    fakeHappening(i % 2 === 0 ? 'group' : 'timer-started', 0, `number ${i}`, 1, instantOf(1)),
  );
  const story = fakeStory({
    actors: fakeActors(['s', 'server'], ['c', 'client']),
    packets: [
      { number: 1, arrows: Array.from({ length: 1000 }, () => fakeArrow(0, 1, 'UIREQ')), happenings: many },
      { number: 2, arrows: [fakeArrow(1, 0, 'UIRES')] },
    ],
  });
  const one = await begin({ story, size: { width: 80, height: 60 } });
  expect(one.text()).toContain('980 more messages in this packet');
  expect(one.text()).toMatch(/\d+ more happened: see the details/);
  expect(one.text()).toContain('UIRES');
});

describe('where the study has not come yet', () => {
  const open = async (number: number): Promise<Play> => {
    const one = await play('fixtures/demo.pcapng', { size: { width: 120, height: 40 } });
    one.keys('g', 'l');
    one.type(String(number));
    one.keys('G');
    return one;
  };
  const lineOf = (one: Play): number => {
    const selected = selectedEntry(one.model(), one.world);
    const seen = layoutOf(one)?.seen ?? [];
    return seen.findIndex(({ entry, head }) => head && entry.row === selected?.entry.row);
  };

  test('the messages around are there at once, and what they came to is said to come', async () => {
    const one = await open(40);
    expect(one.world.story.scanned).toBe(0);
    const arrows = one.world.story.arrows(40) ?? [];
    expect(arrows.length).toBeGreaterThan(0);
    expect(selectedEntry(one.model(), one.world)).toMatchObject({ number: 40, exact: true });
    expect(one.text()).toMatch(new RegExp(` 40 .*${arrows[0].type}`));
    expect(one.text()).toContain('studied 0%, not here yet');
    expect(one.text()).toContain(
      'States and timers come once the capture has been studied up to here: 0% now.',
    );
    expect(one.text()).not.toContain('×');
    holds(one);
  });

  test.each([2, 12, 25, 40, 60, 79])(
    'when it comes, packet %i stays selected, on its line',
    async (number) => {
      const one = await open(number);
      // Unfolded there are enough rows before and behind it.
      one.keys('z', 'R');
      const before = selectedEntry(one.model(), one.world);
      const line = lineOf(one);
      expect(line).toBeGreaterThanOrEqual(0);
      while (!one.world.story.complete) {
        one.turn();
        one.take({ kind: 'store' });
        holds(one);
      }
      one.work();
      one.take({ kind: 'store' });
      expect(selectedEntry(one.model(), one.world)?.number).toBe(before?.number);
      if (number >= 25 && number <= 40) expect(lineOf(one)).toBe(line);
      expect(one.text()).not.toContain('not here yet');
      holds(one);
    },
  );

  test('what is folded then holds the message that was selected', async () => {
    const studied = await open(1);
    studied.work();
    const listing = listingOf(studied.model(), studied.world);
    const rows = Array.from({ length: listing.messages.count }, (_, row) => row);
    const folded = rows.find((row) => entryAt(listing, row).count > 2 && entryAt(listing, row).row < row);
    const one = await open(listing.messages.at(folded ?? 0));
    const { number } = selectedEntry(one.model(), one.world) ?? {};
    one.work();
    one.take({ kind: 'store' });
    const selected = selectedEntry(one.model(), one.world);
    expect(selected?.number).toBe(number);
    expect(selected?.entry.count).toBeGreaterThan(1);
    expect(lineOf(one)).toBeGreaterThanOrEqual(0);
  });

  test('one moves among them, to the ends of the capture too', async () => {
    const one = await open(40);
    one.keys('j', 'k', 'j');
    expect(one.model().cursor).toBeGreaterThan(40);
    one.keys('G');
    expect(one.model().cursor).toBe(one.store.count);
    one.keys('g', 'g');
    expect(one.model().cursor).toBe(1);
    expect(one.world.story.scanned).toBe(0);
    holds(one);
  });
});
