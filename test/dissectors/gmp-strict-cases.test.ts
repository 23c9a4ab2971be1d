/**
 * Strict messages case by case: which findings make a message unusable and which are remarked, what a remarked message says,
 * what cannot be written, and the vectors.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FlatFields } from '../../dissectors/gmp-codec.js';
import { GMP_FINDINGS, type GmpFindingCode } from '../../dissectors/gmp-findings.js';
import type { GmpMessage, SessionParameters } from '../../dissectors/gmp-message.js';
import type { GmpType } from '../../dissectors/gmp-names.js';
import { parseGmp } from '../../dissectors/gmp-parse.js';
import { encodeStrict, writeGmp } from '../../dissectors/gmp-write.js';
import { hex, parseHex } from '../../src/base/address.js';
import { example } from './gmp-examples.js';
import { octetsOf } from './gmp-packets.js';

const SM = {
  secure: false,
  closed: false,
  session: 7,
  user: 3,
  groupPort: 5004,
  groupAddress: 0xef010203,
} as const;
const MM = {
  closed: true,
  memberType: 1,
  session: 7,
  user: 3,
  groupPort: 5004,
  groupAddress: 0xef010203,
  kaPeriod: 100,
  timeout: 30,
} as const;

/** What is found first, behind what else: "error; remark, remark". */
function verdict(octets: Uint8Array): string {
  const parsed = parseGmp(octets, 0, octets.length);
  const remarks = parsed.remarks.map((one) => one.code).join(', ');
  return parsed.ok ? `used; ${remarks}` : `${parsed.violation.code}; ${remarks}`;
}

function messageIn(octets: Uint8Array): GmpMessage {
  const parsed = parseGmp(octets, 0, octets.length);
  if (!parsed.ok) throw new Error(parsed.violation.code);
  return parsed.message;
}

const unusable: readonly (readonly [string, Uint8Array, string])[] = [
  ['8.2 — no octets', octetsOf(''), 'gmp.short; '],
  ['8.2 — one octet', octetsOf('11'), 'gmp.short; '],
  ['8.4 — 15 octets', example('KAREQ').slice(0, 15), 'gmp.short; '],
  ['8.2 a — version 2', example('SCCON', { 'gmp.version': 2 }), 'gmp.version; '],
  ['8.4 c [profile] — mode 11', example('KAREQ', { 'gmp.mm.mode': 3 }), 'gmp.family; '],
  ['8.2 c — type 0', example('SCCON', { 'gmp.sm.type': 0 }), 'gmp.type.reserved; '],
  ['8.4 b — type 9', example('KAREQ', { 'gmp.mm.type': 9 }), 'gmp.type.unknown; '],
  ['8.4 d — member type 011', example('KARES', { 'gmp.mm.member_type': 3 }), 'gmp.member_type; '],
  ['8.4 d — member type 000 in UIRES', example('UIRES', { 'gmp.member.type': [4, 0] }), 'gmp.member_type; '],
  ['7.2 — a member in no group', example('UIRES', { 'gmp.member.state': [0, 3] }), 'gmp.member.state; '],
  ['8.2 j [profile] — 18 octets', octetsOf('1188138c0007000328010203640a00000000'), 'gmp.length.multiple; '],
  ['8.2 d [profile] — a bad checksum', example('SAREQ', { 'gmp.sm.checksum': 1 }), 'gmp.checksum.bad; '],
  ['D15 — LVREQ of target 3', example('LVREQ', { 'gmp.reserved': 3 }), 'gmp.leave_target; '],
  ['D15 — LVREQ of target 255', example('LVREQ', { 'gmp.reserved': 255 }), 'gmp.leave_target; '],
  [
    '7.3 — KDUPT without a key',
    example('KDUPT', { 'gmp.key_length': 0, 'gmp.option': '' }),
    'gmp.key.missing; ',
  ],
  [
    '7.3 — SJRES of a secure session without a key',
    example('SJRES', { 'gmp.key_length': 0, 'gmp.option': '' }),
    'gmp.key.missing; ',
  ],
  ['8.2 g — a key past the end', example('SJRES', { 'gmp.key_length': 17 }), 'gmp.key.overrun; '],
  ['8.1 n — SAREQ without a port', example('SAREQ', { 'gmp.option': '' }), 'gmp.option.missing; '],
  [
    '7.2.1.1 — termination 2',
    example('SCINF', { 'gmp.option': '0c00000102000000' }),
    'gmp.info.termination; ',
  ],
  [
    '7.2.1.1 — termination 255',
    example('SCINF', { 'gmp.option': '0c000001ff000000' }),
    'gmp.info.termination; ',
  ],
  [
    '9.1 — a parameter past the end',
    example('SCINF', { 'gmp.option': '0100000561626364' }),
    'gmp.tlv.overrun; ',
  ],
  ['9.1 — a KA period of no octets', example('SCINF', { 'gmp.option': '0a000000' }), 'gmp.tlv.length; '],
  [
    'D21 — the first error of several, the others behind it',
    example('KAREQ', { 'gmp.version': 3, 'gmp.mm.flags.r': true, 'gmp.mm.member_type': 7 }),
    'gmp.version; gmp.flags.reserved, gmp.member_type',
  ],
  [
    'D21 — a remark before the error does not hide it',
    example('LVREQ', { 'gmp.mm.flags.ui': true, 'gmp.reserved': 9 }),
    'gmp.leave_target; gmp.flags.contradiction',
  ],
];

/** The plain message of each type that the examples have. */
const plain = (type: GmpType): GmpMessage => messageIn(example(type));

const used: readonly (readonly [string, Uint8Array, string, GmpMessage])[] = [
  [
    '8.2 b — Q and I',
    example('SCREQ', { 'gmp.sm.flags.q': true, 'gmp.sm.flags.i': true }),
    'used; gmp.flags.reserved, gmp.flags.contradiction',
    plain('SCREQ'),
  ],
  [
    '8.2 b — SCINF without I',
    example('SCINF', { 'gmp.sm.flags.i': false }),
    'used; gmp.flags.contradiction',
    plain('SCINF'),
  ],
  ['8.2 k — a Reserved octet', example('SCCON', { 'gmp.reserved': 1 }), 'used; gmp.reserved', plain('SCCON')],
  ['8.4 m — a Reserved octet', example('KAREQ', { 'gmp.reserved': 1 }), 'used; gmp.reserved', plain('KAREQ')],
  [
    '8.4 e — TRIND without SS',
    example('TRIND', { 'gmp.mm.flags.ss': false }),
    'used; gmp.flags.contradiction',
    plain('TRIND'),
  ],
  [
    '8.4 e — UIRES without UI',
    example('UIRES', { 'gmp.mm.flags.ui': false }),
    'used; gmp.flags.contradiction',
    plain('UIRES'),
  ],
  ['8.4 e — R', example('KARES', { 'gmp.mm.flags.r': true }), 'used; gmp.flags.reserved', plain('KARES')],
  [
    '8.4 l — a key length where no key is',
    example('UIREQ', { 'gmp.key_length': 4 }),
    'used; gmp.key.unexpected',
    plain('UIREQ'),
  ],
  [
    '8.2 j — an option where none belongs',
    example('SRREQ', { 'gmp.option': '11223344' }),
    'used; gmp.option.unexpected',
    plain('SRREQ'),
  ],
  [
    '7.3 — a key in SJRES of an open-text session is none',
    example('SJRES', { 'gmp.sm.flags.s': false }),
    'used; gmp.key.unexpected, gmp.option.unexpected',
    { ...SM, type: 'SJRES', secure: false },
  ],
  [
    '8.1 n — bits below the port',
    example('SAREQ', { 'gmp.option': '9c41ffff' }),
    'used; gmp.reserved',
    plain('SAREQ'),
  ],
  [
    '8.1 n — more behind the port',
    example('SAREQ', { 'gmp.option': '9c41000000000000' }),
    'used; gmp.option.unexpected',
    plain('SAREQ'),
  ],
  [
    '8.3 h — padding of a key, and more behind it',
    example('KDUPT', { 'gmp.key_length': 1, 'gmp.option': 'aa00000100000000' }),
    'used; gmp.option.unexpected, gmp.padding',
    { ...MM, type: 'KDUPT', key: Uint8Array.of(0xaa) },
  ],
  [
    '8.4 m [profile] — 255 messages to follow',
    example('UIRES', { 'gmp.reserved': 255 }),
    'used; gmp.members.follow',
    { ...(plain('UIRES') as Extract<GmpMessage, { type: 'UIRES' }>), following: 255 },
  ],
];

const information = (option: string): [string, SessionParameters | undefined] => {
  const octets = example('SCINF', { 'gmp.option': option });
  const parsed = parseGmp(octets, 0, octets.length);
  const found = parsed.ok && parsed.message.type === 'SCINF' ? parsed.message.parameters : undefined;
  return [verdict(octets), found];
};

describe('D21 — a message with an error is not used', () => {
  it.each(unusable)('%s', (_name, octets, expected) => {
    expect(verdict(octets)).toBe(expected);
    const code = expected.split(';')[0] as GmpFindingCode;
    expect(GMP_FINDINGS[code].severity).toBe('error');
  });

  it('the violation says where, by which clause, and what, counted from the first octet', () => {
    const octets = octetsOf(`ffff${hex(example('LVREQ', { 'gmp.reserved': 3 }))}ff`);
    expect(parseGmp(octets, 2, 18)).toEqual({
      ok: false,
      violation: {
        code: 'gmp.leave_target',
        severity: 'error',
        clause: '8.4 m [profile, D15]',
        start: 15,
        end: 16,
        message: 'What is left: 3 is none of 0, 1, 2',
      },
      remarks: [],
    });
  });
});

describe('D21 — a message with remarks is used', () => {
  it.each(used)('%s', (_name, octets, expected, message) => {
    expect(verdict(octets)).toBe(expected);
    expect(messageIn(octets)).toEqual(message);
  });
});

describe('9.1, table 7 [profile] — parameters', () => {
  it('none at all: I=1 with an empty option is an SCINF', () => {
    expect(information('')).toEqual(['used; ', { members: [] }]);
  });

  it('the first of two counts, empty texts too; lists of members add up; unknown types are passed over', () => {
    expect(information('0a000001050000000a00000106000000')).toEqual([
      'used; gmp.tlv.repeated',
      { members: [], kaPeriod: 5 },
    ]);
    expect(information('010000000100000141000000')).toEqual([
      'used; gmp.tlv.repeated',
      { members: [], name: '' },
    ]);
    expect(information('0c000001000000000c00000101000000')).toEqual([
      'used; gmp.tlv.repeated',
      { members: [], termination: 'any' },
    ]);
    const [first, second] = ['0a0000020000 2000', '0a0000031388 8000'].map((one) => one.replace(' ', ''));
    expect(information(`09000008${first}0900000009000008${second}`)).toEqual([
      'used; ',
      {
        members: [
          { address: 0x0a000002, port: 0, memberType: 1 },
          { address: 0x0a000003, port: 5000, memberType: 4 },
        ],
      },
    ]);
    expect(information('7f0000051111111111000000 0b00000109000000'.replace(' ', ''))).toEqual([
      'used; gmp.tlv.unknown',
      { members: [], timeout: 9 },
    ]);
  });

  it('octets that are no UTF-8 are kept, and written again', () => {
    const option = '01000004c34180ff';
    const [found, parameters] = information(option);
    expect([found, parameters]).toEqual(['used; ', { members: [], name: '\udcc3A\udc80\udcff' }]);
    const again = encodeStrict({ ...SM, type: 'SCINF', parameters: parameters! });
    expect(hex(again.subarray(16))).toBe(option);
  });

  it('are written in the order of their types, members in one list', () => {
    const parameters: SessionParameters = {
      application: 'a',
      termination: 'all',
      timeout: 255,
      kaPeriod: 0,
      members: [
        { address: 0xffffffff, port: 65535, memberType: 4 },
        { address: 0, port: 0, memberType: 2 },
      ],
      address: { address: 0xef010203, port: 5004 },
      media: 'v=0',
      end: 2n ** 64n - 1n,
      start: 1n,
      owner: 'O',
      content: 'CC',
      purpose: 'PPPP',
      name: 'Käse',
    };
    expect(hex(encodeStrict({ ...SM, type: 'SCINF', parameters }).subarray(16))).toBe(
      [
        '010000054bc3a47365000000',
        '0200000450505050',
        '0300000243430000',
        '040000014f000000',
        '050000080000000000000001',
        '06000008ffffffffffffffff',
        '07000003763d3000',
        '08000008ef010203138c0000',
        '09000010ffffffffffff80000000000000004000',
        '0a00000100000000',
        '0b000001ff000000',
        '0c00000101000000',
        '0d00000161000000',
      ].join(''),
    );
  });
});

const info = (parameters: Partial<SessionParameters>): GmpMessage => ({
  ...SM,
  type: 'SCINF',
  parameters: { members: [], ...parameters },
});
const listed = { user: 1, memberType: 1, group: 3 } as const;

describe('what does not fit a field is our own mistake: a RangeError names it', () => {
  const cases: readonly (readonly [string, GmpMessage])[] = [
    ['gmp.session_id: 65536 is no number of 16 bits', { ...SM, type: 'SCREQ', session: 65536 }],
    ['gmp.session_id: -1 is no number of 16 bits', { ...MM, type: 'KAREQ', session: -1 }],
    ['gmp.user_id: 70000 is no number of 16 bits', { ...SM, type: 'SRACC', user: 70000 }],
    ['gmp.user_id: 0.5 is no number of 16 bits', { ...MM, type: 'KARES', user: 0.5 }],
    ['gmp.group.port: 65536 is no number of 16 bits', { ...SM, type: 'SCACC', groupPort: 65536 }],
    ['gmp.group.port: NaN is no number of 16 bits', { ...MM, type: 'UIREQ', groupPort: Number.NaN }],
    ['gmp.group.addr: 4294967296 is no number of 32 bits', { ...SM, type: 'SCACC', groupAddress: 2 ** 32 }],
    ['gmp.group.addr: -1 is no number of 32 bits', { ...MM, type: 'TRREQ', groupAddress: -1 }],
    ['gmp.mm.ka_period: 256 is no number of 8 bits', { ...MM, type: 'KAREQ', kaPeriod: 256 }],
    ['gmp.mm.timeout: 256 is no number of 8 bits', { ...MM, type: 'KAREQ', timeout: 256 }],
    ['gmp.mm_port: 65536 is no number of 16 bits', { ...SM, type: 'SAREQ', mmPort: 65536 }],
    ['gmp.reserved: 256 is no number of 8 bits', { ...MM, type: 'UIRES', members: [], following: 256 }],
    [
      'gmp.member.user_id: 65536 is no number of 16 bits',
      { ...MM, type: 'UIRES', members: [{ ...listed, user: 65536 }], following: 0 },
    ],
    [
      'gmp.member: 341 in one UIRES: at most 340',
      { ...MM, type: 'UIRES', members: Array.from({ length: 341 }, () => listed), following: 0 },
    ],
    ['gmp.key_length: a key of no octets', { ...MM, type: 'KDUPT', key: new Uint8Array(0) }],
    ['gmp.key_length: 256 is no number of 8 bits', { ...MM, type: 'KDUPT', key: new Uint8Array(256) }],
    ['gmp.key_length: a key of no octets', { ...SM, secure: true, type: 'SJRES', key: new Uint8Array(0) }],
    [
      'gmp.key_length: 256 is no number of 8 bits',
      { ...SM, secure: true, type: 'SJRES', key: new Uint8Array(256) },
    ],
    ['gmp.info.start: -1 is no number of 64 bits', info({ start: -1n })],
    ['gmp.info.end: 18446744073709551616 is no number of 64 bits', info({ end: 2n ** 64n })],
    ['gmp.info.ka_period: 256 is no number of 8 bits', info({ kaPeriod: 256 })],
    ['gmp.info.timeout: -1 is no number of 8 bits', info({ timeout: -1 })],
    ['gmp.info.address: -1 is no number of 32 bits', info({ address: { address: -1, port: 1 } })],
    ['gmp.info.port: 65536 is no number of 16 bits', info({ address: { address: 1, port: 65536 } })],
    [
      'gmp.info.member.port: 65536 is no number of 16 bits',
      info({ members: [{ address: 1, port: 65536, memberType: 1 }] }),
    ],
    ['gmp.tlv.length: 65536 is no number of 16 bits', info({ media: 'x'.repeat(65536) })],
  ];
  it.each(cases)('%s', (text, message) => {
    expect(() => encodeStrict(message)).toThrow(new RangeError(text));
  });

  it('what just fits is written: a key of 255 octets, a text of 65535, 340 members', () => {
    const key = new Uint8Array(255).fill(9);
    for (const message of [
      { ...MM, type: 'KDUPT', key } as const,
      info({ media: 'x'.repeat(65535) }),
      { ...MM, type: 'UIRES', members: Array.from({ length: 340 }, () => listed), following: 192 } as const,
    ]) {
      expect(messageIn(encodeStrict(message))).toEqual(message);
    }
  });

  it('no room', () => {
    const message: GmpMessage = { ...SM, type: 'SAREQ', mmPort: 1 };
    expect(writeGmp(message, new Uint8Array(21), 1)).toBe(20);
    expect(() => writeGmp(message, new Uint8Array(21), 2)).toThrow(
      new RangeError('no room for the 20 octets of SAREQ'),
    );
  });
});

interface Vector {
  readonly type: string;
  readonly hex: string;
  readonly fields: FlatFields;
}
const VECTORS = '../shared/spec/vectors.json';
const vectors: readonly Vector[] = existsSync(VECTORS)
  ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as readonly Vector[])
  : [];

describe.skipIf(vectors.length === 0)(
  `vectors${vectors.length === 0 ? ' (skipped: no vectors)' : ''}`,
  () => {
    it.each(vectors.map((vector, i) => [i, vector.type, vector] as const))(
      '%i, %s: used as it is, or for what its fields say',
      (_i, type, vector) => {
        const octets = parseHex(vector.hex)!;
        const parsed = parseGmp(octets, 0, octets.length);
        // Random contents: some have the reserved flag Q or R, one a wrong checksum. Nothing else is wrong with them.
        const reserved = [vector.fields['gmp.sm.flags.q'], vector.fields['gmp.mm.flags.r']].includes(true);
        const bad = vector.fields['gmp.sm.checksum.status'] === 0;
        expect(parsed.remarks.map((one) => one.code)).toEqual(reserved ? ['gmp.flags.reserved'] : []);
        if (parsed.ok) expect([bad, parsed.message.type]).toEqual([false, type]);
        else expect([bad, parsed.violation.code]).toEqual([true, 'gmp.checksum.bad']);
      },
    );
  },
);

it('D21 — errors are what a message cannot be used with', () => {
  const errors = Object.entries(GMP_FINDINGS).filter(([, one]) => one.severity === 'error');
  expect(errors.map(([code]) => code).sort()).toEqual([
    'gmp.checksum.bad',
    'gmp.family',
    'gmp.info.termination',
    'gmp.key.missing',
    'gmp.key.overrun',
    'gmp.leave_target',
    'gmp.length.multiple',
    'gmp.member.state',
    'gmp.member_type',
    'gmp.option.missing',
    'gmp.short',
    'gmp.tlv.length',
    'gmp.tlv.overrun',
    'gmp.type.reserved',
    'gmp.type.unknown',
    'gmp.version',
  ]);
});
