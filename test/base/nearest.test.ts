/**
 * What is suggested for an unknown name: what may become it by typing on, then what is near to it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { nearest } from '../../src/base/nearest.js';

const FIELDS = [...createCatalogue(createRegistry().dissectors).byName.keys()];

describe('names of fields', () => {
  test.each([
    ['gmp.ty', ['gmp.type']],
    ['gmp.us', ['gmp.user_id']],
    ['igmp.max', ['igmp.max_resp']],
    ['ip.tt', ['ip.ttl']],
    ['gmp.tpye', ['gmp.type']],
    ['GMP.TY', ['gmp.type']],
  ])('%s', (typed, first) => {
    expect(nearest(typed, FIELDS).slice(0, first.length)).toEqual(first);
  });

  test('whatever the beginning of one is: names that begin so come first, the shortest first of all', () => {
    const beginning = fc
      .constantFrom(...FIELDS)
      .chain((name) => fc.integer({ min: 2, max: name.length }).map((end) => name.slice(0, end)));
    fc.assert(
      fc.property(beginning, fc.integer({ min: 1, max: 9 }), (typed, count) => {
        const lengths = FIELDS.filter((name) => name.startsWith(typed))
          .map((name) => name.length)
          .sort((a, b) => a - b)
          .slice(0, count);
        const found = nearest(typed, FIELDS, count);
        expect(found.slice(0, lengths.length).every((name) => name.startsWith(typed))).toBe(true);
        expect(found.slice(0, lengths.length).map((name) => name.length)).toEqual(lengths);
      }),
    );
  });
});

test('what begins otherwise comes by its distance, then by name; what is far does not come', () => {
  const names = ['xabcdefg', 'abcxyf', 'abcdyf', 'abcdefgh', 'zzzzzz', 'abxdef'];
  expect(nearest('abcdef', names)).toEqual(['abcdefgh', 'abcdyf', 'abxdef', 'abcxyf', 'xabcdefg']);
});
