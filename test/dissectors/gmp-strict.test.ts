/**
 * Strict messages and octets, both ways; and what the dissector and the lenient codec say of the same octets.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGmp, type FlatValue } from '../../dissectors/gmp-codec.js';
import type { GmpMessage } from '../../dissectors/gmp-message.js';
import { parseGmp } from '../../dissectors/gmp-parse.js';
import { encodeStrict, writeGmp } from '../../dissectors/gmp-write.js';
import { hex } from '../../src/base/address.js';
import { EXAMPLES, example } from './gmp-examples.js';
import { flatOf } from './gmp-strict-flat.js';
import { strictMessage } from './gmp-strict-messages.js';

/** The message in octets that are to be in order. */
function messageIn(octets: Uint8Array): GmpMessage {
  const parsed = parseGmp(octets, 0, octets.length);
  if (!parsed.ok) throw new Error(`${parsed.violation.code}: ${parsed.violation.message}`);
  expect(parsed.remarks).toEqual([]);
  return parsed.message;
}

/** What the lenient codec says beyond the message's fields: whole octets and groups of what is compared by parts. */
const WHOLES = ['gmp.option', 'gmp.sm.flags', 'gmp.mm.flags', 'gmp.sm.checksum', 'gmp.tlv.value'];

describe('strict messages to octets and back', () => {
  it('8.1 to 8.4 — parse(write(m)) is m, without remarks, at any place; all 22 types', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(strictMessage(), fc.nat(9), (message, shift) => {
        seen.add(message.type);
        const octets = encodeStrict(message);
        const into = new Uint8Array(octets.length + 2 * shift).fill(0xff);
        expect(writeGmp(message, into, shift)).toBe(octets.length);
        expect(hex(into.subarray(shift, shift + octets.length))).toBe(hex(octets));
        for (let i = 0; i < shift; i += 1) expect([into[i], into[into.length - 1 - i]]).toEqual([0xff, 0xff]);
        expect(parseGmp(into, shift, shift + octets.length)).toEqual({ ok: true, message, remarks: [] });
      }),
      { numRuns: 1500 },
    );
    expect(seen.size).toBe(22);
  });

  it('8.2, 8.4 — the lenient codec reads the same in every field, and nothing else', () => {
    fc.assert(
      fc.property(strictMessage(), (message) => {
        const { ...fields } = decodeGmp(encodeStrict(message)) as Record<string, FlatValue>;
        for (const name of WHOLES) delete fields[name];
        expect(fields).toEqual(flatOf(message));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(EXAMPLES.map(({ type }) => [type] as const))(
    '%s: the lenient encoder’s octets are read, and written again the same',
    (type) => {
      const octets = example(type);
      const message = messageIn(octets);
      expect(message.type).toBe(type);
      expect(hex(encodeStrict(message))).toBe(hex(octets));
    },
  );
});
