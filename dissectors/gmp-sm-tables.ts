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
import { bytes, flag, group, header, ipv4, uint, when, window } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import { gmpCode, SM_TYPE_NAMES } from './gmp-names.js';
import { parameterFields, ZERO } from './gmp-parameters.js';
import { showFlags, showOctets } from './gmp-text.js';

const THIRD_WORD = 'order of the third word: the text gives sizes only';
const NOT_ASSIGNED = '0 means "not yet assigned"';
/** The padding of a key, in both families [profile]. */
const KEY_PADDING = 'a key is zero-padded to a word';

/** The key of SJRES and KDUPT, zero-padded to a word. */
export const keyFields = [
  bytes('gmp.key', 'Key', { field: 'gmp.key_length' }, { clause: '7.3; 8.2 j; 8.3 h' }),
  bytes('gmp.option.padding', 'Padding', { field: 'gmp.key_length', padTo: 4 }, { profile: KEY_PADDING }),
] as const;

type Lookup = (name: string) => Value | undefined;

function isZero(value: Value): boolean {
  return value === 0;
}

/** The order of the third word is this project's only in SM: MM's is in the text. */
function isSm(_value: Value, field: Lookup): boolean {
  return field('gmp.sm.type') !== undefined;
}

/** MM messages whose Reserved octet has a meaning here. */
const RESERVED_USED = [gmpCode('UIRES'), gmpCode('LVREQ')];

/** SM messages (8.2). */
export const gmpSmTable = header('gmp', 'Group Management Protocol', 'ITU-T X.602 | ISO/IEC 16513', [
  uint('gmp.version', 4, 'Version', { clause: '8.2 a; 8.4 a' }),
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
  }),
  uint('gmp.sm.checksum', 16, 'Checksum', {
    base: 'hex',
    clause: '8.2 d',
    profile: 'algorithm: RFC 1071 over the whole message, this field as zero, no pseudo-header',
  }),
  uint('gmp.session_id', 16, 'Session ID', {
    clause: '8.2 e; 8.4 g',
    profile: NOT_ASSIGNED,
    profileHere: isZero,
  }),
  uint('gmp.user_id', 16, 'User ID', { clause: '8.2 f; 8.4 h', profile: NOT_ASSIGNED, profileHere: isZero }),
  uint('gmp.key_length', 8, 'Key length', {
    show: showOctets,
    clause: '8.2 g; 8.4 l',
    profile: `SM: ${THIRD_WORD}`,
    profileHere: isSm,
  }),
  uint('gmp.reserved', 8, 'Reserved', {
    clause: '8.2 k; 8.4 m',
    profile: `SM: ${THIRD_WORD}. LVREQ: names what is left (D15). UIRES: messages still to follow`,
    profileHere: (_value, field) => isSm(0, field) || RESERVED_USED.includes(Number(field('gmp.mm.type'))),
  }),
  uint('gmp.group.port', 16, 'Multicast group port', {
    clause: '8.2 h; 8.4 f',
    profile: `SM: ${THIRD_WORD}`,
    profileHere: isSm,
  }),
  ipv4('gmp.group.addr', 'Multicast group address', {
    clause: '8.2 i; 8.4 i',
    profile: '0.0.0.0 in SCREQ: the server is to choose',
    profileHere: (value, field) => isZero(value) && field('gmp.sm.type') === gmpCode('SCREQ'),
  }),
  window(
    'gmp.option',
    'Option',
    'rest',
    [
      when({ field: 'gmp.sm.type', is: [gmpCode('SCINF')] }, parameterFields),
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
