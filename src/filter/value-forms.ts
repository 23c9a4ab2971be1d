/**
 * What slices and functions make of single values.
 */
import { formatEther, formatIpv4, formatIpv6 } from '../base/address.js';
import { encodeUtf8 } from '../base/utf8.js';
import type { FilterValue, Span, ValueType } from './program.js';

/** The octets of a value that has some. */
function octetsOf(value: FilterValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return encodeUtf8(value);
  const number = Number(value);
  return Uint8Array.of(number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
}

/** The parts one behind the other, up to the first that is not wholly there. */
export function sliceOf(value: FilterValue, parts: readonly Span[]): Uint8Array {
  const octets = octetsOf(value);
  const found: Uint8Array[] = [];
  for (const part of parts) {
    const from = part.from < 0 ? octets.length + part.from : part.from;
    const end = endOf(part, from, octets.length);
    if (from < 0 || from >= octets.length || end > octets.length || end <= from) break;
    found.push(octets.subarray(from, end));
  }
  if (found.length === 1) return found[0];
  const whole = new Uint8Array(found.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of found) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

function endOf({ length, to }: Span, from: number, size: number): number {
  if (length !== undefined) return from + length;
  if (to === undefined) return size;
  return (to < 0 ? size + to : to) + 1;
}

/** Octets of a value; of a number, those of its field's type; 0 for flags and times. */
export function lengthOf(value: FilterValue, type: ValueType, bits: number): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === 'string') return encodeUtf8(value).length;
  if (type === 'ipv4') return 4;
  return type === 'uint' || type === 'int' || type === 'uint64' ? bits / 8 : 0;
}

/** `string()`: numbers in decimal, addresses as usual. */
export function spoken(value: FilterValue, type: ValueType): string {
  if (value instanceof Uint8Array) return type === 'ipv6' ? formatIpv6(value) : formatEther(value);
  return type === 'ipv4' ? formatIpv4(Number(value)) : String(value);
}
