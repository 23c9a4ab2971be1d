/**
 * Single values as JSON, straight from the captured octets (`-T ndjson`).
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { formatIpv6 } from '../base/address.js';
import { putJsonString } from '../base/json-text.js';
import {
  piece,
  putByte,
  putDecimal,
  putHexBytes,
  putIpv4,
  putPiece,
  putString,
  type Text,
} from '../base/text.js';
import { decodeUtf8, printableUtf8 } from '../base/utf8.js';
import { compilePlace, type Place } from '../layout/readers.js';
import type { Value } from '../layout/types.js';
import { type Found, writersFor } from './field-hits.js';
import { jsonValue } from './value-text.js';

/** Writes the value of a hit. */
export type PutHit = (w: Walk, found: Found, hit: number, out: Text) => void;

type PutValue = (out: Text, bytes: Uint8Array, at: number, length: number) => void;

const QUOTE = 0x22;
const YES = piece('true');
const NO = piece('false');

/** Makes the writer of single values: numbers as numbers, flags true or false, all else as text. */
export function valueWriter(registry: Registry, catalogue: Catalogue, wanted: readonly Field[]): PutHit {
  const writers = writersFor(registry, catalogue, wanted, writerOf);
  return (w, found, hit, out) => {
    const { data } = found.hits;
    const place = data[hit * 3 + 1];
    if (place < 0) {
      putComputed(wanted[data[hit * 3]], found.computed[-1 - place], out);
      return;
    }
    const layer = found.layers[hit];
    const write = writers[w.ids[layer]][w.variants[layer]][data[hit * 3]];
    if (write === undefined) putString(out, 'null');
    else write(out, w.sources[layer], place, data[hit * 3 + 2]);
  };
}

function putComputed(field: Field, value: Value, out: Text): void {
  if (typeof value === 'number' && field.kind === 'uint') putNumber(out, value);
  else if (value instanceof Uint8Array && field.kind === 'bytes') {
    putByte(out, QUOTE);
    putHexBytes(out, value, 0, value.length);
    putByte(out, QUOTE);
  } else {
    const json = jsonValue(field, value);
    if (typeof json === 'string') putJsonString(out, json);
    else putString(out, String(json));
  }
}

/** A number; those of one digit, which most are, at once. */
function putNumber(out: Text, value: number): void {
  if (value >= 0 && value < 10 && value === (value | 0)) putByte(out, 48 + value);
  else if (value >= 0 && Number.isSafeInteger(value)) putDecimal(out, value);
  else putString(out, String(value));
}

/** How the value of a table's field is written from its octets. */
function writerOf(place: Place): PutValue | undefined {
  const { item } = place;
  switch (item.kind) {
    case 'uint':
    case 'group': {
      const read = compilePlace(place);
      const { map } = item.meta;
      if (map === undefined) return (out, bytes, at) => putNumber(out, read(bytes, at));
      return (out, bytes, at) => putNumber(out, map(read(bytes, at)));
    }
    case 'flag': {
      const read = compilePlace(place);
      return (out, bytes, at) => putPiece(out, read(bytes, at) === 1 ? YES : NO);
    }
    case 'ipv4':
      return quoted((out, bytes, at) =>
        putIpv4(
          out,
          ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0,
        ),
      );
    case 'ether':
      return quoted((out, bytes, at) => putHexBytes(out, bytes, at, at + 6, 0x3a));
    case 'ipv6':
      return quoted((out, bytes, at) => putString(out, formatIpv6(bytes, at)));
    case 'uint64':
      return quoted((out, bytes, at) =>
        putString(out, new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at).toString()),
      );
    case 'text':
      return (out, bytes, at, length) =>
        putJsonString(out, printableUtf8(decodeUtf8(bytes.subarray(at, at + length))));
    case 'bytes':
    case 'window':
      return quoted((out, bytes, at, length) => putHexBytes(out, bytes, at, at + length));
    default:
      return undefined;
  }
}

function quoted(put: PutValue): PutValue {
  return (out, bytes, at, length) => {
    putByte(out, QUOTE);
    put(out, bytes, at, length);
    putByte(out, QUOTE);
  };
}
