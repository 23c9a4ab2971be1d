/**
 * Compiled readers against the plain one, at every bit position and width.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBits, writeBits } from '../../src/layout/bits.js';
import { uint } from '../../src/layout/build.js';
import { compilePlace } from '../../src/layout/readers.js';

test('a compiled reader reads what the plain one reads, at any bit and width up to 32', () => {
  for (let bit = 0; bit < 8; bit += 1) {
    for (let bits = 1; bits <= 32; bits += 1) {
      const read = compilePlace({ item: uint('x', bits, 'X'), bit });
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
          expect(read(bytes, 1)).toBe(readBits(bytes, 1, bit, bits));
        }),
        { numRuns: 20 },
      );
    }
  }
});

test('writing bits and reading them again gives the number, and leaves all other bits alone', () => {
  const case_ = fc.record({
    bytes: fc.uint8Array({ minLength: 6, maxLength: 6 }),
    bit: fc.nat(7),
    bits: fc.integer({ min: 1, max: 32 }),
    value: fc.nat(0xffffffff),
  });
  fc.assert(
    fc.property(case_, ({ bytes, bit, bits, value }) => {
      const after = bytes.slice();
      const kept = value % 2 ** bits;
      writeBits(after, 0, bit, bits, kept);
      expect(readBits(after, 0, bit, bits)).toBe(kept);
      writeBits(after, 0, bit, bits, readBits(bytes, 0, bit, bits));
      expect(after).toEqual(bytes);
    }),
  );
});
