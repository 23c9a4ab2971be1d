/** Random streams by seed, node and purpose. */
import { expect, test } from 'vitest';
import { createStreams } from '../../src/base/streams.js';

const words = (seed: number, node: string, purpose: string, count = 8): readonly number[] => {
  const stream = createStreams(seed)(node, purpose);
  return Array.from({ length: count }, () => stream.uint32());
};

test('the same seed, node and purpose: the same numbers, on every machine', () => {
  expect(words(1, 'a', 'loss', 4)).toMatchInlineSnapshot(`
    [
      2915412489,
      557475842,
      3325835172,
      4168641401,
    ]
  `);
  expect(words(1, 'a', 'loss')).toEqual(words(1, 'a', 'loss'));
});

test('another seed, node or purpose: other numbers', () => {
  const all = [
    words(1, 'a', 'loss'),
    words(2, 'a', 'loss'),
    words(1, 'b', 'loss'),
    words(1, 'a', 'jitter'),
    words(1, 'al', 'oss'),
  ];
  expect(new Set(all.map((list) => list.join(' '))).size).toBe(all.length);
});

test('what others draw changes nothing: adding a node reshuffles nobody', () => {
  const streams = createStreams(9);
  const mine = [streams('a', 'loss').uint32()];
  streams('b', 'loss').uint32();
  mine.push(streams('a', 'loss').uint32());
  expect(mine).toEqual(words(9, 'a', 'loss', 2));
});

test('words are unsigned 32 bits, and spread over them', () => {
  const list = words(3, 'spread', 'test', 4_000);
  expect(list.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  const sixteenths = new Array<number>(16).fill(0);
  for (const word of list) sixteenths[word >>> 28] += 1;
  expect(Math.min(...sixteenths)).toBeGreaterThan(180);
  expect(Math.max(...sixteenths)).toBeLessThan(330);
});
