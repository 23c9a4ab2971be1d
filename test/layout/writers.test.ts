/**
 * Compiled writers against readers and the lenient encoder, for every field of every table that has a constant place.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { readBits, writeBits } from '../../src/layout/bits.js';
import { header, repeat, uint, uint64, when, window } from '../../src/layout/build.js';
import { encodeItems } from '../../src/layout/encode.js';
import { octetsOf, partWith } from '../../src/layout/parts.js';
import { compileReader, constantPlace } from '../../src/layout/readers.js';
import type { Header, Item } from '../../src/layout/types.js';
import { compileWriter } from '../../src/layout/writers.js';

/** Names of all numbers at constant places. */
function constantNames(table: Header): readonly string[] {
  const names = table.items.flatMap((item: Item): readonly string[] => {
    if (item.kind === 'when') return [];
    return item.kind === 'group' ? [item.name, ...item.items.map((part) => part.name)] : [item.name];
  });
  return [...new Set(names)].filter((name) => {
    try {
      return constantPlace(table, name).bits > 0;
    } catch {
      return false;
    }
  });
}

const FIELDS = createRegistry().dissectors.flatMap((dissector) =>
  dissector.headers.flatMap((table) => constantNames(table).map((name) => ({ table, name }))),
);

describe('every field of the tables with a constant place', () => {
  test('there are hundreds, GMP’s, IGMP’s and those within flags among them', () => {
    expect(FIELDS.length).toBeGreaterThan(200);
    const names = new Set(FIELDS.map((one) => one.name));
    for (const name of ['gmp.mm.flags.ui', 'gmp.group.addr', 'igmp.maddr', 'tcp.flags.syn']) {
      expect(names, name).toContain(name);
    }
  });

  test('what is written is read again and stands where the encoder puts it; all other bits stay', () => {
    for (const { table, name } of FIELDS) {
      const { bit, bits } = constantPlace(table, name);
      const write = compileWriter(table, name);
      const read = compileReader(table, name);
      const length = Math.ceil((bit + bits) / 8);
      const value = fc.integer({ min: 0, max: 2 ** bits - 1 });
      fc.assert(
        fc.property(value, fc.nat(255), fc.nat(3), (number, filler, at) => {
          const octets = new Uint8Array(at + length + 2).fill(filler);
          write(octets, at, number);
          expect(read(octets, at)).toBe(number);
          const encoded = encodeItems(table.items, { [name]: number });
          expect(read(encoded, 0)).toBe(number);
          // The old bits put back: nothing else has changed.
          const old = readBits(new Uint8Array(8).fill(filler), 0, bit & 7, bits);
          writeBits(octets, at, bit, bits, old);
          expect(octets.every((octet) => octet === filler)).toBe(true);
        }),
        {
          numRuns: 12,
          examples: [
            [0, 255, 1],
            [2 ** bits - 1, 0, 1],
          ],
        },
      );
    }
  });

  test('what does not fit is a RangeError that names the field, and nothing is written', () => {
    for (const { table, name } of FIELDS) {
      const { bits } = constantPlace(table, name);
      const write = compileWriter(table, name);
      for (const bad of [2 ** bits, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
        const octets = new Uint8Array(200);
        expect(() => write(octets, 0, bad), `${name} ${bad}`).toThrow(
          new RangeError(`${name}: ${bad} is no number of ${bits} bits`),
        );
        expect(octets.every((octet) => octet === 0)).toBe(true);
      }
    }
  });
});

const sample = header('sample', 'Sample', 'a test', [
  uint('sample.a', 3, 'A'),
  uint('sample.wide', 20, 'across three octets'),
  uint('sample.b', 9, 'B'),
  uint64('sample.long', 'of 64 bits'),
  uint('sample.little', 16, 'little-endian', { littleEndian: true }),
  when({ field: 'sample.a', is: [1] }, [uint('sample.one', 8, 'One'), uint('sample.two', 4, 'Two')]),
  window('sample.window', 'Window', 'rest', [
    repeat('sample.element', 'Element', 'rest', [uint('sample.x', 16, 'X'), uint('sample.y', 16, 'Y')]),
  ]),
]);

describe('places', () => {
  test('bits across octets, little-endian ones, and what comes behind 64 bits', () => {
    const octets = new Uint8Array(14);
    compileWriter(sample, 'sample.a')(octets, 0, 5);
    compileWriter(sample, 'sample.wide')(octets, 0, 0xabcde);
    compileWriter(sample, 'sample.b')(octets, 0, 0x101);
    compileWriter(sample, 'sample.little')(octets, 0, 0x1234);
    expect([...octets]).toEqual([0xb5, 0x79, 0xbd, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x34, 0x12]);
    expect(compileReader(sample, 'sample.little')(octets, 0)).toBe(0x1234);
  });

  test.each(['sample.long', 'sample.one', 'sample.x', 'sample.window', 'sample.none'])(
    '%s has none: our own mistake',
    (name) => {
      expect(() => compileWriter(sample, name)).toThrow(`sample: ${name} has no constant place`);
      expect(() => compileReader(sample, name)).toThrow(`sample: ${name} has no constant place`);
    },
  );

  test('parts are headers of their own: under a condition, in an element', () => {
    const octets = new Uint8Array(4);
    compileWriter(partWith(sample, 'sample.two'), 'sample.two')(octets, 0, 9);
    expect([...octets]).toEqual([0, 0x90, 0, 0]);
    const element = partWith(sample, 'sample.y');
    compileWriter(element, 'sample.y')(octets, 0, 7);
    expect([...octets]).toEqual([0, 0x90, 0, 7]);
    expect(octetsOf(element)).toBe(4);
    // Up to what is not always there.
    expect(octetsOf(sample)).toBe(14);
    expect(partWith(sample, 'sample.a')).toEqual(sample);
    expect(() => partWith(sample, 'sample.none')).toThrow('sample has no field sample.none');
  });
});
