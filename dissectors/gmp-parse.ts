/**
 * Octets to strict messages. One that is in perfect order is told by a few looks at its header and read at once. All others
 * are put to the dissector's checks (gmp-checks.ts), so that what a capture shows as wrong and what a machine finds wrong
 * are the same: an error makes a message unusable, anything else is remarked and the message is used (D21).
 *
 *   octets ──in order?──► yes ──────────────────────────► message, no remarks
 *                └──────► no ──checks──► no error ──────► message, remarks
 *                                  └───► an error ──────► violation, remarks
 */
import { internetChecksum } from '../src/base/checksum.js';
import { octetsOf, partWith } from '../src/layout/parts.js';
import { compileReader } from '../src/layout/readers.js';
import type { Expert } from './contract.js';
import { judgeSubject, MOST_FOLLOWING } from './gmp-checks.js';
import { familyOf, MM, SM } from './gmp-family.js';
import type { GmpFindingCode } from './gmp-findings.js';
import type { GmpMessage, LeaveTarget, ListedUser, MemberType, MmMessage, SmMessage } from './gmp-message.js';
import { gmpMmTable } from './gmp-mm-tables.js';
import {
  CLOSED_MODE,
  GMP_HEADER,
  GMP_MESSAGES,
  GMP_VERSION,
  isMemberType,
  LEAVE_TARGET_NAMES,
  MOST_MEMBERS,
} from './gmp-names.js';
import { readParameters, wholeWords } from './gmp-session-parameters.js';
import { gmpSmTable } from './gmp-sm-tables.js';
import { mmReaders, sessionOf, smReaders, subjectIn, userOf, versionOf } from './gmp-subject.js';
import type { Violation } from './gmp-violation.js';

/** A message that can be used, or the first error of one that cannot; with all that is to be remarked. */
export type Parsed =
  | { readonly ok: true; readonly message: GmpMessage; readonly remarks: readonly Violation[] }
  | { readonly ok: false; readonly violation: Violation; readonly remarks: readonly Violation[] };

/** The message in octets[start … end), all of it as it was sent. Never throws, never reads outside that range. */
export function parseGmp(octets: Uint8Array, start: number, end: number): Parsed {
  const length = end - start;
  if (length >= GMP_HEADER && length % 4 === 0) {
    const message = inOrder(octets, start, end);
    if (message !== undefined) return { ok: true, message, remarks: NOTHING };
  }
  return parseDoubtful(octets, start, end);
}

const NOTHING: readonly Violation[] = [];

function parseDoubtful(octets: Uint8Array, start: number, end: number): Parsed {
  const remarks: Violation[] = [];
  let violation: Violation | undefined;
  for (const expert of judgeSubject(subjectIn(octets, start, end))) {
    const found = violationFrom(expert, start);
    if (violation === undefined && found.severity === 'error') violation = found;
    else remarks.push(found);
  }
  if (violation !== undefined) return { ok: false, violation, remarks };
  const message =
    familyOf(octets, start, end) === SM ? readSm(octets, start, end) : readMm(octets, start, end);
  return { ok: true, message, remarks: remarks.length === 0 ? NOTHING : remarks };
}

/** Findings of GMP always have one of its codes, and a clause. */
function violationFrom(expert: Expert, origin: number): Violation {
  return {
    code: expert.code as GmpFindingCode,
    severity: expert.severity,
    clause: expert.clause ?? '',
    start: expert.start - origin,
    end: expert.end - origin,
    message: expert.message,
  };
}

/** The message, where nothing at all is to be said of it. Whole words, at least a header of them. */
function inOrder(octets: Uint8Array, start: number, end: number): GmpMessage | undefined {
  if (versionOf(octets, start) !== GMP_VERSION) return undefined;
  switch (familyOf(octets, start, end)) {
    case SM:
      return smInOrder(octets, start, end) ? readSm(octets, start, end) : undefined;
    case MM:
      return mmInOrder(octets, start, end) ? readMm(octets, start, end) : undefined;
    default:
      return undefined;
  }
}

/** Mnemonics by code. */
const SM_TYPES: readonly (SmMessage['type'] | undefined)[] = byCode(
  GMP_MESSAGES.filter((one) => one.family === 'SM'),
);
const MM_TYPES: readonly (MmMessage['type'] | undefined)[] = byCode(
  GMP_MESSAGES.filter((one) => one.family === 'MM'),
);

function byCode<T>(messages: readonly { readonly code: number; readonly mnemonic: T }[]): readonly T[] {
  const types: T[] = [];
  for (const { code, mnemonic } of messages) types[code] = mnemonic;
  return types;
}

/** SCINF is rare and has much that may be wrong: it is left to the checks. */
function smInOrder(octets: Uint8Array, start: number, end: number): boolean {
  const type = SM_TYPES[smReaders.type(octets, start)];
  if (type === undefined || type === 'SCINF') return false;
  if (smReaders.q(octets, start) !== 0 || smReaders.i(octets, start) !== 0) return false;
  if (smReaders.reserved(octets, start) !== 0) return false;
  if (internetChecksum(octets, start, end) !== 0) return false;
  const key = smReaders.keyLength(octets, start);
  if (type === 'SJRES' && smReaders.s(octets, start) === 1) return keyInOrder(octets, start, end, key);
  if (key !== 0) return false;
  const option = end - start - GMP_HEADER;
  if (type === 'SAREQ') return option === PORT && portZeroOf(octets, start + GMP_HEADER) === 0;
  return option === 0;
}

function mmInOrder(octets: Uint8Array, start: number, end: number): boolean {
  const type = MM_TYPES[mmReaders.type(octets, start)];
  if (type === undefined || !IS_MEMBER_TYPE[mmReaders.memberType(octets, start)]) return false;
  if (mmReaders.r(octets, start) !== 0) return false;
  if (mmReaders.ss(octets, start) !== (type === 'TRIND' ? 1 : 0)) return false;
  if (mmReaders.ui(octets, start) !== (type === 'UIRES' ? 1 : 0)) return false;
  const reserved = mmReaders.reserved(octets, start);
  const key = mmReaders.keyLength(octets, start);
  if (type === 'KDUPT') return reserved === 0 && keyInOrder(octets, start, end, key);
  if (key !== 0) return false;
  if (type === 'UIRES') return reserved <= MOST_FOLLOWING && usersInOrder(octets, start + GMP_HEADER, end);
  if (end - start !== GMP_HEADER) return false;
  return reserved === 0 || (type === 'LVREQ' && reserved in LEAVE_TARGET_NAMES);
}

const IS_MEMBER_TYPE = Array.from({ length: 8 }, (_, code) => isMemberType(code));

function keyInOrder(octets: Uint8Array, start: number, end: number, length: number): boolean {
  if (length === 0 || end - start !== GMP_HEADER + wholeWords(length)) return false;
  for (let at = start + GMP_HEADER + length; at < end; at += 1) if (octets[at] !== 0) return false;
  return true;
}

const portPart = partWith(gmpSmTable, 'gmp.mm_port');
const mmPortOf = compileReader(portPart, 'gmp.mm_port');
const portZeroOf = compileReader(portPart, 'gmp.mm_port.zero');
/** Octets of the option of SAREQ. */
const PORT = octetsOf(portPart);
const userPart = partWith(gmpMmTable, 'gmp.member.user_id');
const listedUserOf = compileReader(userPart, 'gmp.member.user_id');
const listedTypeOf = compileReader(userPart, 'gmp.member.type');
const listedGroupOf = compileReader(userPart, 'gmp.member.state');
const listedZeroOf = compileReader(userPart, 'gmp.member.zero');
/** Octets of a member in UIRES. */
const USER = octetsOf(userPart);

function usersInOrder(octets: Uint8Array, from: number, end: number): boolean {
  if (end - from > MOST_MEMBERS * USER) return false;
  for (let at = from; at < end; at += USER) {
    if (!IS_MEMBER_TYPE[listedTypeOf(octets, at)] || listedGroupOf(octets, at) === 0) return false;
    if (listedZeroOf(octets, at) !== 0) return false;
  }
  return true;
}

/** A message without errors. */
function readSm(octets: Uint8Array, start: number, end: number): SmMessage {
  const type = SM_TYPES[smReaders.type(octets, start)]!;
  const secure = smReaders.s(octets, start) === 1;
  const closed = smReaders.m(octets, start) === 1;
  const session = sessionOf(octets, start);
  const user = userOf(octets, start);
  const groupPort = smReaders.groupPort(octets, start);
  const groupAddress = smReaders.groupAddr(octets, start);
  const option = start + GMP_HEADER;
  switch (type) {
    case 'SCINF': {
      const parameters = readParameters(octets, option, end);
      return { type, secure, closed, session, user, groupPort, groupAddress, parameters };
    }
    case 'SJRES': {
      if (!secure) return { type, secure, closed, session, user, groupPort, groupAddress };
      const key = octets.slice(option, option + smReaders.keyLength(octets, start));
      return { type, secure, closed, session, user, groupPort, groupAddress, key };
    }
    case 'SAREQ': {
      const mmPort = mmPortOf(octets, option);
      return { type, secure, closed, session, user, groupPort, groupAddress, mmPort };
    }
    default:
      return { type, secure, closed, session, user, groupPort, groupAddress };
  }
}

/** A message without errors. */
function readMm(octets: Uint8Array, start: number, end: number): MmMessage {
  const type = MM_TYPES[mmReaders.type(octets, start)]!;
  const closed = mmReaders.mode(octets, start) === CLOSED_MODE;
  const memberType = mmReaders.memberType(octets, start) as MemberType;
  const session = sessionOf(octets, start);
  const user = userOf(octets, start);
  const groupPort = mmReaders.groupPort(octets, start);
  const groupAddress = mmReaders.groupAddr(octets, start);
  const kaPeriod = mmReaders.kaPeriod(octets, start);
  const timeout = mmReaders.timeout(octets, start);
  // Spelt out: a spread costs more than all the rest of it.
  switch (type) {
    case 'UIRES': {
      const members = readUsers(octets, start + GMP_HEADER, end);
      const following = mmReaders.reserved(octets, start);
      return {
        type,
        closed,
        memberType,
        session,
        user,
        groupPort,
        groupAddress,
        kaPeriod,
        timeout,
        members,
        following,
      };
    }
    case 'LVREQ': {
      const target = mmReaders.reserved(octets, start) as LeaveTarget;
      return { type, closed, memberType, session, user, groupPort, groupAddress, kaPeriod, timeout, target };
    }
    case 'KDUPT': {
      const from = start + GMP_HEADER;
      const key = octets.slice(from, from + mmReaders.keyLength(octets, start));
      return { type, closed, memberType, session, user, groupPort, groupAddress, kaPeriod, timeout, key };
    }
    default:
      return { type, closed, memberType, session, user, groupPort, groupAddress, kaPeriod, timeout };
  }
}

function readUsers(octets: Uint8Array, from: number, end: number): readonly ListedUser[] {
  const users: ListedUser[] = [];
  for (let at = from; at < end; at += USER) {
    const memberType = listedTypeOf(octets, at) as MemberType;
    const group = listedGroupOf(octets, at) as ListedUser['group'];
    users.push({ user: listedUserOf(octets, at), memberType, group });
  }
  return users;
}
