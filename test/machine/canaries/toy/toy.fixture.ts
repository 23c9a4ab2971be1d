import { describe, expect, test } from 'vitest';
import { half, twice } from './toy.js';

describe('toy', () => {
  test('twice', () => expect(twice(3)).toBe(6));

  test('half of an even number, badly asked', () => expect(half(8)).toBeGreaterThan(0));

  test('an error that is no assertion', () => {
    if (twice(1) > 100) throw new RangeError('too much');
  });
});
