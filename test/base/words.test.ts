/** A list of numbers that grows is as an array of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createWords } from '../../src/base/words.js';

it('has what was set last, 0 elsewhere, and counts up to the last place that was set', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(300), fc.nat(0xffff_ffff))), (sets) => {
      const words = createWords();
      const expected = new Map<number, number>();
      for (const [place, value] of sets) {
        words.set(place, value);
        expected.set(place, value);
      }
      expect(words.count()).toBe(Math.max(-1, ...expected.keys()) + 1);
      for (let place = 0; place < 310; place += 1) expect(words.get(place)).toBe(expected.get(place) ?? 0);
    }),
  );
});
