/**
 * The option of SCINF (clauses 8.2 j and 9.1, table 7): the parameters of a session as TLVs [profile].
 *
 *   0               8              16                              31
 *   +---------------+---------------+-------------------------------+
 *   |     Type      |       0       |  Length of the value, octets  |
 *   +---------------+---------------+-------------------------------+
 *   |         Value, zero-padded to a word                          |
 *   +---------------------------------------------------------------+
 */
import { formatAbsolute } from '../src/base/time.js';
import { bytes, ipv4, repeat, text, uint, uint64, when, window } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import { GMP_TLVS, MEMBER_TYPE_NAMES, TERMINATION_NAMES, TLV_NAMES } from './gmp-names.js';
import { showOctets, showTenths } from './gmp-text.js';

const TLV = 'TLV encoding: clause 9.1 names the parameters only';
/** Bits without meaning. */
export const ZERO = 'sent as zero';

const LATEST = 253402300799999n;

function showMillis(value: Value): string {
  const millis = BigInt(value as bigint);
  return millis > LATEST ? `${millis} ms` : `${formatAbsolute(millis * 1_000_000n)} (${millis} ms)`;
}

const memberTlv = [
  repeat(
    'gmp.info.member',
    'Member',
    'rest',
    [
      ipv4('gmp.info.member.addr', 'Address', { clause: '7.1.1', profile: TLV }),
      uint('gmp.info.member.port', 16, 'Port', {
        values: { 0: 'any' },
        clause: '7.1.1',
        profile: TLV,
        show: showPort,
      }),
      uint('gmp.info.member.type', 3, 'Member type', {
        values: MEMBER_TYPE_NAMES,
        clause: '7.1.1; table 6',
        profile: TLV,
      }),
      uint('gmp.info.member.zero', 13, 'Reserved', { profile: ZERO }),
    ],
    { clause: 'table 7: registered member list', profile: TLV },
  ),
] as const;

function showPort(value: Value): string {
  return Number(value) === 0 ? 'any (0)' : `${Number(value)}`;
}

const KNOWN_TYPES = GMP_TLVS.map(({ type }) => type);

const tlvFields = [
  uint('gmp.tlv.type', 8, 'Type', { values: TLV_NAMES, clause: 'table 7', profile: TLV }),
  uint('gmp.tlv.zero', 8, 'Reserved', { profile: ZERO }),
  uint('gmp.tlv.length', 16, 'Length', { show: showOctets, profile: TLV }),
  when({ field: 'gmp.tlv.type', is: KNOWN_TYPES }, [
    window(
      'gmp.tlv.value',
      'Value',
      { field: 'gmp.tlv.length' },
      [
        tlvText(1, 'gmp.info.name', 'Session name', 'table 7'),
        tlvText(2, 'gmp.info.purpose', 'Session purpose', 'table 7'),
        tlvText(3, 'gmp.info.content', 'Session content', 'table 7'),
        tlvText(4, 'gmp.info.owner', 'Owner information', 'table 7'),
        when({ field: 'gmp.tlv.type', is: [5] }, [
          uint64('gmp.info.start', 'Session start time', {
            show: showMillis,
            clause: 'table 7',
            profile: TLV,
          }),
        ]),
        when({ field: 'gmp.tlv.type', is: [6] }, [
          uint64('gmp.info.end', 'Session end time', { show: showMillis, clause: 'table 7', profile: TLV }),
        ]),
        tlvText(7, 'gmp.info.media', 'Media information (SDP)', 'table 7; RFC 8866'),
        when({ field: 'gmp.tlv.type', is: [8] }, [
          ipv4('gmp.info.address', 'Address', { clause: 'table 7', profile: TLV }),
          uint('gmp.info.port', 16, 'Port', { clause: 'table 7', profile: TLV }),
          uint('gmp.info.address.zero', 16, 'Reserved', { profile: ZERO }),
        ]),
        when({ field: 'gmp.tlv.type', is: [9] }, memberTlv),
        when({ field: 'gmp.tlv.type', is: [10] }, [
          uint('gmp.info.ka_period', 8, 'KA period', { show: showTenths, clause: '9.2 a', profile: TLV }),
        ]),
        when({ field: 'gmp.tlv.type', is: [11] }, [
          uint('gmp.info.timeout', 8, 'Timeout value', { show: showTenths, clause: '9.2 b', profile: TLV }),
        ]),
        when({ field: 'gmp.tlv.type', is: [12] }, [
          uint('gmp.info.termination', 8, 'Termination', {
            values: TERMINATION_NAMES,
            clause: '7.2.1.1',
            profile: TLV,
          }),
        ]),
        tlvText(13, 'gmp.info.application', 'Type of application', '7.1.1'),
      ],
      { empty: true, hidden: true, profile: TLV },
    ),
  ]),
  when({ field: 'gmp.tlv.type', not: KNOWN_TYPES }, [
    bytes(
      'gmp.tlv.value',
      'Value',
      { field: 'gmp.tlv.length' },
      { profile: 'unknown types are skipped and shown as octets' },
    ),
  ]),
  bytes('gmp.tlv.padding', 'Padding', { field: 'gmp.tlv.length', padTo: 4 }, { profile: TLV }),
] as const;

function tlvText<const N extends string>(type: number, name: N, title: string, clause: string) {
  return when({ field: 'gmp.tlv.type', is: [type] }, [
    text(name, title, 'rest', { empty: true, clause, profile: TLV }),
  ] as const);
}

/** The line of one TLV: its name, and its length where the name is unknown. */
function tlvLine(_value: Value, field: (name: string) => Value | undefined): string {
  const type = Number(field('gmp.tlv.type') ?? 0);
  const name = TLV_NAMES[type];
  return name === undefined ? `Parameter: unknown type ${type}` : `Parameter: ${name}`;
}

/** The parameters of a session, one after another. */
export const parameterFields = [
  repeat('gmp.tlv', 'Parameter', 'rest', tlvFields, { line: tlvLine, clause: '9.1, table 7', profile: TLV }),
] as const;
