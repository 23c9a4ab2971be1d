import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decimalDigits,
  makeText,
  putAligned,
  putDecimal,
  putHex,
  putHexBytes,
  putIpv4,
  putString,
  textFrom,
} from '../../src/base/text.js';

const number = fc.oneof(fc.nat(120), fc.nat(0xffffffff), fc.maxSafeNat());

test('a number is written as the platform writes it, with leading zeros or spaces up to a width', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 1, max: 12 }), (value, width) => {
      const out = makeText(1);
      putDecimal(out, value, width);
      putAligned(out, value, width);
      putHex(out, value % 2 ** 32, 8);
      const hex = (value % 2 ** 32).toString(16).padStart(8, '0');
      expect(textFrom(out)).toBe(String(value).padStart(width, '0') + String(value).padStart(width) + hex);
      expect(decimalDigits(value)).toBe(String(value).length);
    }),
    { numRuns: 2000 },
  );
});

test('every address is written as a dotted quad, and nothing behind it is left over', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255), (a, b, c, d) => {
      const out = makeText(1);
      putIpv4(out, ((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
      putString(out, '|');
      expect(textFrom(out)).toBe(`${a}.${b}.${c}.${d}|`);
    }),
    { numRuns: 1000 },
  );
});

test('strings and octets of any kind arrive whole', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.uint8Array(), (texts, bytes) => {
      const out = makeText(1);
      for (const text of texts) putString(out, text);
      putHexBytes(out, bytes, 0, bytes.length, 0x3a);
      expect(textFrom(out)).toBe(
        texts.join('') + [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':'),
      );
    }),
  );
});
