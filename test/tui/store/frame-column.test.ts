import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createOctetColumn,
  createSparseColumn,
  createWordColumn,
} from '../../../src/tui/store/frame-column.js';

const PLACES = fc.uniqueArray(
  fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 65_500, max: 65_600 }), fc.nat(3_000_000)),
  { maxLength: 200 },
);

describe('a number for each packet', () => {
  it.each([
    ['32 bits', createWordColumn, 0xffffffff],
    ['8 bits', createOctetColumn, 0xff],
    ['32 bits of few packets', createSparseColumn, 0xffffffff],
  ] as const)('%s: what was set is there, all else is 0', (_, make, most) => {
    const value = fc.oneof(fc.nat(255), fc.integer({ min: 0, max: most }));
    fc.assert(
      fc.property(PLACES, fc.infiniteStream(value), (places, values) => {
        const column = make();
        const known = new Map<number, number>();
        for (const place of places.toSorted((a, b) => a - b)) {
          const one = values.next().value;
          column.set(place, one);
          known.set(place, one);
        }
        for (const place of [...places, ...places.map((one) => one + 1), 4_000_000])
          expect(column.get(place)).toBe(known.get(place) ?? 0);
      }),
    );
  });
});
