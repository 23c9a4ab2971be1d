/** Clocks that run fast or slow. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import { toLocal, toWorld } from '../../src/sim/drift.js';

test('a clock of 100 ppm is 100 µs ahead after a second', () => {
  expect(toLocal({ ppm: 100 }, micros(1_000_000))).toBe(1_000_100);
  expect(toLocal({ ppm: -100 }, micros(1_000_000))).toBe(999_900);
  expect(toLocal({ ppm: 0 }, micros(7))).toBe(7);
  expect(toWorld({ ppm: 100 }, micros(1_000_100))).toBe(1_000_000);
});

test('a clock never goes back, and `toWorld` is the first instant at which it shows a time', () => {
  const ppm = fc.integer({ min: -500_000, max: 500_000 });
  fc.assert(
    fc.property(ppm, fc.nat(10_000_000_000), (drift, instant) => {
      const clock = { ppm: drift };
      const local = toLocal(clock, micros(instant));
      expect(Number.isInteger(local)).toBe(true);
      expect(toLocal(clock, micros(instant + 1))).toBeGreaterThanOrEqual(local);
      const first = toWorld(clock, micros(instant));
      expect(toLocal(clock, first)).toBeGreaterThanOrEqual(instant);
      if (first > 0) expect(toLocal(clock, micros(first - 1))).toBeLessThan(instant);
    }),
  );
});
