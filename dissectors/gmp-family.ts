/**
 * Which family a message is of, and the layout table for it [profile]: the two top bits of octet 1 tell without context.
 *
 *   00 ──► SM      01, 10 ──► MM      11, or no octet 1 ──► neither
 */
import type { Header } from '../src/layout/types.js';
import { gmpMmTable, gmpNeitherTable } from './gmp-mm-tables.js';
import { gmpSmTable } from './gmp-sm-tables.js';

/** The tables, by variant. */
export const TABLES: readonly Header[] = [gmpSmTable, gmpMmTable, gmpNeitherTable];
export const SM = 0;
export const MM = 1;
export const NEITHER = 2;

/** The variant of the message in bytes[start … end). */
export function familyOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 2) return NEITHER;
  const top = bytes[start + 1] >> 6;
  if (top === 0) return SM;
  return top === 3 ? NEITHER : MM;
}
