/**
 * Strict parsing against the dissector's findings and the lenient codec, over right, damaged and random octets.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeGmp } from '../../dissectors/gmp-checks.js';
import { decodeGmp, type FlatValue } from '../../dissectors/gmp-codec.js';
import type { GmpMessage } from '../../dissectors/gmp-message.js';
import { MOST_MEMBERS } from '../../dissectors/gmp-names.js';
import { type Parsed, parseGmp } from '../../dissectors/gmp-parse.js';
import type { Violation } from '../../dissectors/gmp-violation.js';
import { encodeStrict } from '../../dissectors/gmp-write.js';
import { createRegistry } from '../../dissectors/registry.js';
import { hex } from '../../src/base/address.js';
import { internetChecksum } from '../../src/base/checksum.js';
import { createWalk } from '../../src/packet/walk.js';
import { flatOf } from './gmp-strict-flat.js';
import { strictMessage } from './gmp-strict-messages.js';

const registry = createRegistry();
const walk = createWalk(registry);
const dissector = registry.dissectors[registry.lookup.idOf('gmp')];
const SHIFT = 3;

/** What the dissector finds in octets that were captured as they were sent, as violations. */
function judged(octets: Uint8Array): readonly Violation[] {
  walk.bytes = new Uint8Array(octets.length + 2 * SHIFT).fill(0xff);
  walk.bytes.set(octets, SHIFT);
  walk.start = SHIFT;
  walk.end = SHIFT + octets.length;
  walk.limit = walk.end;
  walk.count = 0;
  dissector.walk(walk);
  return judgeGmp(walk, 0).map(({ code, severity, clause, start, end, message }) => ({
    code: code as Violation['code'],
    severity,
    clause: clause!,
    start: start - SHIFT,
    end: end - SHIFT,
    message,
  }));
}

/** Makes the checksum of SM right. */
function summed(octets: Uint8Array): Uint8Array {
  if (octets.length < 4 || octets[1] >> 6 !== 0) return octets;
  const copy = octets.slice();
  copy.fill(0, 2, 4);
  const sum = internetChecksum(copy, 0, copy.length);
  copy.set([sum >> 8, sum & 255], 2);
  return copy;
}

interface Damage {
  readonly message: GmpMessage;
  readonly bits: readonly (readonly [number, number])[];
  readonly longer: number;
  readonly repaired: boolean;
}

/** A right message with some bits turned over (in the header more often), octets cut off or added. */
const damaged: fc.Arbitrary<Uint8Array> = fc
  .record<Damage>({
    message: strictMessage(),
    bits: fc.array(fc.tuple(fc.oneof(fc.nat(15), fc.nat(47), fc.nat()), fc.nat(7)), { maxLength: 3 }),
    longer: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: -8, max: 8 }) },
      { weight: 1, arbitrary: fc.constantFrom(-16, -4, 4, 8) },
    ),
    repaired: fc.boolean(),
  })
  .map(({ message, bits, longer, repaired }) => {
    const right = encodeStrict(message);
    const octets = new Uint8Array(Math.max(1, right.length + longer));
    octets.set(right.subarray(0, octets.length));
    for (const [at, bit] of bits) octets[at % octets.length] ^= 1 << bit;
    return repaired ? summed(octets) : octets;
  });

/** Octets of any kind that begin as GMP does, or not. */
const random = fc
  .tuple(
    fc.constantFrom([0x10, 0x01], [0x11, 0x06], [0x14, 0x0d], [0x10, 0x0e], [0x14, 0x89], [0x15, 0x88], []),
    fc.array(fc.oneof({ weight: 2, arbitrary: fc.nat(13) }, { weight: 1, arbitrary: fc.nat(255) }), {
      maxLength: 48,
      minLength: 1,
    }),
  )
  .map(([head, rest]) => summed(Uint8Array.from([...head, ...rest])));

/** Octets of a value that each type of parameter may have. */
const SIZES: Readonly<Record<number, number>> = { 5: 8, 6: 8, 8: 8, 9: 8, 10: 1, 11: 1, 12: 1 };

/** A parameter, mostly as it ought to be. */
const parameter = fc
  .record({
    type: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(1, 5, 9, 10, 12) }, fc.nat(14)),
    text: fc.nat(5),
    wrong: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.integer({ min: -1, max: 4 })),
    fill: fc.constantFrom(0, 0x20, 1, 0x61),
    zero: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(255)),
  })
  .map(({ type, text, wrong, fill, zero }) => {
    const length = Math.max(0, (SIZES[type] ?? text) + wrong);
    const padded = new Uint8Array(4 + Math.ceil(length / 4) * 4);
    padded.set([type, zero, 0, length]);
    return padded.fill(fill, 4, 4 + (type === 9 ? Math.min(length, 7) : length));
  });
const scinf = fc
  .array(parameter, { maxLength: 5 })
  .map((parts) =>
    summed(
      Uint8Array.from([
        0x11,
        6,
        0,
        0,
        0,
        7,
        0,
        3,
        0,
        0,
        0x13,
        0x8c,
        239,
        1,
        2,
        3,
        ...parts.flatMap((one) => [...one]),
      ]),
    ),
  );

const anything = fc.oneof(
  { weight: 4, arbitrary: damaged },
  { weight: 1, arbitrary: random },
  { weight: 1, arbitrary: scinf },
);

function parsedFrom(found: readonly Violation[], message: GmpMessage | undefined): unknown {
  const violation = found.find((one) => one.severity === 'error');
  const remarks = found.filter((one) => one !== violation);
  return violation === undefined ? { ok: true, message, remarks } : { ok: false, violation, remarks };
}

/** The same octets with others around them. */
function parsedAmong(octets: Uint8Array, filler: number): Parsed {
  const among = new Uint8Array(octets.length + 12).fill(filler);
  among.set(octets, 6);
  return parseGmp(among, 6, 6 + octets.length);
}

describe('D21 — what a machine finds wrong is what a capture shows as wrong', () => {
  it('unusable ⟺ the dissector finds an error; the same findings in the same order; nothing read outside', () => {
    const counts = { inOrder: 0, remarked: 0, violations: new Set<string>() };
    fc.assert(
      fc.property(anything, (octets) => {
        const parsed = parseGmp(octets, 0, octets.length);
        expect(parsed).toEqual(parsedFrom(judged(octets), parsed.ok ? parsed.message : undefined));
        expect(parsedAmong(octets, 0)).toEqual(parsed);
        expect(parsedAmong(octets, 0xff)).toEqual(parsed);
        if (!parsed.ok) counts.violations.add(parsed.violation.code);
        else if (parsed.remarks.length > 0) counts.remarked += 1;
        else counts.inOrder += 1;
      }),
      { numRuns: 6000 },
    );
    expect(counts.inOrder).toBeGreaterThan(500);
    expect(counts.remarked).toBeGreaterThan(200);
    expect(counts.violations.size).toBeGreaterThan(9);
  });

  it('every single bit of the header and the first words of the option, turned over in a message of each kind', () => {
    const messages = fc.sample(strictMessage(), { numRuns: 120, seed: 602 });
    for (const message of messages) {
      const right = encodeStrict(message);
      for (let bit = 0; bit < Math.min(right.length, 28) * 8; bit += 1) {
        const flipped = right.slice();
        flipped[bit >> 3] ^= 0x80 >> (bit & 7);
        for (const octets of [flipped, summed(flipped)]) {
          const parsed = parseGmp(octets, 0, octets.length);
          expect(parsed).toEqual(parsedFrom(judged(octets), parsed.ok ? parsed.message : undefined));
        }
      }
    }
  });

  it('remarks of a message without any are one and the same list', () => {
    const octets = fc.sample(strictMessage(), { numRuns: 60, seed: 16513 }).map(encodeStrict);
    const lists = octets.map((one) => parseGmp(one, 0, one.length).remarks);
    expect(new Set(lists).size).toBe(1);
    expect(lists[0]).toEqual([]);
  });
});

/** Fields that follow from a message's type: octets that are only remarked may say them otherwise. */
const DERIVED = new Set([
  'gmp.sm.flags.q',
  'gmp.sm.flags.i',
  'gmp.mm.flags.r',
  'gmp.mm.flags.ss',
  'gmp.mm.flags.ui',
  'gmp.key_length',
  'gmp.reserved',
]);

/** The first of what comes more often; member lists are lists. */
function firstOf(name: string, value: FlatValue | undefined): FlatValue | undefined {
  if (!Array.isArray(value) || /member/.test(name)) return value;
  return (value as readonly FlatValue[])[0];
}

describe('messages that are used', () => {
  it('8.2, 8.4, 9.1 — the lenient codec reads the same in every field, remarked ones too; the first TLV counts', () => {
    let repeated = 0;
    fc.assert(
      fc.property(anything, (octets) => {
        const parsed = parseGmp(octets, 0, octets.length);
        if (!parsed.ok) return;
        if (parsed.remarks.some((one) => one.code === 'gmp.tlv.repeated')) repeated += 1;
        const lenient = decodeGmp(octets);
        for (const [name, value] of Object.entries(flatOf(parsed.message))) {
          if (!DERIVED.has(name)) expect([name, firstOf(name, lenient[name])]).toEqual([name, value]);
        }
      }),
      { numRuns: 4000 },
    );
    expect(repeated).toBeGreaterThan(20);
  });

  it('8.2, 8.4 — write(parse(octets)) is octets where nothing was remarked', () => {
    let compared = 0;
    fc.assert(
      fc.property(anything, (octets) => {
        const parsed = parseGmp(octets, 0, octets.length);
        if (!parsed.ok || parsed.remarks.length > 0) return;
        const again = encodeStrict(parsed.message);
        // Parameters may come in any order and members in several lists: then the same is said in ours.
        if (parsed.message.type === 'SCINF') {
          expect(parseGmp(again, 0, again.length)).toEqual(parsed);
          expect(again.length).toBeLessThanOrEqual(octets.length);
          return;
        }
        // A sum of zero can be written in two ways (RFC 1071): 0xffff is as right as 0.
        if (!('memberType' in parsed.message) && octets[2] === 0xff && octets[3] === 0xff) return;
        compared += 1;
        expect(hex(again)).toBe(hex(octets));
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it('8.4 [profile] — more than 340 users are read, but not written by us', () => {
    const users = 341;
    const octets = new Uint8Array(16 + 4 * users);
    octets.set([0x14, 0x89]);
    for (let at = 16; at < octets.length; at += 4) octets.set([0, 1, 0x38, 0], at);
    const parsed = parseGmp(octets, 0, octets.length);
    expect(parsed.remarks.map((one) => one.code)).toEqual(['gmp.members.count']);
    if (!parsed.ok || parsed.message.type !== 'UIRES') throw new Error('no UIRES');
    expect(parsed.message.members.length).toBe(users);
    expect(() => encodeStrict((parsed as { message: GmpMessage }).message)).toThrow(
      new RangeError(`gmp.member: 341 in one UIRES: at most ${MOST_MEMBERS}`),
    );
  });
});
