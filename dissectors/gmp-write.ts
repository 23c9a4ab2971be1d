/**
 * Strict messages to octets. What a strict message cannot say follows from its type: version, flags, mode, lengths, padding,
 * checksum. A number that does not fit its field is our own mistake: a RangeError names the field.
 */
import { internetChecksum } from '../src/base/checksum.js';
import { octetsOf, partWith } from '../src/layout/parts.js';
import { compileWriter } from '../src/layout/writers.js';
import type { GmpMessage, ListedUser, MmMessage, SmMessage } from './gmp-message.js';
import { gmpMmTable } from './gmp-mm-tables.js';
import { CLOSED_MODE, GMP_HEADER, GMP_MESSAGES, GMP_VERSION, MOST_MEMBERS, OPEN_MODE } from './gmp-names.js';
import { encodeParameters, wholeWords } from './gmp-session-parameters.js';
import { gmpSmTable } from './gmp-sm-tables.js';

const smWriters = {
  version: compileWriter(gmpSmTable, 'gmp.version'),
  s: compileWriter(gmpSmTable, 'gmp.sm.flags.s'),
  m: compileWriter(gmpSmTable, 'gmp.sm.flags.m'),
  i: compileWriter(gmpSmTable, 'gmp.sm.flags.i'),
  type: compileWriter(gmpSmTable, 'gmp.sm.type'),
  checksum: compileWriter(gmpSmTable, 'gmp.sm.checksum'),
  session: compileWriter(gmpSmTable, 'gmp.session_id'),
  user: compileWriter(gmpSmTable, 'gmp.user_id'),
  keyLength: compileWriter(gmpSmTable, 'gmp.key_length'),
  groupPort: compileWriter(gmpSmTable, 'gmp.group.port'),
  groupAddress: compileWriter(gmpSmTable, 'gmp.group.addr'),
} as const;
const mmWriters = {
  version: compileWriter(gmpMmTable, 'gmp.version'),
  type: compileWriter(gmpMmTable, 'gmp.mm.type'),
  mode: compileWriter(gmpMmTable, 'gmp.mm.mode'),
  memberType: compileWriter(gmpMmTable, 'gmp.mm.member_type'),
  ss: compileWriter(gmpMmTable, 'gmp.mm.flags.ss'),
  ui: compileWriter(gmpMmTable, 'gmp.mm.flags.ui'),
  groupPort: compileWriter(gmpMmTable, 'gmp.group.port'),
  session: compileWriter(gmpMmTable, 'gmp.session_id'),
  user: compileWriter(gmpMmTable, 'gmp.user_id'),
  groupAddress: compileWriter(gmpMmTable, 'gmp.group.addr'),
  kaPeriod: compileWriter(gmpMmTable, 'gmp.mm.ka_period'),
  timeout: compileWriter(gmpMmTable, 'gmp.mm.timeout'),
  keyLength: compileWriter(gmpMmTable, 'gmp.key_length'),
  reserved: compileWriter(gmpMmTable, 'gmp.reserved'),
} as const;
const portPart = partWith(gmpSmTable, 'gmp.mm_port');
const writeMmPort = compileWriter(portPart, 'gmp.mm_port');
const userPart = partWith(gmpMmTable, 'gmp.member.user_id');
const writeListedUser = compileWriter(userPart, 'gmp.member.user_id');
const writeListedType = compileWriter(userPart, 'gmp.member.type');
const writeListedGroup = compileWriter(userPart, 'gmp.member.state');
/** Octets of a member in UIRES, of the option of SAREQ. */
const USER = octetsOf(userPart);
const PORT = octetsOf(portPart);

/** Writes a message into octets[at …) and gives the number of octets written. */
export function writeGmp(message: GmpMessage, into: Uint8Array, at: number): number {
  return writeWith(message, parametersOf(message), into, at);
}

/** Octets of a message. */
export function encodeStrict(message: GmpMessage): Uint8Array {
  const parameters = parametersOf(message);
  const octets = new Uint8Array(GMP_HEADER + optionLength(message, parameters));
  writeWith(message, parameters, octets, 0);
  return octets;
}

const NONE = new Uint8Array(0);

function parametersOf(message: GmpMessage): Uint8Array {
  return message.type === 'SCINF' ? encodeParameters(message.parameters) : NONE;
}

function optionLength(message: GmpMessage, parameters: Uint8Array): number {
  switch (message.type) {
    case 'SCINF':
      return parameters.length;
    case 'SJRES':
      return message.secure ? wholeWords(message.key.length) : 0;
    case 'KDUPT':
      return wholeWords(message.key.length);
    case 'SAREQ':
      return PORT;
    case 'UIRES':
      return message.members.length * USER;
    default:
      return 0;
  }
}

function writeWith(message: GmpMessage, parameters: Uint8Array, into: Uint8Array, at: number): number {
  const length = GMP_HEADER + optionLength(message, parameters);
  if (at + length > into.length) throw new RangeError(`no room for the ${length} octets of ${message.type}`);
  for (let i = at; i < at + length; i += 1) into[i] = 0;
  if (isMm(message)) writeMm(message, into, at);
  else writeSm(message, parameters, into, at, length);
  return length;
}

const CODES: ReadonlyMap<GmpMessage['type'], number> = new Map(
  GMP_MESSAGES.map((one) => [one.mnemonic, one.code]),
);

function isMm(message: GmpMessage): message is MmMessage {
  return 'memberType' in message;
}

function writeSm(
  message: SmMessage,
  parameters: Uint8Array,
  into: Uint8Array,
  at: number,
  length: number,
): void {
  smWriters.version(into, at, GMP_VERSION);
  smWriters.s(into, at, message.secure ? 1 : 0);
  smWriters.m(into, at, message.closed ? 1 : 0);
  smWriters.i(into, at, message.type === 'SCINF' ? 1 : 0);
  smWriters.type(into, at, CODES.get(message.type)!);
  smWriters.session(into, at, message.session);
  smWriters.user(into, at, message.user);
  smWriters.groupPort(into, at, message.groupPort);
  smWriters.groupAddress(into, at, message.groupAddress);
  const option = at + GMP_HEADER;
  if (message.type === 'SCINF') into.set(parameters, option);
  else if (message.type === 'SAREQ') writeMmPort(into, option, message.mmPort);
  else if (message.type === 'SJRES' && message.secure) {
    smWriters.keyLength(into, at, keyLength(message.key));
    into.set(message.key, option);
  }
  smWriters.checksum(into, at, internetChecksum(into, at, at + length));
}

/** A key has 1 to 255 octets; the field's writer knows the most. */
function keyLength(key: Uint8Array): number {
  if (key.length === 0) throw new RangeError('gmp.key_length: a key of no octets');
  return key.length;
}

function writeMm(message: MmMessage, into: Uint8Array, at: number): void {
  const { type } = message;
  mmWriters.version(into, at, GMP_VERSION);
  mmWriters.type(into, at, CODES.get(type)!);
  mmWriters.mode(into, at, message.closed ? CLOSED_MODE : OPEN_MODE);
  mmWriters.memberType(into, at, message.memberType);
  mmWriters.groupPort(into, at, message.groupPort);
  mmWriters.session(into, at, message.session);
  mmWriters.user(into, at, message.user);
  mmWriters.groupAddress(into, at, message.groupAddress);
  mmWriters.kaPeriod(into, at, message.kaPeriod);
  mmWriters.timeout(into, at, message.timeout);
  if (type === 'TRIND') mmWriters.ss(into, at, 1);
  else if (type === 'LVREQ') mmWriters.reserved(into, at, message.target);
  else if (type === 'KDUPT') {
    mmWriters.keyLength(into, at, keyLength(message.key));
    into.set(message.key, at + GMP_HEADER);
  } else if (type === 'UIRES') {
    mmWriters.ui(into, at, 1);
    mmWriters.reserved(into, at, message.following);
    writeUsers(message.members, into, at + GMP_HEADER);
  }
}

function writeUsers(users: readonly ListedUser[], into: Uint8Array, from: number): void {
  if (users.length > MOST_MEMBERS) {
    throw new RangeError(`gmp.member: ${users.length} in one UIRES: at most ${MOST_MEMBERS}`);
  }
  let at = from;
  for (const { user, memberType, group } of users) {
    writeListedUser(into, at, user);
    writeListedType(into, at, memberType);
    writeListedGroup(into, at, group);
    at += USER;
  }
}
