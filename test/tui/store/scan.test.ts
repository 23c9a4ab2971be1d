import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../../dissectors/registry.js';
import { indexCapture } from '../../../src/capture/capture-index.js';
import { createFilterLanguage } from '../../../src/tui/model/filters.js';
import { type SearchKind, searchTest } from '../../../src/tui/model/searching.js';
import { createStore } from '../../../src/tui/store/capture-store.js';
import type { NumberList, StoreControl, TestMaker } from '../../../src/tui/store/contract.js';
import { createSlices } from '../../../src/tui/store/slices.js';
import { createStretches } from '../../../src/tui/store/stretches.js';
import { drawing, drawPackets, writeCapture, writeUneven } from './captures.js';

const filters = createFilterLanguage(createRegistry(), {});

const TESTS: readonly (readonly [SearchKind, string])[] = [
  ['filter', 'gmp'],
  ['filter', 'udp.port == 16513 && frame.len > 60'],
  ['filter', 'ip.ttl == 64 && !tcp'],
  ['filter', 'tcp.stream == 2'],
  ['filter', 'frame.number % 5 == 0 && udp'],
  ['filter', 'frame.number > 20000'],
  ['filter', 'frame.number in {500..700, 26000..26500} && gmp'],
  ['filter', 'frame.time_relative > 60 && !(frame.time_relative >= 70) || frame.number == 7'],
  ['filter', 'frame.interface_id == 1 && udp.port == 16513 || frame.number < 100'],
  ['filter', '!(frame.len > 60) || frame.number > 25000'],
  ['hex', '40 81'],
  ['hex', '0000'],
  ['text', 'tcp'],
  ['regex', 'len=[1-9]'],
];

/** A store whose background work is done turn by turn. */
async function storeOver(file: string) {
  const opened = await indexCapture(file);
  if (!opened.ok) throw new Error(opened.error.message);
  const waiting: (() => void)[] = [];
  let clock = 0;
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds: () => (clock += 5) });
  const store = createStore(opened.value, { registry: {}, slices, live: false, names: false });
  store.look(['source', 'protocol', 'info'], []);
  store.grown();
  const turn = (): boolean => {
    for (const work of waiting.splice(0)) work();
    return waiting.length > 0;
  };
  return { store, turn };
}

function testOf([kind, text]: readonly [SearchKind, string]): TestMaker {
  const made = searchTest({ kind, text, where: 'list' }, filters);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

const numbersOf = (list: NumberList | undefined): readonly number[] =>
  Array.from({ length: list?.count ?? 0 }, (_, row) => list?.at(row) ?? 0);

type ListOf = (store: StoreControl) => NumberList | undefined;

/** All that is to be found, by a look at one packet after the other. */
async function allOf(file: string, make: TestMaker): Promise<readonly number[]> {
  const { store, turn } = await storeOver(file);
  store.near(1);
  const plain: TestMaker = (registry, catalogue) => {
    const test = make(registry, catalogue);
    return (w, row, names) => test(w, row, names);
  };
  store.filter(Object.assign(plain, { follows: make.follows }));
  while (turn());
  const found = numbersOf(store.shown);
  await store.close();
  return found;
}

/** Holds what a list tells, at any time, against all that is to be found. */
function holds(
  list: NumberList | undefined,
  truth: ReadonlySet<number>,
  count: number,
  places: readonly number[],
): void {
  if (list === undefined) return;
  const found = new Set(numbersOf(list));
  for (const number of found) expect(truth.has(number), `${number} is none`).toBe(true);
  for (const place of places) {
    const { from, to } = list.looked?.(1 + (place % count)) ?? { from: 1, to: 0 };
    for (let number = from; number <= to; number += 1)
      if (truth.has(number)) expect(found.has(number), `${number} in ${from} … ${to}`).toBe(true);
  }
  expect(list.scanned).toBeLessThanOrEqual(count);
}

describe('a scan that begins where one looks', () => {
  it.each([
    ['filter', ({ shown }: StoreControl) => shown, (store: StoreControl) => store.filter],
    ['search', ({ found }: StoreControl) => found, (store: StoreControl) => store.search],
  ] as const)(
    '%s: finds what a scan from the first packet on finds; what it knows on the way is true',
    async (_, listOf: ListOf, begin) => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer(),
          fc.constantFrom(...TESTS),
          fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
          async (seed, which, places) => {
            const base = drawPackets(300, drawing(seed));
            // So long that the scan goes near first.
            const packets = Array.from({ length: 90 }, () => base).flat();
            const file = (seed % 2 === 0 ? writeCapture : writeUneven)(packets);
            const test = testOf(which);
            const truth = await allOf(file, test);
            const known = new Set(truth);
            const { store, turn } = await storeOver(file);
            store.near(packets.length - (places[0] % 3000));
            // Of the context as much is known as of any: a search walks packets by it.
            for (let turns = places[0] % 100; turns > 0; turns -= 1) turn();
            begin(store)(test);
            for (let turns = 0, busy = true; busy; turns += 1) {
              busy = turn();
              if (turns % 9 !== 0) continue;
              if (turns % 27 === 0) store.near(1 + (places[turns % places.length] % packets.length));
              if (turns < 200) holds(listOf(store), known, packets.length, places);
            }
            expect(listOf(store)?.complete).toBe(true);
            expect(listOf(store)?.scanned).toBe(packets.length);
            expect(numbersOf(listOf(store))).toEqual(truth);
            await store.close();
          },
        ),
        { numRuns: 8 },
      );
    },
  );

  it('near hits are there long before the scan from the first packet on has come', async () => {
    // Without TCP: what a segment shows may depend on all that its connection has brought.
    const base = drawPackets(300, drawing(7)).filter((packet) => packet[9] !== 6);
    const packets = Array.from({ length: Math.ceil(60_000 / base.length) }, () => base).flat();
    for (const [kind, text] of [
      ['filter', 'udp'],
      ['hex', '40 81'],
      ['text', 'gmp'],
    ] as const) {
      const { store, turn } = await storeOver(writeCapture(packets));
      store.near(55_000);
      if (kind === 'filter') store.filter(testOf([kind, text]));
      else {
        while (turn());
        store.search(testOf([kind, text]));
      }
      const list = (): NumberList | undefined => (kind === 'filter' ? store.shown : store.found);
      const hitNear = (): boolean => {
        const row = list()?.rowOf(55_200) ?? -1;
        return row >= 0 && (list()?.at(row) ?? 0) > 54_800;
      };
      let turns = 0;
      for (; !hitNear() && turns < 1000; turns += 1) turn();
      expect(turns, `${kind} ${text}`).toBeLessThan(12);
      expect(list()?.complete).toBe(false);
      await store.close();
    }
  });
});

it('one that was ended says so for as long as its list lasts; one that came to its end does not', async () => {
  const packets = Array.from({ length: 200 }, () => drawPackets(300, drawing(3))).flat();
  const { store, turn } = await storeOver(writeCapture(packets));
  const test = testOf(['filter', 'udp.time_delta > 1000']);
  store.filter(test);
  turn();
  store.cancel();
  expect([store.shown.complete, store.shown.stopped]).toEqual([true, true]);
  while (turn());
  expect(store.shown.stopped).toBe(true);
  expect(store.shown.scanned).toBeLessThan(packets.length);
  store.filter(test);
  while (turn());
  store.cancel();
  expect([store.shown.complete, store.shown.stopped, store.shown.scanned]).toEqual([
    true,
    false,
    packets.length,
  ]);
  await store.close();
});

it('stretches: what is covered, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(9))), (covers) => {
      const stretches = createStretches();
      const known = new Set<number>();
      for (const [from, more] of covers) {
        stretches.cover(from, from + more - 1);
        for (let i = 0; i < more; i += 1) known.add(from + i);
      }
      expect(stretches.total()).toBe(known.size);
      for (let number = 1; number <= 70; number += 1) {
        const { from, to } = stretches.around(number);
        expect(to >= from).toBe(known.has(number));
        if (to < from) continue;
        expect([known.has(from - 1), known.has(to + 1)]).toEqual([false, false]);
        for (let one = from; one <= to; one += 1) expect(known.has(one)).toBe(true);
      }
    }),
  );
});
