/**
 * The checks on GMP headers (clauses 8.2 and 8.4). Each function is a family of checks; `CHECKS` is their order. Those on
 * options are in gmp-option-checks.ts; what each finding means, its severity and its clause are in gmp-findings.ts.
 */
import { checksumWithout, internetChecksum } from '../src/base/checksum.js';
import type { Expert, Walk } from './contract.js';
import { MM, NEITHER, SM } from './gmp-family.js';
import { GMP_HEADER, GMP_VERSION, isMemberType, LEAVE_TARGET_NAMES } from './gmp-names.js';
import { OPTION_CHECKS } from './gmp-option-checks.js';
import {
  bringsKey,
  hasHeader,
  KEY_LENGTH_AT,
  keyLengthOf,
  mmReaders,
  RESERVED_AT,
  type Report,
  reporter,
  reservedOf,
  type Subject,
  smReaders,
  subjectOf,
  versionOf,
} from './gmp-subject.js';

/** Everything that is worth saying of layer `i`. */
export function judgeGmp(w: Walk, i: number): readonly Expert[] {
  return judgeSubject(subjectOf(w, i));
}

/** The same of a message that is in no capture. */
export function judgeSubject(subject: Subject): readonly Expert[] {
  const found: Expert[] = [];
  const report = reporter(found);
  for (const check of CHECKS) check(subject, report);
  return found;
}

const CHECKS: readonly ((s: Subject, report: Report) => void)[] = [
  checkVersion,
  checkFamilyAndType,
  checkExtent,
  checkChecksum,
  checkFlags,
  checkMemberType,
  checkReserved,
  checkKeyLength,
  ...OPTION_CHECKS,
];

/** Most further UIRES that a list of all user IDs (1 to 65535) needs [profile]. */
export const MOST_FOLLOWING = 192;

function checkVersion(s: Subject, report: Report): void {
  if (s.end <= s.start) return;
  const version = versionOf(s.octets, s.start);
  if (version === GMP_VERSION) return;
  report('gmp.version', `Version ${version}: the only one is 1`, s.start, s.start + 1, 'gmp.version');
}

function checkFamilyAndType(s: Subject, report: Report): void {
  if (s.variant === NEITHER) {
    if (s.end - s.start < 2) return;
    const message = 'Mode 11: neither SM (00) nor MM (01 open, 10 closed)';
    report('gmp.family', message, s.start + 1, s.start + 2, 'gmp.mm.mode');
    return;
  }
  if (s.name !== undefined) return;
  const at = s.variant === SM ? s.start + 1 : s.start;
  const field = s.variant === SM ? 'gmp.sm.type' : 'gmp.mm.type';
  const family = s.variant === SM ? 'SM' : 'MM';
  if (s.type === 0) report('gmp.type.reserved', `${family} type 0 is reserved`, at, at + 1, field);
  else report('gmp.type.unknown', `${family} has no type 0x${s.type.toString(16)}`, at, at + 1, field);
}

/** How long the message is: as sent, and as captured. */
function checkExtent(s: Subject, report: Report): void {
  if (s.fragment) return;
  const sent = s.limit - s.start;
  const have = s.end - s.start;
  if (sent < GMP_HEADER) {
    report('gmp.short', `A header has ${GMP_HEADER} octets, the sender sent ${sent}`, s.start, s.end);
  } else if (sent % 4 !== 0) {
    const tail = Math.min(s.end, s.limit - (sent % 4));
    report('gmp.length.multiple', `${sent} octets are no whole number of 32-bit words`, tail, s.end);
  }
  if (have < sent) report('gmp.cut', `The capture kept ${have} of ${sent} octets`, s.start, s.end);
}

/** Status of an SM message's checksum: 1 good, 0 bad, 2 unverified (not all octets are there), undefined: no such field. */
export function checksumStatus(w: Walk, i: number): number | undefined {
  const start = w.starts[i];
  if (w.variants[i] !== SM || w.ends[i] - start < 4) return undefined;
  if (w.fragmented || w.ends[i] < w.limits[i]) return 2;
  return internetChecksum(w.sources[i], start, w.ends[i]) === 0 ? 1 : 0;
}

/** The checksum that ought to stand in layer `i`. */
export function rightChecksum(w: Walk, i: number): number {
  return checksumWithout(w.sources[i], w.starts[i], w.ends[i], w.starts[i] + CHECKSUM_AT);
}

const CHECKSUM_AT = 2;

function checkChecksum(s: Subject, report: Report): void {
  if (s.variant !== SM || s.fragment || s.end < s.limit || s.end - s.start < GMP_HEADER) return;
  if (internetChecksum(s.octets, s.start, s.end) === 0) return;
  const right = checksumWithout(s.octets, s.start, s.end, s.start + CHECKSUM_AT);
  const message = `Bad checksum [should be 0x${right.toString(16).padStart(4, '0')}]`;
  report('gmp.checksum.bad', message, s.start + CHECKSUM_AT, s.start + CHECKSUM_AT + 2, 'gmp.sm.checksum');
}

/** A flag that belongs to one type alone, by family: field, its reader, the type. */
const TYPED_FLAGS = [
  { variant: SM, at: 0, field: 'gmp.sm.flags.i', flag: 'I', read: smReaders.i, type: 'SCINF' },
  { variant: MM, at: 1, field: 'gmp.mm.flags.ss', flag: 'SS', read: mmReaders.ss, type: 'TRIND' },
  { variant: MM, at: 1, field: 'gmp.mm.flags.ui', flag: 'UI', read: mmReaders.ui, type: 'UIRES' },
] as const;
/** Flags that are reserved. */
const RESERVED_FLAGS = [
  { variant: SM, at: 0, field: 'gmp.sm.flags.q', flag: 'Q', read: smReaders.q },
  { variant: MM, at: 1, field: 'gmp.mm.flags.r', flag: 'R', read: mmReaders.r },
] as const;

function checkFlags(s: Subject, report: Report): void {
  for (const { variant, at, field, flag, read } of RESERVED_FLAGS) {
    if (s.variant !== variant || read(s.octets, s.start) === 0) continue;
    report('gmp.flags.reserved', `Flag ${flag} is reserved`, s.start + at, s.start + at + 1, field);
  }
  if (s.name === undefined) return;
  for (const { variant, at, field, flag, read, type } of TYPED_FLAGS) {
    if (s.variant !== variant) continue;
    const set = read(s.octets, s.start) === 1;
    if (set === (s.name === type)) continue;
    const message = set
      ? `Flag ${flag} says ${type}, the type says ${s.name}`
      : `${type} without flag ${flag}`;
    report('gmp.flags.contradiction', message, s.start + at, s.start + at + 1, field);
  }
}

function checkMemberType(s: Subject, report: Report): void {
  if (s.variant !== MM) return;
  const code = mmReaders.memberType(s.octets, s.start);
  if (isMemberType(code)) return;
  const bits = code.toString(2).padStart(3, '0');
  report(
    'gmp.member_type',
    `Member type ${bits}: not one bit`,
    s.start + 1,
    s.start + 2,
    'gmp.mm.member_type',
  );
}

/** The Reserved octet: zero, apart from the two types that use it. */
function checkReserved(s: Subject, report: Report): void {
  if (!hasHeader(s)) return;
  const value = reservedOf(s);
  const at = s.start + RESERVED_AT[s.variant];
  if (s.name === 'LVREQ') {
    if (value in LEAVE_TARGET_NAMES) return;
    report('gmp.leave_target', `What is left: ${value} is none of 0, 1, 2`, at, at + 1, 'gmp.reserved');
  } else if (s.name === 'UIRES') {
    if (value <= MOST_FOLLOWING) return;
    const message = `${value} messages to follow: a session has no more than ${MOST_FOLLOWING}`;
    report('gmp.members.follow', message, at, at + 1, 'gmp.reserved');
  } else if (value !== 0)
    report('gmp.reserved', `Reserved octet is ${value}, not 0`, at, at + 1, 'gmp.reserved');
}

function checkKeyLength(s: Subject, report: Report): void {
  if (!hasHeader(s) || s.name === undefined) return;
  const length = keyLengthOf(s);
  const at = s.start + KEY_LENGTH_AT[s.variant];
  const option = s.limit - s.start - GMP_HEADER;
  if (!bringsKey(s)) {
    if (length === 0) return;
    report(
      'gmp.key.unexpected',
      `Key length ${length}, but no key belongs here`,
      at,
      at + 1,
      'gmp.key_length',
    );
  } else if (length === 0) {
    report('gmp.key.missing', `${s.name} without a key`, at, at + 1, 'gmp.key_length');
  } else if (length > option && !s.fragment) {
    const message = `A key of ${length} octets in an option of ${option}`;
    report('gmp.key.overrun', message, at, at + 1, 'gmp.key_length');
  }
}
