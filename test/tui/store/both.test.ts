import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBoth } from '../../../src/tui/store/both.js';
import type { NumberList } from '../../../src/tui/store/contract.js';
import { allNumbers, createNumberList } from '../../../src/tui/store/number-list.js';

const NUMBERS = fc.uniqueArray(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }) },
    fc.integer({ min: 65_520, max: 65_560 }),
    fc.integer({ min: 300_000, max: 300_020 }),
  ),
  { maxLength: 80 },
);

/** A list that keeps its numbers otherwise than by bits. */
function plainList(numbers: readonly number[]): NumberList {
  const sorted = [...numbers].sort((a, b) => a - b);
  return {
    count: sorted.length,
    at: (row) => sorted[row],
    rowOf: (number) => sorted.findLastIndex((one) => one <= number),
    scanned: 400_000,
    complete: true,
  };
}

describe('packets that are in two lists', () => {
  it('are counted and found as in a list of their own, while both grow', () => {
    fc.assert(
      fc.property(NUMBERS, NUMBERS, fc.boolean(), (first, second, plain) => {
        const a = createNumberList();
        const b = plain ? plainList(second) : createNumberList();
        const both = inBoth(a, b);
        const check = (inA: readonly number[], inB: readonly number[]): void => {
          const known = inA.filter((number) => inB.includes(number)).sort((x, y) => x - y);
          expect(both.count).toBe(known.length);
          expect(known.map((_, row) => both.at(row))).toEqual(known);
          for (const number of [0, 1, 65_535, 65_536, 300_010, 500_000, ...known, ...inA])
            expect(both.rowOf(number)).toBe(known.filter((one) => one <= number).length - 1);
        };
        for (const [i, number] of first.entries()) {
          a.add(number);
          if (!plain && 'add' in b && i < second.length) (b as typeof a).add(second[i]);
          if (i % 7 === 0) check(first.slice(0, i + 1), plain ? second : second.slice(0, i + 1));
        }
        if (!plain) for (const number of second.slice(first.length)) (b as typeof a).add(number);
        check(first, second);
        expect(inBoth(a, b)).toBe(both);
      }),
    );
  });

  it('are found though only one of the two has grown since', () => {
    const a = createNumberList();
    const b = createNumberList();
    for (const number of [5, 7]) a.add(number);
    b.add(5);
    expect(inBoth(a, b).count).toBe(1);
    b.add(7);
    expect(inBoth(a, b).count).toBe(2);
    b.add(9);
    a.add(9);
    expect(inBoth(a, b).at(2)).toBe(9);
  });

  it('are those of the one where the other has all', () => {
    const list = createNumberList();
    const all = allNumbers(
      () => 10,
      () => true,
    );
    expect(inBoth(list, all)).toBe(list);
    expect(inBoth(all, list)).toBe(list);
  });

  it('were looked for as far as in both', () => {
    const a = createNumberList();
    const b = createNumberList();
    a.advance(10, true);
    b.advance(7, false);
    expect(inBoth(a, b)).toMatchObject({ scanned: 7, complete: false });
  });
});
