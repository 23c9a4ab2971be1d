/**
 * How values of GMP fields are written in the tree: flags with the names of those set, times in seconds, lengths.
 */
import type { Value } from '../src/layout/types.js';

/** The text of a flags value: "0x4, Secure". */
export function showFlags(names: readonly (readonly [number, string])[]): (value: Value) => string {
  return (value) => {
    const number = Number(value);
    const set = names.filter(([bit]) => (number & bit) !== 0).map(([, name]) => name);
    return [`0x${number.toString(16)}`, ...set].join(', ');
  };
}

/** Units of 100 ms (9.2) as text: "1.0 sec (10)". */
export function showTenths(value: Value): string {
  const tenths = Number(value);
  return `${Math.floor(tenths / 10)}.${tenths % 10} sec (${tenths})`;
}

/** Octets as text: "1 byte". */
export function showOctets(value: Value): string {
  return `${Number(value)} byte${Number(value) === 1 ? '' : 's'}`;
}
