/** Numbers and octets from a random stream. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { after, micros, millis, NEVER, seconds, tenths } from '../../src/base/micros.js';
import { below, delayUpTo, type RandomStream, randomOctets } from '../../src/base/random.js';

function streamOf(...words: number[]): RandomStream & { left: () => number } {
  let next = 0;
  return {
    uint32: () => {
      next += 1;
      return words[next - 1];
    },
    left: () => words.length - next,
  };
}

test('below: words above the last whole multiple are drawn again, so that each number is equally likely', () => {
  // 2^32 = 3 × 1431655765 + 1: the word 4294967295 is one too many.
  const stream = streamOf(4294967295, 4294967294);
  expect(below(stream, 3)).toBe(2);
  expect(stream.left()).toBe(0);
  expect(below(streamOf(7), 1)).toBe(0);
  expect(below(streamOf(4294967295), 2 ** 32)).toBe(4294967295);
});

test('below: always in its range', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer({ min: 1, max: 2 ** 32 }), (word, limit) => {
      const value = below(streamOf(word, 0), limit);
      return value >= 0 && value < limit && Number.isInteger(value);
    }),
  );
});

test('delayUpTo: both ends are possible', () => {
  const longest = seconds(10);
  expect(delayUpTo(streamOf(0), longest)).toBe(0);
  expect(delayUpTo(streamOf(10_000_000), longest)).toBe(10_000_000);
  expect(delayUpTo(streamOf(10_000_001), longest)).toBe(0);
});

test('randomOctets: four octets from each word, the first one first', () => {
  expect([...randomOctets(streamOf(0x01020304, 0x050607ff), 6)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(randomOctets(streamOf(), 0).length).toBe(0);
  const stream = streamOf(1, 2, 3);
  randomOctets(stream, 8);
  expect(stream.left()).toBe(1);
});

test('spans: whole microseconds', () => {
  expect([micros(7), millis(2), seconds(3), tenths(4), after(micros(5), micros(6))]).toEqual([
    7, 2000, 3_000_000, 400_000, 11,
  ]);
  expect(NEVER).toBe(Number.POSITIVE_INFINITY);
});
