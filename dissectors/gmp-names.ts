/**
 * The names of GMP (ITU-T X.602 | ISO/IEC 16513), each once: the 22 messages (clauses 8.1 to 8.4, tables 1 to 4), modes
 * (table 5), member types (table 6), a member's groups (6.1, 7.2), the parameters of a session (table 7) as TLVs.
 *
 *   family of a message = top two bits of octet 1:   00 SM    01 MM, open    10 MM, closed    11 neither   [profile]
 */
import type { ValueNames } from '../src/layout/types.js';

/** SM: session management (clauses 7.1, 8.1, 8.2). MM: membership management (7.2, 8.3, 8.4). */
export type GmpFamily = 'SM' | 'MM';

/** Who sends a message. `client`: one that is no participant yet. */
export type GmpRole = 'server' | 'creator' | 'client' | 'participant';

/** A message type: its code and what the standard says of it. */
export interface GmpMessageFacts {
  readonly mnemonic: string;
  readonly family: GmpFamily;
  readonly code: number;
  readonly title: string;
  readonly sentBy: readonly GmpRole[];
  /** The clause that says what it is for. */
  readonly clause: string;
  /** The table that gives its code. */
  readonly table: string;
  /** What this project decided about it. */
  readonly profile?: string;
}

const SERVER = ['server'] as const;
const CREATOR = ['creator'] as const;
const CLIENTS = ['creator', 'client'] as const;
const MEMBERS = ['creator', 'participant'] as const;

/** All message types, SM then MM, in the order of their codes. */
export const GMP_MESSAGES = [
  sm(0x01, 'SCREQ', 'Session Creation Request', CREATOR, '8.1 a'),
  sm(0x02, 'SCACC', 'Session Creation Accept', SERVER, '8.1 b'),
  sm(0x03, 'SCREJ', 'Session Creation Reject', SERVER, '8.1 c'),
  sm(0x04, 'SDREQ', 'Session Deletion Request', CREATOR, '8.1 d'),
  sm(0x05, 'SDRES', 'Session Deletion Response', SERVER, '8.1 e'),
  sm(0x06, 'SCINF', 'Session Creation Information', CREATOR, '8.1 f'),
  sm(0x07, 'SCCON', 'Session Creation Confirm', SERVER, '8.1 g'),
  sm(0x08, 'SRREQ', 'Session Registration Request', CLIENTS, '8.1 h'),
  sm(0x09, 'SRRES', 'Session Registration Response', SERVER, '8.1 k'),
  sm(0x0a, 'SRACC', 'Session Registration Accept', SERVER, '8.1 i'),
  sm(0x0b, 'SRREJ', 'Session Registration Reject', SERVER, '8.1 j'),
  sm(0x0c, 'SJREQ', 'Session Join Request', MEMBERS, '8.1 l'),
  sm(0x0d, 'SJRES', 'Session Join Response', SERVER, '8.1 m'),
  sm(0x0e, 'SAREQ', 'Session Activation Request', MEMBERS, '8.1 n'),
  mm(0x1, 'KAREQ', 'Keep-alive Request', SERVER, '8.3 a'),
  mm(0x2, 'KARES', 'Keep-alive Response', MEMBERS, '8.3 b'),
  mm(0x3, 'UIREQ', 'User Information Request', MEMBERS, '8.3 c'),
  mm(0x4, 'UIRES', 'User Information Response', SERVER, '8.3 d'),
  mm(0x5, 'LVREQ', 'Leave Request', MEMBERS, '8.3 e'),
  mm(0x6, 'TRREQ', 'Termination Request', CREATOR, '8.3 f'),
  mm(0x7, 'TRIND', 'Termination Indication', SERVER, '8.3 g'),
  {
    ...mm(0x8, 'KDUPT', 'Key Distribution Update', SERVER, '8.3 h'),
    profile: 'clause 8.4 lists KDUPT, but table 4 gives it no code; 1000 is the next free one',
  },
] as const;

/** Mnemonic of a message type. */
export type GmpType = (typeof GMP_MESSAGES)[number]['mnemonic'];

function sm<const M extends string>(
  code: number,
  mnemonic: M,
  title: string,
  sentBy: readonly GmpRole[],
  clause: string,
): GmpMessageFacts & { readonly mnemonic: M; readonly family: 'SM' } {
  return { mnemonic, family: 'SM', code, title, sentBy, clause, table: 'table 2' };
}

function mm<const M extends string>(
  code: number,
  mnemonic: M,
  title: string,
  sentBy: readonly GmpRole[],
  clause: string,
): GmpMessageFacts & { readonly mnemonic: M; readonly family: 'MM' } {
  return { mnemonic, family: 'MM', code, title, sentBy, clause, table: 'table 4' };
}

const BY_MNEMONIC: ReadonlyMap<string, GmpMessageFacts> = new Map(
  GMP_MESSAGES.map((message) => [message.mnemonic, message]),
);

/** The facts of a message type; undefined where no type has that mnemonic. */
export function gmpMessage(mnemonic: string): GmpMessageFacts | undefined {
  return BY_MNEMONIC.get(mnemonic);
}

/** The code of a message type. */
export function gmpCode(mnemonic: GmpType): number {
  return BY_MNEMONIC.get(mnemonic)!.code;
}

/** Mnemonics of a family by code. */
function mnemonicsOf(family: GmpFamily): ValueNames {
  return Object.fromEntries(
    GMP_MESSAGES.filter((message) => message.family === family).map((message) => [
      message.code,
      message.mnemonic,
    ]),
  );
}

/** SM types by code (table 2), and MM types (table 4). */
export const SM_TYPE_NAMES: ValueNames = mnemonicsOf('SM');
export const MM_TYPE_NAMES: ValueNames = mnemonicsOf('MM');

/** Codes of the modes (table 5), and their names. */
export const OPEN_MODE = 1;
export const CLOSED_MODE = 2;
export const MODE_NAMES = {
  [OPEN_MODE]: 'Open',
  [CLOSED_MODE]: 'Closed',
} as const satisfies ValueNames;

/** Member types by code (table 6). */
export const MEMBER_TYPE_NAMES = {
  4: 'Creator',
  2: 'Principal',
  1: 'Participant',
} as const satisfies ValueNames;

/** True where exactly one of the three bits of a member type is set (table 6). */
export function isMemberType(code: number): boolean {
  return code in MEMBER_TYPE_NAMES;
}

/** A member's group in UIRES [profile]. */
export const MEMBER_STATE_NAMES = {
  1: 'Registered',
  2: 'Enrolled',
  3: 'Active',
} as const satisfies ValueNames;

/** What LVREQ's Reserved octet says is left [profile, D15]. */
export const LEAVE_TARGET_NAMES = {
  0: 'active group',
  1: 'enrolled group',
  2: 'registered group',
} as const satisfies ValueNames;

/** When losing principals ends the session (TLV 12) [profile]. */
export const TERMINATION_NAMES = {
  0: 'losing any one of creator and principals ends the session',
  1: 'losing all of creator and principals ends the session',
} as const satisfies ValueNames;

/** A parameter of a session, as a TLV in SCINF. */
export interface GmpTlvFacts {
  readonly type: number;
  readonly name: string;
  /** Octets of the value: a fixed number, a multiple of one, or any. */
  readonly size: { readonly exactly: number } | { readonly multipleOf: number } | 'any';
  /** What the standard calls it. */
  readonly clause: string;
  /** It may come more than once in a message. */
  readonly repeatable?: true;
}

/** The session parameters [profile: table 7 names them, not their encoding]. */
export const GMP_TLVS: readonly GmpTlvFacts[] = [
  { type: 1, name: 'name', size: 'any', clause: 'table 7: session name and purpose' },
  { type: 2, name: 'purpose', size: 'any', clause: 'table 7: session name and purpose' },
  { type: 3, name: 'content', size: 'any', clause: 'table 7: session content' },
  { type: 4, name: 'owner', size: 'any', clause: 'table 7: owner information' },
  { type: 5, name: 'start', size: { exactly: 8 }, clause: 'table 7: session start time' },
  { type: 6, name: 'end', size: { exactly: 8 }, clause: 'table 7: session end time' },
  { type: 7, name: 'media', size: 'any', clause: 'table 7: media information' },
  { type: 8, name: 'address', size: { exactly: 8 }, clause: 'table 7: address information' },
  {
    type: 9,
    name: 'member',
    size: { multipleOf: 8 },
    clause: 'table 7: registered member list; 7.1.1',
    repeatable: true,
  },
  { type: 10, name: 'ka_period', size: { exactly: 1 }, clause: '8.4 j, 9.2 a' },
  { type: 11, name: 'timeout', size: { exactly: 1 }, clause: '8.4 k, 9.2 b' },
  { type: 12, name: 'termination', size: { exactly: 1 }, clause: '7.2.1.1, 9.2 b' },
  { type: 13, name: 'application', size: 'any', clause: '7.1.1' },
];

/** TLV names by type. */
export const TLV_NAMES: ValueNames = Object.fromEntries(GMP_TLVS.map(({ type, name }) => [type, name]));

/** Most members in one UIRES [profile]. */
export const MOST_MEMBERS = 340;
/** UDP and TCP port, as long as the user chooses no other [profile: none is registered]. */
export const GMP_PORT = 16513;
/** The version of the protocol (8.2 a, 8.4 a). */
export const GMP_VERSION = 1;
/** Octets of a header, of both families. */
export const GMP_HEADER = 16;
