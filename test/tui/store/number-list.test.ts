import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberList } from '../../../src/tui/store/number-list.js';

const NUMBERS = fc.uniqueArray(
  fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 65_400, max: 65_700 }),
    fc.integer({ min: 1, max: 9_000_000 }),
  ),
  { maxLength: 200 },
);

describe('a list of packet numbers', () => {
  it('has them in rising order, whatever the order in which they came, and knows their rows', () => {
    fc.assert(
      fc.property(NUMBERS, fc.array(fc.nat()), (numbers, picks) => {
        const list = createNumberList();
        const known: number[] = [];
        for (const [i, number] of numbers.entries()) {
          list.add(number);
          known.push(number);
          known.sort((a, b) => a - b);
          const row = (picks[i % Math.max(1, picks.length)] ?? i) % known.length;
          expect(list.at(row)).toBe(known[row]);
          if (row + 1 < known.length) expect(list.at(row + 1)).toBe(known[row + 1]);
        }
        expect(list.count).toBe(known.length);
        expect(known.map((_, row) => list.at(row))).toEqual(known);
        for (const number of [0, 1, 65_535, 65_536, 10_000_000, ...known, ...known.map((one) => one - 1)])
          expect(list.rowOf(number)).toBe(known.filter((one) => one <= number).length - 1);
      }),
    );
  });
});
