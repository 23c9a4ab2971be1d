/**
 * Reading and writing single values at a bit position, one value at a time: the plain way, on which the tree lane
 * stands. The column lane compiles the same facts (scan.ts); a property holds the two together.
 */
import { decodeUtf8, encodeUtf8 } from '../base/utf8.js';
import type { ScalarItem, Value } from './types.js';

/** The unsigned number of `bits` (≤ 32) bits that begins `bit` bits after `bytes[at]`. */
export function readBits(bytes: Uint8Array, at: number, bit: number, bits: number): number {
  let value = 0;
  let left = bits;
  let octet = at + (bit >> 3);
  let skip = bit & 7;
  while (left > 0) {
    const take = Math.min(8 - skip, left);
    const part = (bytes[octet] >> (8 - skip - take)) & ((1 << take) - 1);
    value = value * 2 ** take + part;
    left -= take;
    octet += 1;
    skip = 0;
  }
  return value;
}

/** Writes the low `bits` bits of a number `bit` bits after `bytes[at]`. */
export function writeBits(bytes: Uint8Array, at: number, bit: number, bits: number, value: number): void {
  // A negative number is written as 0.
  const whole = value > 0 ? value : 0;
  let left = bits;
  let octet = at + (bit >> 3);
  let skip = bit & 7;
  while (left > 0) {
    const take = Math.min(8 - skip, left);
    left -= take;
    const shift = 8 - skip - take;
    const mask = ((1 << take) - 1) << shift;
    const part = Math.floor(whole / 2 ** left) % 256;
    bytes[octet] = (bytes[octet] & ~mask) | ((part << shift) & mask);
    octet += 1;
    skip = 0;
  }
}

/** A scalar's value: `length` octets from `at` (bit fields: `bits` bits, `bit` bits after it). */
export function readScalar(
  item: ScalarItem,
  bytes: Uint8Array,
  at: number,
  bit: number,
  length: number,
): Value {
  switch (item.kind) {
    case 'uint':
      return item.littleEndian ? readLittle(bytes, at, item.bits) : readBits(bytes, at, bit, item.bits);
    case 'flag':
      return readBits(bytes, at, bit, 1) === 1;
    case 'ipv4':
      return readBits(bytes, at, 0, 32);
    case 'uint64':
      return (BigInt(readBits(bytes, at, 0, 32)) << 32n) | BigInt(readBits(bytes, at + 4, 0, 32));
    case 'ipv6':
    case 'ether':
    case 'bytes':
      return bytes.slice(at, at + length);
    case 'text':
      return decodeUtf8(bytes.subarray(at, at + length));
    default:
      return unreachable(item);
  }
}

function readLittle(bytes: Uint8Array, at: number, bits: number): number {
  let value = 0;
  for (let i = bits / 8 - 1; i >= 0; i -= 1) value = value * 256 + bytes[at + i];
  return value;
}

/** A value of variable size as octets. */
export function sizedOctets(value: Value | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return encodeUtf8(value);
  return new Uint8Array(0);
}

/** A number out of whatever stands for one in a message; absent is 0. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  return 0;
}

function unreachable(item: never): never {
  throw new Error(`no such kind of item: ${JSON.stringify(item)}`);
}
