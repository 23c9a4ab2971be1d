import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, lineText, printableUtf8 } from '../../src/base/utf8.js';

describe('UTF-8 without loss (RFC 3629)', () => {
  test('any octets survive decoding and encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(encodeUtf8(decodeUtf8(bytes))).toEqual(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  test('text that is valid is what the platform reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
        expect(printableUtf8(text)).toBe(text);
      }),
    );
  });

  test.each([
    ['overlong', [0xc0, 0xaf]],
    ['overlong in three', [0xe0, 0x9f, 0x80]],
    ['overlong in four', [0xf0, 0x8f, 0x80, 0x80]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['cut off', [0xe2, 0x82]],
  ])('%s octets are kept, and shown as U+FFFD each', (_name, octets) => {
    const text = decodeUtf8(Uint8Array.from(octets));
    expect(printableUtf8(text)).toBe('\ufffd'.repeat(octets.length));
    expect([...encodeUtf8(text)]).toEqual(octets);
  });
});

describe('text for a line of a terminal', () => {
  test('controls, escapes and direction marks are written out', () => {
    expect(lineText('a\r\n\u001b[31m\u009b\\\u202e')).toBe('a\\r\\n\\033[31m\\233\\\\\\u202e');
  });

  test('nothing that moves the cursor is left, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(lineText(decodeUtf8(bytes))).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
