/**
 * The layout engine on a made-up header whose octets are written out by hand: every kind of item, sizes that other fields
 * give, conditions, and what happens where octets are missing.
 */
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  bytes,
  flag,
  group,
  header,
  ipv4,
  repeat,
  text,
  uint,
  uint64,
  when,
  window,
} from '../../src/layout/build.js';
import { decode, decodeMessage, messageOf } from '../../src/layout/decode.js';
import { headerDiagram } from '../../src/layout/diagram.js';
import { encode } from '../../src/layout/encode.js';
import type { MessageOf } from '../../src/layout/message.js';
import { compileReader } from '../../src/layout/readers.js';
import { compileScan, makeHits } from '../../src/layout/scan.js';

const sample = header('x', 'Sample', 'none', [
  uint('x.version', 4, 'Version'),
  group('x.flags', 'Flags', [flag('x.flags.a', 'A'), uint('x.flags.b', 3, 'B')]),
  uint('x.little', 16, 'Little', { littleEndian: true }),
  uint('x.count', 8, 'Count'),
  repeat('x.entries', 'Entry', { field: 'x.count' }, [
    uint('x.kind', 8, 'Kind'),
    uint('x.length', 8, 'Length'),
    window('x.value', 'Value', { field: 'x.length' }, [
      when({ field: 'x.kind', is: [1] }, [ipv4('x.address', 'Address')]),
      when({ field: 'x.kind', is: [2] }, [text('x.name', 'Name', 'rest')]),
      when({ field: 'x.kind', not: [1, 2] }, [bytes('x.other', 'Other', 'rest')]),
    ]),
    bytes('x.padding', 'Padding', { field: 'x.length', plus: 2, padTo: 4 }),
  ]),
  when({ field: 'x.flags.a', is: [1] }, [uint64('x.big', 'Big')]),
]);

// Version 1, A set, B = 5; little 0x1234; two entries: an address, and the name "ñ" padded to a word; 2^63 + 1.
const OCTETS = Uint8Array.from([
  0x1d, 0x34, 0x12, 2, 1, 4, 192, 0, 2, 1, 0, 0, 2, 2, 0xc3, 0xb1, 0x80, 0, 0, 0, 0, 0, 0, 1,
]);
const MESSAGE = {
  'x.version': 1,
  'x.flags': 13,
  'x.flags.a': true,
  'x.flags.b': 5,
  'x.little': 0x1234,
  'x.count': 2,
  'x.entries': [
    {
      'x.kind': 1,
      'x.length': 4,
      'x.value': OCTETS.slice(6, 10),
      'x.address': 0xc0000201,
      'x.padding': OCTETS.slice(10, 12),
    },
    { 'x.kind': 2, 'x.length': 2, 'x.value': OCTETS.slice(14, 16), 'x.name': 'ñ' },
  ],
  'x.big': 2n ** 63n + 1n,
};

describe('a sample header', () => {
  test('decodes to its message, and every octet is accounted for', () => {
    const decoded = decode(sample, OCTETS);
    expect(messageOf(decoded.nodes)).toEqual(MESSAGE);
    expect(decoded.next).toBe(OCTETS.length);
    expect(decoded.shortfalls).toEqual([]);
  });

  test('encodes from its message, and from the parts alone: lengths and counts come from what they count', () => {
    expect(encode(sample, MESSAGE)).toEqual(OCTETS);
    const parts = {
      'x.version': 1,
      'x.flags.a': true,
      'x.flags.b': 5,
      'x.little': 0x1234,
      'x.entries': [
        { 'x.kind': 1, 'x.address': 0xc0000201 },
        { 'x.kind': 2, 'x.name': 'ñ' },
      ],
      'x.big': 2n ** 63n + 1n,
    };
    expect(encode(sample, parts)).toEqual(OCTETS);
  });

  test('a length given by hand stands as given, so that lying messages can be made', () => {
    const lying = encode(sample, {
      'x.count': 9,
      'x.entries': [{ 'x.kind': 7, 'x.length': 200, 'x.other': Uint8Array.of(1) }],
    });
    expect([...lying.slice(0, 7)]).toEqual([0, 0, 0, 9, 7, 200, 1]);
    const { decoded } = decodeMessage(sample, lying);
    expect(decoded.shortfalls.map(({ kind, wanted, have }) => [kind, wanted, have])).toContainEqual([
      'overrun',
      200,
      lying.length - 6,
    ]);
  });

  test('an octet too few is told, with what was wanted and what was there', () => {
    const { decoded } = decodeMessage(sample, OCTETS.slice(0, OCTETS.length - 1));
    expect(decoded.shortfalls).toEqual([
      expect.objectContaining({ kind: 'cut', at: 16, wanted: 8, have: 7 }),
    ]);
    expect(messageOf(decoded.nodes)['x.big']).toBeUndefined();
  });

  test('elements that are counted but not there are told', () => {
    const { decoded } = decodeMessage(sample, OCTETS.slice(0, 12));
    expect(decoded.shortfalls).toEqual([expect.objectContaining({ kind: 'missing', wanted: 2, have: 1 })]);
  });

  test('bit fields know their place to the bit', () => {
    const [version, flags] = decode(sample, OCTETS).nodes;
    expect([version.start, version.end, version.bit, version.bits]).toEqual([0, 1, 0, 4]);
    expect([flags.start, flags.end, flags.bit, flags.bits]).toEqual([0, 1, 4, 4]);
    expect(flags.children.map(({ bit, bits, value }) => [bit, bits, value])).toEqual([
      [4, 1, true],
      [5, 3, 5],
    ]);
  });

  test('compiled readers read at constant places, also little-endian', () => {
    expect(compileReader(sample, 'x.flags.b')(OCTETS, 0)).toBe(5);
    expect(compileReader(sample, 'x.little')(OCTETS, 0)).toBe(0x1234);
    expect(() => compileReader(sample, 'x.big')).toThrow('no constant place');
  });

  test('a scan finds only what is wanted, repeated fields in order', () => {
    const scan = compileScan(sample, (name) => (name === 'x.kind' ? 7 : name === 'x.name' ? 8 : undefined));
    const hits = makeHits(1);
    expect(scan(OCTETS, 0, OCTETS.length, hits)).toBe(true);
    expect([...hits.data.slice(0, hits.length)]).toEqual([7, 4, 1, 7, 12, 1, 8, 14, 2]);
  });

  test('text that is no UTF-8 survives decoding and encoding', () => {
    const bad = Uint8Array.from([0, 0, 0, 1, 2, 3, 0x41, 0xff, 0xc3, 0, 0, 0]).slice(0, 12);
    const { message } = decodeMessage(sample, bad);
    const [entry] = (message as MessageOf<typeof sample>)['x.entries'];
    expect(entry?.['x.name']).toBe('A\udcff\udcc3');
    expect(
      encode(sample, { 'x.entries': [{ 'x.kind': 2, 'x.name': entry?.['x.name'] }] }).slice(4, 9),
    ).toEqual(bad.slice(4, 9));
  });

  test('its diagram shows widths, lengths and conditions', () => {
    expect(headerDiagram(sample)).toEqual([
      ' 0                   1                   2                   3',
      ' 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1',
      '+-------+-+-----+-------------------------------+---------------+',
      '|Version|A|  B  |            Little             |     Count     |',
      '+-------+-+-----+-------------------------------+---------------+',
      '|                     Entry: x.count times                      |',
      '+---------------------------------------------------------------+',
      '|                  Big (where x.flags.a is 1)                   |',
      '+---------------------------------------------------------------+',
    ]);
  });

  test('its message type is inferred from the table', () => {
    type Message = MessageOf<typeof sample>;
    expectTypeOf<Message['x.version']>().toEqualTypeOf<number>();
    expectTypeOf<Message['x.flags.a']>().toEqualTypeOf<boolean>();
    expectTypeOf<Message['x.big']>().toEqualTypeOf<bigint | undefined>();
    expectTypeOf<Message['x.entries'][number]['x.value']>().toEqualTypeOf<Uint8Array>();
    // @ts-expect-error a misspelt field is refused by the compiler
    encode(sample, { 'x.verson': 1 });
  });
});
