/**
 * Values of fields as filters compare them: from octets by compiled readers, and from what dissectors compute.
 */
import { decodeUtf8 } from '../base/utf8.js';
import { compilePlace, type Place } from '../layout/readers.js';
import type { Value } from '../layout/types.js';
import type { FilterValue } from './program.js';

/** Reads the value of a hit. */
export type HitReader = (bytes: Uint8Array, at: number, length: number) => FilterValue;

/** The reader for a field's place in a table. */
export function hitReader(place: Place): HitReader | undefined {
  const { item } = place;
  switch (item.kind) {
    case 'uint':
    case 'group': {
      const read = compilePlace(place);
      const { map } = item.meta;
      return map === undefined ? read : (bytes, at) => map(read(bytes, at));
    }
    case 'flag':
      return compilePlace(place);
    case 'ipv4':
      return (bytes, at) =>
        ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
    case 'uint64':
      return (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at);
    case 'text':
      return (bytes, at, length) => decodeUtf8(bytes.subarray(at, at + length));
    case 'ether':
    case 'ipv6':
    case 'bytes':
    case 'window':
      return (bytes, at, length) => bytes.subarray(at, at + length);
    default:
      return undefined;
  }
}

/** A computed value. */
export function filterValue(value: Value): FilterValue {
  return typeof value === 'boolean' ? Number(value) : value;
}
