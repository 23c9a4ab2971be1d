/**
 * The layout of membership management messages (clause 8.4, figure 26) with the options of UIRES and KDUPT; and what can
 * be read of a message that is of neither family.
 *
 *   0       4       8  10    13    16                              31
 *   +-------+-------+---+-----+-----+-------------------------------+
 *   |Version| Type  |Mod|MType|R S U|     Multicast group port      |
 *   +-------+-------+---+-----+-----+-------------------------------+
 *   |          Session ID           |            User ID            |
 *   +-------------------------------+-------------------------------+
 *   |                    Multicast group address                    |
 *   +---------------+---------------+---------------+---------------+
 *   |   KA period   | Timeout value |  Key length   |   Reserved    |
 *   +---------------+---------------+---------------+---------------+
 *   |                     Option (32 bits × N)                      |
 *   +---------------------------------------------------------------+
 */
import { bytes, flag, group, header, repeat, uint, when, window } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import {
  gmpCode,
  LEAVE_TARGET_NAMES,
  MEMBER_STATE_NAMES,
  MEMBER_TYPE_NAMES,
  MM_TYPE_NAMES,
  MODE_NAMES,
} from './gmp-names.js';
import { ZERO } from './gmp-parameters.js';
import { gmpSmTable, keyFields } from './gmp-sm-tables.js';
import { showFlags, showTenths } from './gmp-text.js';

const MEMBER_WORD = 'one word a member: user ID (16), member type (3), group (2), zero (11)';
const FAMILY = 'the two top bits of octet 1 tell the family: 01 and 10 are MM, 00 is SM, 11 is neither';

/** A field of the SM table that MM messages have too, so that its facts stand once. */
function shared<const N extends string>(name: N) {
  const item = gmpSmTable.items.find((one) => one.name === name);
  if (item === undefined) throw new Error(`${name} is no field of SM messages`);
  return item as Extract<(typeof gmpSmTable.items)[number], { readonly name: N }>;
}

/** LVREQ's and UIRES's Reserved octet have a meaning of their own. */
function reservedLine(value: Value, field: (name: string) => Value | undefined): string {
  const number = Number(value);
  switch (Number(field('gmp.mm.type'))) {
    case gmpCode('LVREQ'): {
      const name = LEAVE_TARGET_NAMES[number as keyof typeof LEAVE_TARGET_NAMES] ?? 'unknown';
      return `Reserved (what is left): ${name} (${number})`;
    }
    case gmpCode('UIRES'):
      return `Reserved (messages to follow): ${number}`;
    default:
      return `Reserved: ${number}`;
  }
}

function memberLine(_value: Value, field: (name: string) => Value | undefined): string {
  const name = (names: Readonly<Record<number, string>>, of: string): string =>
    (names[Number(field(of))] ?? 'unknown').toLowerCase();
  const type = name(MEMBER_TYPE_NAMES, 'gmp.member.type');
  return `Member: user ${Number(field('gmp.member.user_id') ?? 0)}, ${type}, ${name(MEMBER_STATE_NAMES, 'gmp.member.state')}`;
}

/** MM messages (8.4). */
export const gmpMmTable = header('gmp', 'Group Management Protocol', 'ITU-T X.602 | ISO/IEC 16513', [
  shared('gmp.version'),
  uint('gmp.mm.type', 4, 'Message type', {
    base: 'hex',
    values: MM_TYPE_NAMES,
    clause: '8.4 b, table 4',
    profile: 'KDUPT has no code in table 4; 1000 is the next free one',
    profileHere: (value) => value === gmpCode('KDUPT'),
  }),
  uint('gmp.mm.mode', 2, 'Mode', { values: MODE_NAMES, clause: '8.4 c, table 5' }),
  uint('gmp.mm.member_type', 3, 'Member type', { values: MEMBER_TYPE_NAMES, clause: '8.4 d, table 6' }),
  group(
    'gmp.mm.flags',
    'Flags',
    [
      flag('gmp.mm.flags.r', 'Reserved', { clause: '8.4 e' }),
      flag('gmp.mm.flags.ss', 'Session state', {
        clause: '8.4 e',
        words: ['Ending', 'Not ending'],
        profile: 'set in TRIND alone',
        profileHere: (value) => value === true,
      }),
      flag('gmp.mm.flags.ui', 'User information', { clause: '8.4 e', words: ['UIRES', 'Not UIRES'] }),
    ],
    {
      base: 'hex',
      clause: '8.4 e',
      show: showFlags([
        [4, 'Reserved'],
        [2, 'Session ending'],
        [1, 'User information'],
      ]),
    },
  ),
  shared('gmp.group.port'),
  shared('gmp.session_id'),
  shared('gmp.user_id'),
  shared('gmp.group.addr'),
  uint('gmp.mm.ka_period', 8, 'KA period', { show: showTenths, clause: '8.4 j; 9.2 a' }),
  uint('gmp.mm.timeout', 8, 'Timeout value', { show: showTenths, clause: '8.4 k; 9.2 b' }),
  shared('gmp.key_length'),
  uint('gmp.reserved', 8, 'Reserved', { ...shared('gmp.reserved').meta, line: reservedLine }),
  window(
    'gmp.option',
    'Option',
    'rest',
    [
      when({ field: 'gmp.mm.type', is: [gmpCode('UIRES')] }, [
        repeat(
          'gmp.member',
          'Member',
          'rest',
          [
            uint('gmp.member.user_id', 16, 'User ID', { clause: '7.2.2', profile: MEMBER_WORD }),
            uint('gmp.member.type', 3, 'Member type', {
              values: MEMBER_TYPE_NAMES,
              clause: 'table 6',
              profile: MEMBER_WORD,
            }),
            uint('gmp.member.state', 2, 'Group', {
              values: MEMBER_STATE_NAMES,
              clause: '6.1; 7.2',
              profile: MEMBER_WORD,
            }),
            uint('gmp.member.zero', 11, 'Reserved', { profile: ZERO }),
          ],
          { line: memberLine, clause: '8.4; 7.2.2', profile: MEMBER_WORD },
        ),
      ]),
      when({ field: 'gmp.mm.type', is: [gmpCode('KDUPT')] }, keyFields),
    ],
    shared('gmp.option').meta,
  ),
]);

/** What both families have in the same place, for messages whose octet 1 begins with 11, or is not there. */
export const gmpNeitherTable = header('gmp', 'Group Management Protocol', 'ITU-T X.602 | ISO/IEC 16513', [
  shared('gmp.version'),
  uint('gmp.neither.low', 4, 'Type or flags', { base: 'hex', profile: FAMILY }),
  uint('gmp.mm.mode', 2, 'Mode', { values: { ...MODE_NAMES, 3: 'neither family' }, profile: FAMILY }),
  uint('gmp.neither.bits', 6, 'Bits of no known meaning', { base: 'hex', profile: FAMILY }),
  uint('gmp.neither.word', 16, 'Checksum or group port', { base: 'hex', profile: FAMILY }),
  shared('gmp.session_id'),
  shared('gmp.user_id'),
  bytes('gmp.neither.rest', 'Rest of the message', 'rest', { profile: FAMILY }),
]);
