/**
 * Comparing values, by type. What cannot be ordered gives NaN: as in Wireshark no relation holds of such a pair, and where all
 * pairs are asked for it is passed over.
 */
import { encodeUtf8 } from '../base/utf8.js';
import type { Mask } from './address.js';
import type { FilterValue, Quantifier, Relation, ValueType } from './program.js';

/** Below 0, 0 or above it, as the left side is less, equal or more; NaN where there is no order. */
export type Comparator = (a: FilterValue, b: FilterValue) => number;

/** How values of a type are compared; `mask` is the shorter prefix of the two sides, if there is one. */
export function comparatorOf(type: ValueType, mask: Mask | undefined): Comparator {
  if (mask !== undefined) return maskedComparator(mask);
  switch (type) {
    case 'boolean':
    case 'int':
    case 'ipv4':
      return (a, b) => Number(a) - Number(b);
    case 'uint':
      return compareUnsigned;
    case 'uint64':
      return compareUnsigned64;
    case 'time':
    case 'duration':
      return (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    case 'text':
      return (a, b) => compareTexts(a as string, b as string);
    default:
      return (a, b) => compareOctets(a as Uint8Array, b as Uint8Array);
  }
}

/** As in Wireshark an unsigned number has no order beside a negative one, unless it was computed and is negative itself. */
function compareUnsigned(a: FilterValue, b: FilterValue): number {
  return Number(a) >= 0 && Number(b) < 0 ? Number.NaN : Number(a) - Number(b);
}

function compareUnsigned64(a: FilterValue, b: FilterValue): number {
  if (BigInt(a as bigint) >= 0n && BigInt(b as bigint) < 0n) return Number.NaN;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As in Wireshark the shorter is less, whatever is in it; of equally long ones the first octet that differs decides. */
function compareOctets(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

/** By the octets of UTF-8, which differs from the order of UTF-16 beyond the first plane. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [encodeUtf8(a), encodeUtf8(b)];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}

function maskedComparator(mask: Mask): Comparator {
  if (typeof mask === 'number') return (a, b) => ((Number(a) & mask) >>> 0) - ((Number(b) & mask) >>> 0);
  return (a, b) => {
    const left = a as Uint8Array;
    const right = b as Uint8Array;
    for (let i = 0; i < 16; i += 1) {
      const difference = (left[i] & mask[i]) - (right[i] & mask[i]);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Whether an order that was found satisfies a relation, so that `any` is met by it, or `all` not broken. */
export function satisfies(relation: Relation, order: number, quantifier: Quantifier): boolean {
  if (Number.isNaN(order)) return quantifier === 'all';
  switch (relation) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
  }
}

/** Whether octets or text are found within others. Nothing is found nowhere. */
export function holdsWithin(whole: FilterValue, part: FilterValue): boolean {
  if (typeof whole === 'string' && typeof part === 'string') return part !== '' && whole.includes(part);
  if (!(whole instanceof Uint8Array) || !(part instanceof Uint8Array) || part.length === 0) return false;
  const last = whole.length - part.length;
  for (let at = whole.indexOf(part[0]); at >= 0 && at <= last; at = whole.indexOf(part[0], at + 1)) {
    let same = 1;
    while (same < part.length && whole[at + same] === part[same]) same += 1;
    if (same === part.length) return true;
  }
  return false;
}
