import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGmp, encodeGmp, type FlatFields, type FlatValue } from '../../dissectors/gmp-codec.js';
import { familyOf, NEITHER, TABLES } from '../../dissectors/gmp-family.js';
import { GMP_MESSAGES, GMP_TLVS, type GmpType, gmpMessage } from '../../dissectors/gmp-names.js';
import { hex } from '../../src/base/address.js';
import { internetChecksum } from '../../src/base/checksum.js';
import { decode, type Node } from '../../src/layout/decode.js';
import { compileScan, makeHits } from '../../src/layout/scan.js';
import type { Item } from '../../src/layout/types.js';
import { examine } from './gmp-packets.js';

const u = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });
const address = fc.tuple(u(8), u(8), u(8), u(8)).map((parts) => parts.join('.'));
const octets = (min: number, max: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => hex(bytes));
const text = fc.string({ unit: 'binary', maxLength: 40 });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
/** One value, or the list of several: as flat records have it. */
const repeated = <T extends FlatValue>(values: readonly T[]): FlatValue =>
  values.length === 1 ? values[0] : values;

const common = {
  'gmp.version': u(4),
  'gmp.session_id': u(16),
  'gmp.user_id': u(16),
  'gmp.reserved': u(8),
  'gmp.group.port': u(16),
  'gmp.group.addr': address,
};
const smHead = fc.record({
  ...common,
  'gmp.sm.flags.q': fc.boolean(),
  'gmp.sm.flags.s': fc.boolean(),
  'gmp.sm.flags.m': fc.boolean(),
  'gmp.sm.flags.i': fc.boolean(),
});
const mmHead = fc.record({
  ...common,
  'gmp.mm.mode': fc.constantFrom(1, 2),
  'gmp.mm.member_type': u(3),
  'gmp.mm.flags.r': fc.boolean(),
  'gmp.mm.flags.ss': fc.boolean(),
  'gmp.mm.flags.ui': fc.boolean(),
  'gmp.mm.ka_period': u(8),
  'gmp.mm.timeout': u(8),
});

const info = fc.record(
  {
    ...Object.fromEntries(
      GMP_TLVS.filter((tlv) => tlv.size === 'any').map((tlv) => [`gmp.info.${tlv.name}`, text]),
    ),
    'gmp.info.start': u64,
    'gmp.info.end': u64,
    'gmp.info.ka_period': u(8),
    'gmp.info.timeout': u(8),
    'gmp.info.termination': u(8),
  },
  { requiredKeys: [] },
);
const infoAddress = fc.option(fc.record({ 'gmp.info.address': address, 'gmp.info.port': u(16) }), {
  nil: {},
});
const infoMembers = fc.array(fc.tuple(address, u(16), u(3)), { maxLength: 5 }).map(
  (rows): FlatFields =>
    rows.length === 0
      ? {}
      : {
          'gmp.info.member.addr': repeated(rows.map((row) => row[0])),
          'gmp.info.member.port': repeated(rows.map((row) => row[1])),
          'gmp.info.member.type': repeated(rows.map((row) => row[2])),
        },
);
const members = fc.array(fc.tuple(u(16), u(3), u(2)), { minLength: 1, maxLength: 20 }).map(
  (rows): FlatFields => ({
    'gmp.member.user_id': repeated(rows.map((row) => row[0])),
    'gmp.member.type': repeated(rows.map((row) => row[1])),
    'gmp.member.state': repeated(rows.map((row) => row[2])),
  }),
);

const nothing = fc.constant<FlatFields>({ 'gmp.key_length': 0 });
const key = octets(1, 255).map(
  (bytes): FlatFields => ({ 'gmp.key_length': bytes.length / 2, 'gmp.key': bytes }),
);
/** The option's parts that a type has. */
function optionOf(type: GmpType): fc.Arbitrary<FlatFields> {
  const none: FlatFields = { 'gmp.key_length': 0 };
  switch (type) {
    case 'SCINF':
      return fc
        .tuple(info, infoAddress, infoMembers)
        .map((parts) => Object.assign({}, none, ...parts) as FlatFields);
    case 'SAREQ':
      return u(16).map((port) => ({ ...none, 'gmp.mm_port': port }));
    case 'UIRES':
      return members.map((parts) => ({ ...none, ...parts }));
    case 'SJRES':
      return key.map((parts) => ({ ...parts, 'gmp.sm.flags.s': true }));
    case 'KDUPT':
      return key;
    default:
      return nothing;
  }
}

/** A record of any type with any values that its fields can hold. */
const record = fc
  .constantFrom(...GMP_MESSAGES.map((one) => one.mnemonic))
  .chain((type) =>
    fc
      .tuple(gmpMessage(type)!.family === 'SM' ? smHead : mmHead, optionOf(type))
      .map(([head, option]): FlatFields => ({ ...head, ...option, 'gmp.type': type })),
  );

/** Octets that look like GMP: any, and messages with some octets changed, cut or added. */
const nearMessages = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .tuple(record, fc.array(fc.tuple(fc.nat(), u(8)), { maxLength: 4 }), fc.integer({ min: -6, max: 6 }))
    .map(([fields, changes, longer]) => {
      const message = encodeGmp(fields);
      const out = new Uint8Array(Math.max(0, message.length + longer));
      out.set(message.subarray(0, out.length));
      for (const [at, value] of changes) if (out.length > 0) out[at % out.length] = value;
      return out;
    }),
);

describe('the lenient codec', () => {
  it('octets for a number count as 0', () => {
    expect(hex(encodeGmp({ 'gmp.type': 'SCINF', 'gmp.info.start': Uint8Array.of(1, 2) }))).toBe(
      hex(encodeGmp({ 'gmp.type': 'SCINF', 'gmp.info.start': '0' })),
    );
  });

  it('8.2, 8.4 — any record → octets → the same record', () => {
    fc.assert(
      fc.property(record, (fields) => {
        const message = encodeGmp(fields);
        const back = decodeGmp(message);
        expect(back).toMatchObject(fields);
        expect(message.length % 4).toBe(0);
        if ('gmp.sm.flags.s' in fields) expect(internetChecksum(message, 0, message.length)).toBe(0);
        expect(hex(encodeGmp(back))).toBe(hex(message));
      }),
      { numRuns: 500 },
    );
  });

  it('decode of any octets never throws, and whole messages come out of encode again', () => {
    fc.assert(
      fc.property(nearMessages, (message) => {
        const fields = decodeGmp(message);
        if (message.length >= 16) expect(hex(encodeGmp(fields))).toBe(hex(message));
      }),
      { numRuns: 1000 },
    );
  });

  it('encode of any values never throws', () => {
    const names = [
      ...[
        'gmp.type',
        'gmp.option',
        'gmp.sm.type',
        'gmp.mm.mode',
        'gmp.key',
        'gmp.key_length',
        'gmp.sm.checksum',
      ],
      ...['gmp.info.start', 'gmp.info.address', 'gmp.info.member.type', 'gmp.info.name', 'gmp.neither.rest'],
      ...['gmp.member.user_id', 'gmp.group.addr'],
    ];
    const value: fc.Arbitrary<FlatValue> = fc.oneof(
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.string(),
      fc.uint8Array({ maxLength: 9 }),
      fc.constantFrom('SCINF', 'KDUPT', 'UIRES'),
      fc.array(fc.oneof(fc.double(), fc.string()), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 }), (fields) => {
        expect(encodeGmp(fields).length).toBeGreaterThanOrEqual(8);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the dissector', () => {
  it('never throws, never reads past the captured octets, and its findings lie within them', () => {
    fc.assert(
      fc.property(nearMessages, fc.nat(), (message, cut) => {
        if (message.length === 0) return;
        const kept = 1 + (cut % message.length);
        const seen = examine(message, kept);
        const other = examine(
          Uint8Array.from(message, (octet, i) => (i < kept ? octet : octet ^ 0xff)),
          kept,
        );
        expect(other.lines).toEqual(seen.lines);
        expect(other.info).toBe(seen.info);
        for (const { start, end } of seen.experts) {
          expect(start).toBeGreaterThanOrEqual(seen.walk.starts[0]);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(seen.walk.ends[0]);
        }
      }),
      { numRuns: 300 },
    );
  });

  const names = (items: readonly Item[]): string[] =>
    items.flatMap((item) => [
      ...(item.kind === 'when' || item.kind === 'repeat' ? [] : [item.name]),
      ...('items' in item ? names(item.items) : []),
    ]);
  const scans = TABLES.map((table) => {
    const ids = [...new Set(names(table.items))];
    return { ids, scan: compileScan(table, (name) => (ids.includes(name) ? ids.indexOf(name) : undefined)) };
  });

  it('tree lane and compiled scan find the same fields in the same places', () => {
    let options = 0;
    fc.assert(
      fc.property(nearMessages, (message) => {
        const variant = familyOf(message, 0, message.length);
        const decoded = decode(TABLES[variant], message);
        const places: string[] = [];
        const visit = (nodes: readonly Node[]): void => {
          for (const node of nodes) {
            if (node.item.kind !== 'repeat')
              places.push(`${node.item.name} ${node.start} ${node.end - node.start}`);
            visit(node.children);
          }
        };
        visit(decoded.nodes);
        const hits = makeHits();
        const { ids, scan } = scans[variant];
        const whole = scan(message, 0, message.length, hits);
        const found: string[] = [];
        for (let at = 0; at < hits.length; at += 3) {
          found.push(`${ids[hits.data[at]]} ${hits.data[at + 1]} ${hits.data[at + 2]}`);
        }
        expect(found).toEqual(places);
        expect(whole).toBe(decoded.shortfalls.length === 0);
        if (variant !== NEITHER && places.some((place) => place.startsWith('gmp.option '))) options += 1;
      }),
      { numRuns: 3000 },
    );
    expect(options).toBeGreaterThan(100);
  });
});
