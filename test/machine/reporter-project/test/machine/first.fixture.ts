import { describe, expect, test } from 'vitest';
import { noteTaken } from '../../../taken.js';

describe('first', () => {
  test('takes one', () => {
    noteTaken([{ why: { id: 'toy.one' } }, { why: { id: 'toy.one' } }]);
    expect(1).toBe(1);
  });

  test('takes none', () => {
    expect(1).toBe(1);
  });
});
