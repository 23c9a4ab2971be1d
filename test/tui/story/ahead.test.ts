/**
 * What is seen ahead of the study: packets by themselves, before anything of them was studied. What is said of them then is what the
 * study says of them later; it only says more.
 */
import { describe, expect, test } from 'vitest';
import type { Actor, Arrow, Story } from '../../../src/tui/story/contract.js';
import { captureTraffic, playOne } from '../../conform/harness.js';
import { SCENARIOS } from '../../sim/scenario-files.js';
import { fileOf, type Told, tell } from './told.js';

const NAMES = [
  'fig03-control',
  'fig22-keepalive-lost',
  'fig12-membership-check',
  'igmp-group-expiry',
  'igmp-join-report',
];
const FILES = SCENARIOS.filter(({ name }) => NAMES.includes(name)).map((scenario): [string, string] => [
  scenario.name,
  fileOf(captureTraffic(playOne(scenario, undefined))),
]);

/** Who says what to whom. */
function said({ actors }: Story, { from, to, protocol, type, text, lost }: Arrow): string {
  return `${actors.at(from)?.name} > ${actors.at(to)?.name}: ${protocol} ${type} ${text} ${lost}`;
}

function saidAt({ story }: Told, number: number): readonly string[] {
  return (story.arrows(number) ?? []).map((arrow) => said(story, arrow));
}

function allOf({ actors }: Story): readonly Actor[] {
  return Array.from({ length: actors.count }, (_, i) => actors.at(i)).filter((actor) => actor !== undefined);
}

function inOrder(story: Story): readonly Omit<Actor, 'number' | 'order'>[] {
  return [...allOf(story)]
    .sort((a, b) => (a.order ?? a.number) - (b.order ?? b.number))
    .map(({ name, kind, addresses }) => ({ name, kind, addresses }));
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

describe.each(FILES)('%s', (_, path) => {
  test('what a packet says by itself is what is said of it when it was studied', async () => {
    const told = await tell(path);
    const { count } = told.store;
    const before = numbers(count).map((number) => saidAt(told, number));
    expect(told.story.scanned).toBe(0);
    expect(before.flat().length).toBeGreaterThan(2);
    told.work();
    const later = numbers(count).map((number) => {
      told.wait(() => told.story.arrows(number));
      return saidAt(told, number);
    });
    for (const [i, each] of before.entries())
      if (each.length > 0) expect(each, `packet ${i + 1}`).toEqual(later[i]);
  });

  test('whoever is seen ahead stands where one appears, once the study is over', async () => {
    const plain = await tell(path);
    plain.work();
    const told = await tell(path);
    for (const number of [...numbers(told.store.count)].reverse()) told.story.arrows(number);
    const seen = allOf(told.story).map(({ name }) => name);
    expect(seen.length).toBeGreaterThan(1);
    told.work();
    expect(inOrder(told.story)).toEqual(inOrder(plain.story));
    // Their numbers are what they were.
    expect(
      allOf(told.story)
        .slice(0, seen.length)
        .map(({ name }) => name),
    ).toEqual(seen);
  });
});

describe('packets around one', () => {
  const [, path] = FILES[0];

  test('are listed at once, as far as they carry messages', async () => {
    const told = await tell(path);
    const { story, store } = told;
    const list = story.ahead(store.count, store.shown);
    const listed = Array.from({ length: list?.count ?? 0 }, (_, row) => list?.at(row));
    expect(listed).toEqual(numbers(store.count).filter((number) => saidAt(told, number).length > 0));
    expect(story.ahead(store.count - 1, store.shown)).toBe(list);
  });

  test('are the same list until all of them were studied, then none', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'fig22-keepalive-lost');
    if (scenario === undefined) throw new Error('no such scenario');
    const { source, packets } = captureTraffic(playOne(scenario, undefined));
    const many = Array.from({ length: 3000 }, (_, i) => {
      const packet = packets[i % packets.length];
      return { ...packet, sec: packet.sec + 100 * Math.floor(i / packets.length) };
    });
    const told = await tell(fileOf({ source, packets: many }));
    const { story, store } = told;
    const list = story.ahead(1000, store.shown);
    const last = (): number => list?.at(list.count - 1) ?? 0;
    let passed = 0;
    // What is seen behind it is not all studied: nothing goes and comes back.
    for (; story.scanned < last(); told.turn()) {
      expect(story.ahead(1000, store.shown)).toBe(list);
      passed = story.scanned;
    }
    expect(passed).toBeGreaterThan(1000);
    expect(story.complete).toBe(false);
    told.work();
    expect(story.ahead(1000, store.shown)).toBeUndefined();
    expect(story.ahead(store.count, store.shown)).toBeUndefined();
  });

  test('are those that are displayed', async () => {
    const { story, store } = await tell(path);
    const even = numbers(store.count).filter((number) => number % 2 === 0);
    const among = {
      count: even.length,
      at: (row: number) => even[row],
      rowOf: (number: number) => Math.min(even.length, Math.floor(number / 2)) - 1,
      scanned: store.count,
      complete: true,
    };
    const list = story.ahead(even[3], among);
    expect(list?.count).toBeGreaterThan(2);
    for (let row = 0; row < (list?.count ?? 0); row += 1) expect((list?.at(row) ?? 1) % 2).toBe(0);
  });
});
