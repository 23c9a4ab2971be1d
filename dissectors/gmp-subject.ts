/**
 * A message under examination: the facts that the checks (gmp-checks.ts, gmp-option-checks.ts) and the summary line look
 * at, read from the layer once.
 */
import { decode, type Node } from '../src/layout/decode.js';
import { compileReader } from '../src/layout/readers.js';
import type { Expert, Walk } from './contract.js';
import { familyOf, MM, NEITHER, SM, TABLES } from './gmp-family.js';
import { GMP_FINDINGS, type GmpFindingCode } from './gmp-findings.js';
import { gmpMmTable } from './gmp-mm-tables.js';
import { GMP_HEADER, MM_TYPE_NAMES, SM_TYPE_NAMES } from './gmp-names.js';
import { gmpSmTable } from './gmp-sm-tables.js';

/** A message and where it lies. */
export interface Subject {
  readonly octets: Uint8Array;
  readonly start: number;
  /** Octets there are bytes[start … end); sent were bytes[start … limit). */
  readonly end: number;
  readonly limit: number;
  readonly variant: number;
  /** Code of the type; -1 where it cannot be read. */
  readonly type: number;
  /** Mnemonic; undefined where no type has the code. */
  readonly name: string | undefined;
  /** A part of a datagram that was not put together: nothing can be said of its length. */
  readonly fragment: boolean;
}

/** Readers of the header's fields, per family; each needs the octets up to its own. */
export const smReaders = {
  type: compileReader(gmpSmTable, 'gmp.sm.type'),
  q: compileReader(gmpSmTable, 'gmp.sm.flags.q'),
  s: compileReader(gmpSmTable, 'gmp.sm.flags.s'),
  m: compileReader(gmpSmTable, 'gmp.sm.flags.m'),
  i: compileReader(gmpSmTable, 'gmp.sm.flags.i'),
  keyLength: compileReader(gmpSmTable, 'gmp.key_length'),
  reserved: compileReader(gmpSmTable, 'gmp.reserved'),
  groupPort: compileReader(gmpSmTable, 'gmp.group.port'),
  groupAddr: compileReader(gmpSmTable, 'gmp.group.addr'),
} as const;
/** The same of the other family. */
export const mmReaders = {
  type: compileReader(gmpMmTable, 'gmp.mm.type'),
  mode: compileReader(gmpMmTable, 'gmp.mm.mode'),
  memberType: compileReader(gmpMmTable, 'gmp.mm.member_type'),
  r: compileReader(gmpMmTable, 'gmp.mm.flags.r'),
  ss: compileReader(gmpMmTable, 'gmp.mm.flags.ss'),
  ui: compileReader(gmpMmTable, 'gmp.mm.flags.ui'),
  kaPeriod: compileReader(gmpMmTable, 'gmp.mm.ka_period'),
  timeout: compileReader(gmpMmTable, 'gmp.mm.timeout'),
  keyLength: compileReader(gmpMmTable, 'gmp.key_length'),
  reserved: compileReader(gmpMmTable, 'gmp.reserved'),
  groupPort: compileReader(gmpMmTable, 'gmp.group.port'),
  groupAddr: compileReader(gmpMmTable, 'gmp.group.addr'),
} as const;
/** The version stands in the same place in both families. */
export const versionOf = compileReader(gmpSmTable, 'gmp.version');
/** Both families have these in the same place. */
export const sessionOf = compileReader(gmpSmTable, 'gmp.session_id');
export const userOf = compileReader(gmpSmTable, 'gmp.user_id');

/** Octets from the start of a header to its Key length and Reserved. */
export const KEY_LENGTH_AT = [8, 14] as const;
export const RESERVED_AT = [9, 15] as const;

/** Code of the type in bytes[start …); -1 where it has none. */
export function typeOf(octets: Uint8Array, start: number, variant: number): number {
  if (variant === NEITHER) return -1;
  return variant === SM ? smReaders.type(octets, start) : mmReaders.type(octets, start);
}

/** Mnemonic of a type; undefined where there is none. */
export function mnemonicOf(variant: number, type: number): string | undefined {
  return (variant === SM ? SM_TYPE_NAMES : MM_TYPE_NAMES)[type];
}

/** The message of layer `i`. */
export function subjectOf(w: Walk, i: number): Subject {
  const octets = w.sources[i];
  const start = w.starts[i];
  const variant = w.variants[i];
  const type = typeOf(octets, start, variant);
  const name = mnemonicOf(variant, type);
  return { octets, start, end: w.ends[i], limit: w.limits[i], variant, type, name, fragment: w.fragmented };
}

/** The message in bytes[start … end), all of it as it was sent. */
export function subjectIn(octets: Uint8Array, start: number, end: number): Subject {
  const variant = familyOf(octets, start, end);
  const type = typeOf(octets, start, variant);
  const name = mnemonicOf(variant, type);
  return { octets, start, end, limit: end, variant, type, name, fragment: false };
}

/** Whether the whole header is there. */
export function hasHeader(s: Subject): boolean {
  return s.end - s.start >= GMP_HEADER && s.variant !== NEITHER;
}

/** Whether the message is of a type that brings a key (7.3). */
export function bringsKey(s: Subject): boolean {
  if (s.variant === MM) return s.name === 'KDUPT';
  return s.name === 'SJRES' && smReaders.s(s.octets, s.start) === 1;
}

/** Key length of a message whose whole header is there. */
export function keyLengthOf(s: Subject): number {
  return s.variant === SM ? smReaders.keyLength(s.octets, s.start) : mmReaders.keyLength(s.octets, s.start);
}

/** Reserved octet of a message whose whole header is there. */
export function reservedOf(s: Subject): number {
  return s.variant === SM ? smReaders.reserved(s.octets, s.start) : mmReaders.reserved(s.octets, s.start);
}

/** Every field of the message, parts before wholes, flat. Decodes: for messages with an option. */
export function fieldsIn(s: Subject): readonly Node[] {
  const found: Node[] = [];
  const visit = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      visit(node.children);
      found.push(node);
    }
  };
  visit(decode(TABLES[s.variant], s.octets, s.start, s.end).nodes);
  return found;
}

/** Takes findings. */
export type Report = (
  code: GmpFindingCode,
  message: string,
  start: number,
  end: number,
  field?: string,
) => void;

/** A reporter that fills a list. */
export function reporter(into: Expert[]): Report {
  return (code, message, start, end, field) => {
    const { severity, group, clause, fault } = GMP_FINDINGS[code];
    const at = { start, end: Math.max(start, end) };
    into.push({
      severity,
      group,
      code,
      message,
      ...at,
      clause,
      fault,
      ...(field === undefined ? {} : { field }),
    });
  };
}
