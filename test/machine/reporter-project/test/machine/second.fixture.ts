import { expect, test } from 'vitest';
import { noteTaken } from '../../../taken.js';

test('takes one and two', () => {
  noteTaken([{ why: { id: 'toy.one' } }]);
  noteTaken([{ why: { id: 'toy.two' } }]);
  expect(1).toBe(1);
});
