import { describe, expect, it } from 'vitest';
import { GMP_FINDINGS, type GmpFindingCode } from '../../dissectors/gmp-findings.js';
import { example } from './gmp-examples.js';
import { examine, octetsOf, SHIFT } from './gmp-packets.js';

interface Case {
  readonly name: string;
  readonly octets: Uint8Array;
  readonly cutTo?: number;
  readonly code: GmpFindingCode;
  readonly range: readonly [number, number];
  readonly field?: string;
}

/** Octets changed in place; the checksum of SM is not made right again. */
function changed(octets: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = octets.slice();
  copy.set(values, at);
  return copy;
}

const MEMBERS = Array.from({ length: 341 }, (_, i) => i + 1);
const EIGHT = '1122334455667788';

const CASES: readonly Case[] = [
  {
    name: 'an SM header of 9 octets',
    octets: example('SCREQ').slice(0, 9),
    code: 'gmp.short',
    range: [0, 9],
  },
  {
    name: 'an MM header of 15 octets',
    octets: example('KAREQ').slice(0, 15),
    code: 'gmp.short',
    range: [0, 15],
  },
  { name: 'a single octet', octets: octetsOf('11'), code: 'gmp.short', range: [0, 1] },
  {
    name: 'a header that the capture cut',
    octets: example('SCREQ'),
    cutTo: 9,
    code: 'gmp.cut',
    range: [0, 9],
  },
  {
    name: 'an option that the capture cut',
    octets: example('SJRES'),
    cutTo: 21,
    code: 'gmp.cut',
    range: [0, 21],
  },
  {
    name: 'a parameter that the capture cut',
    octets: example('SCINF'),
    cutTo: 22,
    code: 'gmp.cut',
    range: [0, 22],
  },
  {
    name: 'SM of version 2',
    octets: example('SCCON', { 'gmp.version': 2 }),
    code: 'gmp.version',
    range: [0, 1],
    field: 'gmp.version',
  },
  {
    name: 'MM of version 0',
    octets: example('KARES', { 'gmp.version': 0 }),
    code: 'gmp.version',
    range: [0, 1],
    field: 'gmp.version',
  },
  {
    name: 'mode 11',
    octets: example('KAREQ', { 'gmp.mm.mode': 3 }),
    code: 'gmp.family',
    range: [1, 2],
    field: 'gmp.mm.mode',
  },
  {
    name: 'SM type 0',
    octets: example('SCCON', { 'gmp.sm.type': 0 }),
    code: 'gmp.type.reserved',
    range: [1, 2],
    field: 'gmp.sm.type',
  },
  {
    name: 'MM type 0',
    octets: example('KAREQ', { 'gmp.mm.type': 0 }),
    code: 'gmp.type.reserved',
    range: [0, 1],
    field: 'gmp.mm.type',
  },
  {
    name: 'SM type 0x0f',
    octets: example('SCCON', { 'gmp.sm.type': 15 }),
    code: 'gmp.type.unknown',
    range: [1, 2],
    field: 'gmp.sm.type',
  },
  {
    name: 'MM type 9',
    octets: example('KAREQ', { 'gmp.mm.type': 9 }),
    code: 'gmp.type.unknown',
    range: [0, 1],
    field: 'gmp.mm.type',
  },
  ...[0, 3, 5, 6, 7].map(
    (code): Case => ({
      name: `member type ${code}`,
      octets: example('KARES', { 'gmp.mm.member_type': code }),
      code: 'gmp.member_type',
      range: [1, 2],
      field: 'gmp.mm.member_type',
    }),
  ),
  {
    name: 'member type 0 in UIRES',
    octets: example('UIRES', { 'gmp.member.type': [4, 0] }),
    code: 'gmp.member_type',
    range: [22, 23],
    field: 'gmp.member.type',
  },
  {
    name: 'member type 7 in a parameter',
    octets: example('SCINF', { 'gmp.option': '090000080a00000200 00e000'.replace(' ', '') }),
    code: 'gmp.member_type',
    range: [26, 27],
    field: 'gmp.info.member.type',
  },
  {
    name: 'a member in no group',
    octets: example('UIRES', { 'gmp.member.state': [0, 3] }),
    code: 'gmp.member.state',
    range: [18, 19],
    field: 'gmp.member.state',
  },
  {
    name: '341 members',
    octets: example('UIRES', {
      'gmp.member.user_id': MEMBERS,
      'gmp.member.type': MEMBERS.map(() => 1),
      'gmp.member.state': MEMBERS.map(() => 3),
    }),
    code: 'gmp.members.count',
    range: [16, 16 + 341 * 4],
    field: 'gmp.option',
  },
  {
    name: '193 messages to follow',
    octets: example('UIRES', { 'gmp.reserved': 193 }),
    code: 'gmp.members.follow',
    range: [15, 16],
    field: 'gmp.reserved',
  },
  {
    name: 'LVREQ with target 3',
    octets: example('LVREQ', { 'gmp.reserved': 3 }),
    code: 'gmp.leave_target',
    range: [15, 16],
    field: 'gmp.reserved',
  },
  {
    name: '18 octets of MM',
    octets: octetsOf('1188138c0007000328010203640a00000000'),
    code: 'gmp.length.multiple',
    range: [16, 18],
  },
  {
    name: 'a key whose padding is missing',
    octets: example('KDUPT', { 'gmp.key_length': 3, 'gmp.option': 'aabbcc' }),
    code: 'gmp.length.multiple',
    range: [16, 19],
  },
  {
    name: 'a bad checksum',
    octets: changed(example('SCCON'), 4, 0xff),
    code: 'gmp.checksum.bad',
    range: [2, 4],
    field: 'gmp.sm.checksum',
  },
  {
    name: 'a key longer than the option of SJRES',
    octets: example('SJRES', { 'gmp.key_length': 17 }),
    code: 'gmp.key.overrun',
    range: [8, 9],
    field: 'gmp.key_length',
  },
  {
    name: 'a key longer than the option of KDUPT',
    octets: example('KDUPT', { 'gmp.key_length': 255 }),
    code: 'gmp.key.overrun',
    range: [14, 15],
    field: 'gmp.key_length',
  },
  {
    name: 'a key and no option',
    octets: example('KDUPT', { 'gmp.option': '' }),
    code: 'gmp.key.overrun',
    range: [14, 15],
    field: 'gmp.key_length',
  },
  {
    name: 'KDUPT without a key',
    octets: example('KDUPT', { 'gmp.key_length': 0, 'gmp.option': '' }),
    code: 'gmp.key.missing',
    range: [14, 15],
    field: 'gmp.key_length',
  },
  {
    name: 'a key length in SCREQ',
    octets: example('SCREQ', { 'gmp.key_length': 1 }),
    code: 'gmp.key.unexpected',
    range: [8, 9],
    field: 'gmp.key_length',
  },
  {
    name: 'a parameter past the end',
    octets: example('SCINF', { 'gmp.option': '0a000001050000000100000561626364' }),
    code: 'gmp.tlv.overrun',
    range: [24, 32],
    field: 'gmp.tlv.length',
  },
  {
    name: 'a KA period of no octets',
    octets: example('SCINF', { 'gmp.option': '0a000000' }),
    code: 'gmp.tlv.length',
    range: [18, 20],
    field: 'gmp.tlv.length',
  },
  {
    name: 'a start time of 12 octets',
    octets: example('SCINF', { 'gmp.option': `0500000c${EIGHT}00000000` }),
    code: 'gmp.tlv.length',
    range: [18, 20],
    field: 'gmp.tlv.length',
  },
  {
    name: 'a member and a half',
    octets: example('SCINF', { 'gmp.option': '0900000c0a000002000020000a000003' }),
    code: 'gmp.tlv.length',
    range: [18, 20],
    field: 'gmp.tlv.length',
  },
  {
    name: 'an unknown parameter',
    octets: example('SCINF', { 'gmp.option': '0e000000' }),
    code: 'gmp.tlv.unknown',
    range: [16, 20],
    field: 'gmp.tlv.type',
  },
  {
    name: 'a second KA period',
    octets: example('SCINF', { 'gmp.option': '0a000001050000000a00000106000000' }),
    code: 'gmp.tlv.repeated',
    range: [24, 32],
    field: 'gmp.tlv.type',
  },
  {
    name: 'a termination criterion of 2',
    octets: example('SCINF', { 'gmp.option': '0c00000102000000' }),
    code: 'gmp.info.termination',
    range: [20, 21],
    field: 'gmp.info.termination',
  },
  {
    name: 'an option in SCREQ',
    octets: example('SCREQ', { 'gmp.option': EIGHT }),
    code: 'gmp.option.unexpected',
    range: [16, 24],
    field: 'gmp.option',
  },
  {
    name: 'an option in KAREQ',
    octets: example('KAREQ', { 'gmp.option': EIGHT }),
    code: 'gmp.option.unexpected',
    range: [16, 24],
    field: 'gmp.option',
  },
  {
    name: 'an option in SJRES with S=0',
    octets: example('SJRES', { 'gmp.sm.flags.s': false, 'gmp.key_length': 0, 'gmp.option': EIGHT }),
    code: 'gmp.option.unexpected',
    range: [16, 24],
    field: 'gmp.option',
  },
  {
    name: 'more behind the MM port',
    octets: example('SAREQ', { 'gmp.option': '9c410000deadbeef' }),
    code: 'gmp.option.unexpected',
    range: [20, 24],
    field: 'gmp.option',
  },
  {
    name: 'more behind the key',
    octets: example('KDUPT', { 'gmp.key_length': 2, 'gmp.option': 'aabb0000deadbeef' }),
    code: 'gmp.option.unexpected',
    range: [20, 24],
    field: 'gmp.option',
  },
  {
    name: 'SAREQ without a port',
    octets: example('SAREQ', { 'gmp.option': '' }),
    code: 'gmp.option.missing',
    range: [16, 16],
  },
  {
    name: 'a Reserved octet in SM',
    octets: example('SCCON', { 'gmp.reserved': 1 }),
    code: 'gmp.reserved',
    range: [9, 10],
    field: 'gmp.reserved',
  },
  {
    name: 'a Reserved octet in MM',
    octets: example('KAREQ', { 'gmp.reserved': 1 }),
    code: 'gmp.reserved',
    range: [15, 16],
    field: 'gmp.reserved',
  },
  {
    name: 'bits below the MM port',
    octets: example('SAREQ', { 'gmp.option': '9c410001' }),
    code: 'gmp.reserved',
    range: [18, 20],
    field: 'gmp.mm_port.zero',
  },
  {
    name: 'bits below a member',
    octets: example('UIRES', { 'gmp.option': '00039801' }),
    code: 'gmp.reserved',
    range: [18, 20],
    field: 'gmp.member.zero',
  },
  {
    name: 'the second octet of a parameter',
    octets: example('SCINF', { 'gmp.option': '0a01000105000000' }),
    code: 'gmp.reserved',
    range: [17, 18],
    field: 'gmp.tlv.zero',
  },
  {
    name: 'padding of a parameter',
    octets: example('SCINF', { 'gmp.option': '0a00000105000001' }),
    code: 'gmp.padding',
    range: [21, 24],
    field: 'gmp.tlv.padding',
  },
  {
    name: 'padding of a key',
    octets: example('KDUPT', { 'gmp.key_length': 1, 'gmp.option': 'aa0000ff' }),
    code: 'gmp.padding',
    range: [17, 20],
    field: 'gmp.option.padding',
  },
  {
    name: 'I on another type',
    octets: example('SCREQ', { 'gmp.sm.flags.i': true }),
    code: 'gmp.flags.contradiction',
    range: [0, 1],
    field: 'gmp.sm.flags.i',
  },
  {
    name: 'SCINF without I',
    octets: example('SCINF', { 'gmp.sm.flags.i': false }),
    code: 'gmp.flags.contradiction',
    range: [0, 1],
    field: 'gmp.sm.flags.i',
  },
  {
    name: 'UI on another type',
    octets: example('UIREQ', { 'gmp.mm.flags.ui': true }),
    code: 'gmp.flags.contradiction',
    range: [1, 2],
    field: 'gmp.mm.flags.ui',
  },
  {
    name: 'UIRES without UI',
    octets: example('UIRES', { 'gmp.mm.flags.ui': false }),
    code: 'gmp.flags.contradiction',
    range: [1, 2],
    field: 'gmp.mm.flags.ui',
  },
  {
    name: 'SS on another type',
    octets: example('KAREQ', { 'gmp.mm.flags.ss': true }),
    code: 'gmp.flags.contradiction',
    range: [1, 2],
    field: 'gmp.mm.flags.ss',
  },
  {
    name: 'TRIND without SS',
    octets: example('TRIND', { 'gmp.mm.flags.ss': false }),
    code: 'gmp.flags.contradiction',
    range: [1, 2],
    field: 'gmp.mm.flags.ss',
  },
  {
    name: 'Q',
    octets: example('SCREQ', { 'gmp.sm.flags.q': true }),
    code: 'gmp.flags.reserved',
    range: [0, 1],
    field: 'gmp.sm.flags.q',
  },
  {
    name: 'R',
    octets: example('KAREQ', { 'gmp.mm.flags.r': true }),
    code: 'gmp.flags.reserved',
    range: [1, 2],
    field: 'gmp.mm.flags.r',
  },
];

describe('malformed input: exactly one finding, with its clause, place and fault', () => {
  it('has a case for every code', () => {
    expect(new Set(CASES.map((one) => one.code))).toEqual(new Set(Object.keys(GMP_FINDINGS)));
  });

  for (const { name, octets, cutTo, code, range, field } of CASES) {
    it(`${code}, ${GMP_FINDINGS[code].clause} — ${name}`, () => {
      const seen = examine(octets, cutTo);
      const found = seen.experts.map((one) => ({
        code: one.code,
        range: [one.start - SHIFT, one.end - SHIFT],
        field: one.field,
        clause: one.clause,
        fault: one.fault,
        severity: one.severity,
      }));
      const { clause, severity } = GMP_FINDINGS[code];
      const fault = code === 'gmp.cut' ? 'capture' : 'sender';
      expect(found).toEqual([{ code, range, field, clause, fault, severity }]);
      // It is shown, and under its own field.
      const at = seen.lines.findIndex((one) => one.includes('[Expert Info'));
      expect(seen.lines[at]).toContain(seen.experts[0].message);
      expect(seen.lines.filter((one) => one.includes('[Expert Info')).length).toBe(1);
    });
  }
});

describe('what is no fault', () => {
  it('8.4 m [profile] — Reserved of UIRES up to 192, of LVREQ up to 2', () => {
    expect(examine(example('UIRES', { 'gmp.reserved': 192 })).experts).toEqual([]);
    expect(examine(example('LVREQ', { 'gmp.reserved': 2 })).experts).toEqual([]);
  });

  it('9.1 [profile] — lists of members in several parameters; both criteria of termination', () => {
    const member = '090000080a00000200002000';
    expect(examine(example('SCINF', { 'gmp.option': `${member}${member}` })).experts).toEqual([]);
    expect(examine(example('SCINF', { 'gmp.option': '0c00000100000000' })).experts).toEqual([]);
    expect(examine(example('SCINF', { 'gmp.option': '0c00000101000000' })).experts).toEqual([]);
  });

  it('340 members in one UIRES', () => {
    const ids = MEMBERS.slice(1);
    const fields = {
      'gmp.member.user_id': ids,
      'gmp.member.type': ids.map(() => 1),
      'gmp.member.state': ids.map(() => 3),
    };
    expect(examine(example('UIRES', fields)).experts).toEqual([]);
  });

  it('a key that fills its option, padded and not', () => {
    expect(
      examine(example('KDUPT', { 'gmp.key_length': 13, 'gmp.option': `${EIGHT}aabbccddee000000` })).experts,
    ).toEqual([]);
    expect(examine(example('KDUPT', { 'gmp.key_length': 8, 'gmp.option': EIGHT })).experts).toEqual([]);
  });

  it('a part of a datagram that was not put together: nothing is said of its length and its checksum', () => {
    const octets = example('SJRES').slice(0, 20);
    const seen = examine(octets, octets.length, true);
    expect(seen.experts).toEqual([]);
    const status = seen.dissector.generated.find((one) => one.name === 'gmp.sm.checksum.status');
    expect(status?.compute(seen.walk, seen.layer)).toBe(2);
  });

  it('8.2 d [profile] — the status of the checksum: good, bad, unverified where the capture cut it', () => {
    const statusOf = (octets: Uint8Array, cutTo?: number): unknown => {
      const seen = examine(octets, cutTo);
      return seen.dissector.generated
        .find((one) => one.name === 'gmp.sm.checksum.status')
        ?.compute(seen.walk, seen.layer);
    };
    expect(statusOf(example('SAREQ'))).toBe(1);
    expect(statusOf(example('SAREQ', { 'gmp.sm.checksum': 0x1234 }))).toBe(0);
    expect(statusOf(example('SAREQ'), 19)).toBe(2);
    expect(statusOf(example('KAREQ'))).toBeUndefined();
  });
});

describe('what is seen of headers that are not all there', () => {
  it('the family is told from two octets, and fields are shown as far as they go', () => {
    const seen = examine(example('SCREQ', { 'gmp.session_id': 515, 'gmp.user_id': 9 }).slice(0, 9));
    expect(seen.lines[0]).toBe('Group Management Protocol, SM: SCREQ, Session: 515, User: 9');
    expect(seen.lines.map((one) => one.trim())).toContain('Key length: 0 bytes');
    expect(seen.info).toBe('SCREQ session 515 user 9');
    expect(seen.lines.at(-1)).toBe('[Malformed Packet: GMP]');
  });

  it('mode 11 [profile] — what both families have in one place is shown', () => {
    const seen = examine(example('KAREQ', { 'gmp.mm.mode': 3 }));
    expect(seen.info).toBe('Neither SM nor MM session 7 user 3');
    expect(seen.lines.map((one) => one.trim())).toContain('Session ID: 7');
    expect(seen.lines.map((one) => one.trim())).toContain('11.. .... = Mode: neither family (3)');
  });

  it('an unknown type is named by its number', () => {
    expect(examine(example('SCCON', { 'gmp.sm.type': 15 })).info).toBe('SM type 0x0f session 7 user 3');
    expect(examine(example('KAREQ', { 'gmp.mm.type': 12 })).info).toBe('MM type 0xc session 7 user 3');
  });
});
