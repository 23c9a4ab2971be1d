/**
 * The layout of session management messages (clause 8.2, figure 25) with the options of SCINF, SJRES and SAREQ.
 *
 *   0       4       8              16                              31
 *   +-------+-+-+-+-+---------------+-------------------------------+
 *   |Version|Q|S|M|I| Message type  |           Checksum            |
 *   +-------+-+-+-+-+---------------+-------------------------------+
 *   |          Session ID           |            User ID            |
 *   +---------------+---------------+-------------------------------+
 *   |  Key length   |   Reserved    |     Multicast group port      |
 *   +---------------+---------------+-------------------------------+
 *   |                    Multicast group address                    |
 *   +---------------------------------------------------------------+
 *   |                     Option (32 bits × N)                      |
 *   +---------------------------------------------------------------+
 */
import { formatAbsolute } from '../src/base/time.js';
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
} from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import { gmpCode, MEMBER_TYPE_NAMES, SM_TYPE_NAMES, TERMINATION_NAMES, TLV_NAMES } from './gmp-names.js';

const THIRD_WORD = 'order of the third word: the text gives sizes only';
const NOT_ASSIGNED = '0 means "not yet assigned"';
const TLV = 'TLV encoding: clause 9.1 names the parameters only';
const ZERO = 'sent as zero';
/** The padding of a key, in both families [profile]. */
export const KEY_PADDING = 'a key is zero-padded to a word';

/** The text of a flags value: "0x4, Secure". */
export function showFlags(names: readonly (readonly [number, string])[]): (value: Value) => string {
  return (value) => {
    const number = Number(value);
    const set = names.filter(([bit]) => (number & bit) !== 0).map(([, name]) => name);
    return [`0x${number.toString(16)}`, ...set].join(', ');
  };
}

/** Units of 100 ms (9.2) as text: "1.0 sec (10)". */
export function showTenths(value: Value): string {
  const tenths = Number(value);
  return `${Math.floor(tenths / 10)}.${tenths % 10} sec (${tenths})`;
}

const LATEST = 253402300799999n;

function showMillis(value: Value): string {
  const millis = BigInt(value as bigint);
  return millis > LATEST ? `${millis} ms` : `${formatAbsolute(millis * 1_000_000n)} (${millis} ms)`;
}

/** The key of SJRES and KDUPT, zero-padded to a word. */
export const keyFields = [
  bytes('gmp.key', 'Key', { field: 'gmp.key_length' }, { clause: '7.3; 8.2 j' }),
  bytes('gmp.option.padding', 'Padding', { field: 'gmp.key_length', padTo: 4 }, { profile: KEY_PADDING }),
] as const;

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

const tlvFields = [
  uint('gmp.tlv.type', 8, 'Type', { values: TLV_NAMES, clause: 'table 7', profile: TLV }),
  uint('gmp.tlv.zero', 8, 'Reserved', { profile: ZERO }),
  uint('gmp.tlv.length', 16, 'Length', { show: showOctets, profile: TLV }),
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
        uint64('gmp.info.start', 'Session start time', { show: showMillis, clause: 'table 7', profile: TLV }),
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
    { empty: true, profile: TLV },
  ),
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

/** SM messages (8.2). */
export const gmpSmTable = header('gmp', 'Group Management Protocol', 'ITU-T X.602 | ISO/IEC 16513', [
  uint('gmp.version', 4, 'Version', { clause: '8.2 a' }),
  group(
    'gmp.sm.flags',
    'Flags',
    [
      flag('gmp.sm.flags.q', 'QoS (reserved)', { clause: '8.2 b' }),
      flag('gmp.sm.flags.s', 'Secure', { clause: '8.2 b; 7.3', words: ['Secure mode', 'Not secure'] }),
      flag('gmp.sm.flags.m', 'Mode', { clause: '8.2 b', words: ['Closed mode', 'Open mode'] }),
      flag('gmp.sm.flags.i', 'Information', { clause: '8.2 b', words: ['SCINF', 'Not SCINF'] }),
    ],
    {
      base: 'hex',
      clause: '8.2 b',
      show: showFlags([
        [8, 'QoS'],
        [4, 'Secure'],
        [2, 'Closed'],
        [1, 'Information'],
      ]),
    },
  ),
  uint('gmp.sm.type', 8, 'Message type', {
    base: 'hex',
    values: SM_TYPE_NAMES,
    clause: '8.2 c, table 2',
    profile: 'the two top bits tell the family: 00 is SM, 01 and 10 are MM, 11 is neither',
  }),
  uint('gmp.sm.checksum', 16, 'Checksum', {
    base: 'hex',
    clause: '8.2 d',
    profile: 'algorithm: RFC 1071 over the whole message, this field as zero, no pseudo-header',
  }),
  uint('gmp.session_id', 16, 'Session ID', { clause: '8.2 e; 8.4 g', profile: NOT_ASSIGNED }),
  uint('gmp.user_id', 16, 'User ID', { clause: '8.2 f; 8.4 h', profile: NOT_ASSIGNED }),
  uint('gmp.key_length', 8, 'Key length', {
    unit: ' bytes',
    clause: '8.2 g; 8.4 l',
    profile: `SM: ${THIRD_WORD}`,
  }),
  uint('gmp.reserved', 8, 'Reserved', {
    clause: '8.2 k; 8.4 m',
    profile: `SM: ${THIRD_WORD}. LVREQ: names what is left (D15). UIRES: messages still to follow`,
  }),
  uint('gmp.group.port', 16, 'Multicast group port', {
    clause: '8.2 h; 8.4 f',
    profile: `SM: ${THIRD_WORD}`,
  }),
  ipv4('gmp.group.addr', 'Multicast group address', {
    clause: '8.2 i; 8.4 i',
    profile: '0.0.0.0 in SCREQ: the server is to choose',
  }),
  window(
    'gmp.option',
    'Option',
    'rest',
    [
      when({ field: 'gmp.sm.type', is: [gmpCode('SCINF')] }, [
        repeat('gmp.tlv', 'Parameter', 'rest', tlvFields, {
          line: tlvLine,
          clause: '9.1, table 7',
          profile: TLV,
        }),
      ]),
      when({ field: 'gmp.sm.type', is: [gmpCode('SJRES')] }, [
        when({ field: 'gmp.sm.flags.s', is: [1] }, keyFields),
      ]),
      when({ field: 'gmp.sm.type', is: [gmpCode('SAREQ')] }, [
        uint('gmp.mm_port', 16, 'MM port of the client', {
          clause: '8.1 n; 8.2 j',
          profile: 'the upper 16 bits of the one word',
        }),
        uint('gmp.mm_port.zero', 16, 'Reserved', { profile: ZERO }),
      ]),
    ],
    {
      clause: '8.2 j; 8.4',
      profile:
        'a message is a whole number of words. MM: KDUPT carries a key too, although 8.4 says "only" UIRES has an option (7.3, 8.3 h)',
    },
  ),
]);
