/**
 * What time did at packets that the display filter hides: it is told under the next displayed message, and nothing else of them is.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byTimeBetween } from '../../src/tui/model/by-time.js';
import { type Entry, entryAfter, entryOf, type Listing } from '../../src/tui/model/ladder-entries.js';
import { linesOf } from '../../src/tui/model/ladder-lines.js';
import { inBoth } from '../../src/tui/store/both.js';
import type { NumberList } from '../../src/tui/store/contract.js';
import { createNumberList } from '../../src/tui/store/number-list.js';
import type { Happening, Story } from '../../src/tui/story/contract.js';
import { openLadder } from './ladder-open.js';
import { starter } from './running.js';
import { scenarioCaptures } from './scenario-captures.js';
import { fakeActors, fakeArrow, fakeHappening, fakeStory } from './story-fake.js';
import { play } from './world.js';

const SECOND = 1_000_000;
const ACTORS = fakeActors(['s', 'server'], ['c', 'client']);

const listOf = (numbers: readonly number[], last: number): NumberList => {
  const list = createNumberList();
  for (const number of numbers) list.add(number);
  list.advance(last, true);
  return list;
};

/** What a packet is: whether it is shown, a keepalive, and what happens just before it by time, and by it. */
const anyPacket = fc.record({
  shown: fc.boolean(),
  routine: fc.boolean(),
  timed: fc.boolean(),
  made: fc.boolean(),
});

test('in a ladder stands what time did at any packet, once and in order; of what packets made that of the displayed ones', async () => {
  const { store } = await play('fixtures/demo.pcapng');
  fc.assert(
    fc.property(fc.array(anyPacket, { minLength: 1, maxLength: 12 }), fc.boolean(), (all, isFolded) => {
      const said = ({ timed, made }: (typeof all)[number], i: number): Happening[] => [
        ...(timed ? [fakeHappening('group', 1, `by time ${i + 1}`, 0, i * SECOND)] : []),
        ...(made ? [fakeHappening('group', 1, `by ${i + 1}`, i + 1, i * SECOND)] : []),
      ];
      const packets = all.map((one, i) => ({
        number: i + 1,
        arrows: [fakeArrow(0, 1, one.routine ? 'KAREQ' : 'SCREQ')],
        happenings: said(one, i).map((one, n) => ({ ...one, by: { ...one.by, why: `${i} ${n}` } })),
      }));
      const story = fakeStory({ actors: ACTORS, packets });
      const shown = listOf(
        packets.flatMap(({ number }, i) => (all[i].shown ? [number] : [])),
        all.length,
      );
      if (shown.count === 0) return;
      const listing: Listing = {
        messages: inBoth(story.messages, shown),
        notable: inBoth(story.notable, shown),
        timed: story.timed,
        isFolded: () => isFolded,
        ahead: false,
      };
      const texts: string[] = [];
      let entry: Entry | undefined = entryOf(listing, 0);
      for (; entry !== undefined; entry = entryAfter(listing, entry))
        for (const line of linesOf(entry, listing, { story, store }, 'all').lines) {
          if (line.kind === 'mark') texts.push(line.happening.text);
          expect(line.kind).not.toBe('more');
        }
      const isTold = ({ by, text }: Happening): boolean =>
        by.frame === 0 || all[Number(text.slice(3)) - 1].shown;
      const expected = packets.flatMap(({ happenings }) => happenings).filter(isTold);
      expect(texts).toEqual(expected.map(({ text }) => text));
    }),
    { numRuns: 300, examples: [[[{ shown: true, routine: true, timed: false, made: false }], true]] },
  );
});

/** A story of many packets, time doing something at each; what it tells is asked for as often as it is written down. */
function busyStory(count: number, waiting: boolean) {
  const asked: number[] = [];
  const story: Story = {
    ...fakeStory({ actors: ACTORS }),
    timed: listOf(
      Array.from({ length: count }, (_, i) => i + 1),
      count,
    ),
    happenings: (number) => {
      asked.push(number);
      return waiting ? undefined : [fakeHappening('group', 1, `at ${number}`, 0, number * SECOND)];
    },
  };
  return { story, asked };
}

test('of many hidden packets the nearest are looked at, once, and it is said that there are more', () => {
  const { story, asked } = busyStory(1000, false);
  const before = byTimeBetween(story, 0, 901);
  expect(before?.left).toBe(836);
  expect(before?.happenings.map(({ text }) => text)).toEqual(
    Array.from({ length: 64 }, (_, i) => `at ${837 + i}`),
  );
  expect(byTimeBetween(story, 0, 901)).toBe(before);
  expect(asked.length).toBe(64);
  const behind = byTimeBetween(story, 901, 1001, 'after');
  expect([behind?.happenings[0].text, behind?.left]).toEqual(['at 902', 35]);
  expect(byTimeBetween(story, 900, 901)).toEqual({ happenings: [], left: 0 });
});

test('while it is worked out, few places are asked for', () => {
  const { story, asked } = busyStory(1000, true);
  expect(byTimeBetween(story, 0, 901)).toBeUndefined();
  expect(asked.length).toBe(4);
});

const folder = scenarioCaptures('lost-contact');
const start = starter();

test('whoever filters for a member sees its demotion by timers, in ladder and state; its next change is there', async () => {
  const tui = await openLadder(start, 'lost-contact', { cols: 120, rows: 40, cwd: folder() });
  await tui.keys('/', ...'gmp.user_id==2', 'enter', '2', '6', 'G');
  await tui.until(/26 · Packets: 42 · Displayed: 14/);
  const demotion =
    /KA timer of user 2 expired[\s\S]*active → enrolled[\s\S]*enrolled → registered[\s\S]* 26 3.640000[\s\S]*registered → enrolled/;
  await tui.until(demotion);
  await tui.keys('2', '2', 'G', 'f4', 'j', ']', 'c');
  await tui.until(/State after packet 26/);
  await tui.until(
    /1 s before: \w+: user 2: active → enrolled[\s\S]*710 ms before: \w+: user 2: enrolled → registered/,
  );
});
