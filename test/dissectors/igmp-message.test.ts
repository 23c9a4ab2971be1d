/**
 * Strict IGMP messages, both ways; and what is wrong with octets that are none.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IGMP_FINDINGS,
  type IgmpFindingCode,
  type IgmpMessage,
  parseIgmp,
  writeIgmp,
} from '../../dissectors/igmp-message.js';
import { hex } from '../../src/base/address.js';
import { internetChecksum } from '../../src/base/checksum.js';
import { octetsOf } from './gmp-packets.js';

function encoded(message: IgmpMessage): Uint8Array {
  const octets = new Uint8Array(8);
  expect(writeIgmp(message, octets, 0)).toBe(8);
  return octets;
}

/** Octets with the checksum made right over the first eight. */
function summed(text: string): Uint8Array {
  const octets = octetsOf(text);
  const sum = internetChecksum(octets, 0, 8);
  octets[2] = sum >> 8;
  octets[3] = sum & 255;
  return octets;
}

/** Groups that are reported: multicast, not 224.0.0.1. */
const group = fc.integer({ min: 0xe0000000, max: 0xefffffff }).filter((one) => one !== 0xe0000001);
const message: fc.Arbitrary<IgmpMessage> = fc.oneof(
  fc.constant<IgmpMessage>({ type: 'query' }),
  group.map((one): IgmpMessage => ({ type: 'report', group: one })),
);

describe('RFC 1112 I — messages of version 1', () => {
  it('a query, and a report of 239.1.2.3, octet by octet', () => {
    expect(hex(encoded({ type: 'query' }))).toBe('1100eeff00000000');
    expect(hex(encoded({ type: 'report', group: 0xef010203 }))).toBe('1200fcfaef010203');
  });

  it('parse(write(m)) is m, without remarks, whatever stood there and stands around', () => {
    fc.assert(
      fc.property(message, fc.nat(5), fc.nat(255), (one, at, filler) => {
        const into = new Uint8Array(8 + 2 * at).fill(filler);
        expect(writeIgmp(one, into, at)).toBe(8);
        expect(parseIgmp(into, at, at + 8)).toEqual({ ok: true, message: one, remarks: [] });
        for (let i = 0; i < at; i += 1) expect([into[i], into[at + 8 + i]]).toEqual([filler, filler]);
      }),
    );
  });

  it('what does not fit is our own mistake', () => {
    expect(() => encoded({ type: 'report', group: 2 ** 32 })).toThrow('igmp.maddr: 4294967296');
    expect(() => writeIgmp({ type: 'query' }, new Uint8Array(9), 2)).toThrow(
      'no room for the octets of an IGMP query',
    );
  });
});

const BAD: readonly (readonly [string, Uint8Array, IgmpFindingCode, number, number, string])[] = [
  ['nothing', octetsOf(''), 'igmp.short', 0, 0, 'A message has 8 octets, the sender sent 0'],
  ['7 octets', octetsOf('1100eeff000000'), 'igmp.short', 0, 7, 'A message has 8 octets, the sender sent 7'],
  [
    '7 octets of version 2',
    octetsOf('16000000000000'),
    'igmp.short',
    0,
    7,
    'A message has 8 octets, the sender sent 7',
  ],
  ['version 0', summed('0500000000000000'), 'igmp.version', 0, 1, 'Type 0x05 of 8 octets: not version 1'],
  [
    'a report of version 2',
    summed('16000000ef010203'),
    'igmp.version',
    0,
    1,
    'Type 0x16 of 8 octets: not version 1',
  ],
  [
    'a leave of version 2',
    summed('17000000ef010203'),
    'igmp.version',
    0,
    1,
    'Type 0x17 of 8 octets: not version 1',
  ],
  [
    'a report of version 3',
    summed('2200000000000000'),
    'igmp.version',
    0,
    1,
    'Type 0x22 of 8 octets: not version 1',
  ],
  ['DVMRP', summed('1302000000000000'), 'igmp.version', 0, 1, 'Type 0x13 of 8 octets: not version 1'],
  [
    'a query of version 3 (RFC 3376 7.1)',
    summed('110000000000000000000000'),
    'igmp.version',
    0,
    1,
    'Type 0x11 of 12 octets: not version 1',
  ],
  [
    'a bad checksum',
    octetsOf('1200fcfbef010203'),
    'igmp.bad_checksum',
    2,
    4,
    'Bad checksum 0xfcfb [should be 0xfcfa]',
  ],
  [
    'a small checksum, right and wrong',
    octetsOf('12000001fffffffe'),
    'igmp.bad_checksum',
    2,
    4,
    'Bad checksum 0x0001 [should be 0xee00]',
  ],
  [
    'a report of all hosts',
    summed('12000000e0000001'),
    'igmp.report.group',
    4,
    8,
    '224.0.0.1 is no group that is reported',
  ],
  [
    'a report of a host',
    summed('120000000a000001'),
    'igmp.report.group',
    4,
    8,
    '10.0.0.1 is no group that is reported',
  ],
  [
    'a report of 223.255.255.255',
    summed('12000000dfffffff'),
    'igmp.report.group',
    4,
    8,
    '223.255.255.255 is no group that is reported',
  ],
  [
    'a report of 240.0.0.1',
    summed('12000000f0000001'),
    'igmp.report.group',
    4,
    8,
    '240.0.0.1 is no group that is reported',
  ],
];

describe('RFC 1112 I — what cannot be used', () => {
  it.each(BAD)('%s', (_name, octets, code, start, end, text) => {
    expect(parseIgmp(octets, 0, octets.length)).toEqual({
      ok: false,
      violation: { code, ...IGMP_FINDINGS[code], start, end, message: text },
      remarks: [],
    });
    expect(IGMP_FINDINGS[code].severity).toBe('error');
  });

  it('has its clauses', () => {
    expect(
      Object.fromEntries(Object.entries(IGMP_FINDINGS).map(([code, one]) => [code, one.clause])),
    ).toEqual({
      'igmp.short': 'RFC 1112 I',
      'igmp.version': 'RFC 1112 I; RFC 3376 7.1',
      'igmp.bad_checksum': 'RFC 1112 I; RFC 1071',
      'igmp.report.group': 'RFC 1112 4, I',
      'igmp.query.group': 'RFC 1112 I',
      'igmp.unused': 'RFC 1112 I',
      'igmp.length': 'RFC 1112 I',
    });
  });
});

describe('RFC 1112 I — what is remarked and used', () => {
  const remark = (code: IgmpFindingCode, start: number, end: number, text: string) => {
    expect(IGMP_FINDINGS[code].severity).toBe('warning');
    return { code, ...IGMP_FINDINGS[code], start, end, message: text };
  };
  const report: IgmpMessage = { type: 'report', group: 0xef010203 };
  const unused = remark('igmp.unused', 1, 2, 'The unused octet is 100, not 0');
  const cases: readonly (readonly [string, Uint8Array, IgmpMessage, readonly unknown[]])[] = [
    ['an unused octet, as a query of version 2 has', summed('1164000000000000'), { type: 'query' }, [unused]],
    ['an unused octet in a report', summed('12640000ef010203'), report, [unused]],
    [
      'a query of one group',
      summed('11000000ef010203'),
      { type: 'query' },
      [remark('igmp.query.group', 4, 8, 'A query of group 239.1.2.3')],
    ],
    [
      'a query with 3 octets more',
      summed('1100000000000000aabbcc'),
      { type: 'query' },
      [remark('igmp.length', 8, 11, '3 octets behind the message')],
    ],
    [
      'a report with 4 octets more',
      summed('12000000ef010203aabbccdd'),
      report,
      [remark('igmp.length', 8, 12, '4 octets behind the message')],
    ],
  ];
  it.each(cases)('%s', (_name, octets, one, remarks) => {
    expect(parseIgmp(octets, 0, octets.length)).toEqual({ ok: true, message: one, remarks });
  });

  it('remarks come in the order of the octets, with an error too', () => {
    const octets = summed('11640000ef010203ff');
    const codes = parseIgmp(octets, 0, 9).remarks.map((one) => one.code);
    expect(codes).toEqual(['igmp.unused', 'igmp.query.group', 'igmp.length']);
    octets[3] ^= 1;
    const parsed = parseIgmp(octets, 0, 9);
    expect(parsed.ok ? undefined : parsed.violation.code).toBe('igmp.bad_checksum');
    expect(parsed.remarks.map((one) => one.code)).toEqual(codes);
    // Of a message of another version nothing more is said.
    expect(parseIgmp(summed('16640000ef010203ff'), 0, 9).remarks).toEqual([]);
  });
});

it('any octets: no throw, nothing read outside', () => {
  const first = fc.constantFrom(0x11, 0x12, 0x16, 0x22, 0);
  fc.assert(
    fc.property(first, fc.uint8Array({ maxLength: 14 }), fc.boolean(), (type, rest, right) => {
      const octets = Uint8Array.of(type, ...rest);
      if (right && octets.length >= 8) {
        octets.fill(0, 2, 4);
        const sum = internetChecksum(octets, 0, 8);
        octets.set([sum >> 8, sum & 255], 2);
      }
      const around = (filler: number): Uint8Array => {
        const out = new Uint8Array(octets.length + 8).fill(filler);
        out.set(octets, 4);
        return out;
      };
      const parsed = parseIgmp(octets, 0, octets.length);
      expect(parseIgmp(around(0), 4, 4 + octets.length)).toEqual(parsed);
      expect(parseIgmp(around(255), 4, 4 + octets.length)).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});
