/**
 * `-T fields` by the column lane: finds the places of the wanted fields with compiled scans and writes their values
 * straight from the captured octets.
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { formatIpv6 } from '../base/address.js';
import {
  type Piece,
  piece,
  putByte,
  putDecimal,
  putHex,
  putHexBytes,
  putIpv4,
  putPiece,
  putString,
  type Text,
} from '../base/text.js';
import { decodeUtf8, lineText } from '../base/utf8.js';
import { compilePlace, type Place, type Reader } from '../layout/readers.js';
import type { Meta } from '../layout/types.js';
import { acceptsOf, createCollect, type Found, makeFound, withMembers, writersFor } from './field-hits.js';
import { hexDigits, outputText } from './value-text.js';

/** What `-E` chooses. */
export interface FieldRowOptions {
  /** Text between columns, and between the values of one. */
  readonly separator: string;
  readonly aggregator: string;
  /** Which values of a field that occurs more than once: first, last or all. */
  readonly occurrence: 'f' | 'l' | 'a';
  /** Octet put around each column's text, 0 for none. A quote inside is doubled. */
  readonly quote: number;
}

/** Writes the row of the frame that was walked last, without a line end. */
export type FieldRowWriter = (w: Walk, out: Text) => void;

type PutValue = (out: Text, bytes: Uint8Array, at: number, length: number) => void;

/** Makes a writer of rows with these columns; all names must be in the catalogue. */
export function createFieldRows(
  registry: Registry,
  catalogue: Catalogue,
  columns: readonly string[],
  options: FieldRowOptions,
): FieldRowWriter {
  const wanted = withMembers(catalogue, columns);
  const collect = createCollect(registry, wanted);
  const plan: Plan = {
    wanted,
    accepts: acceptsOf(catalogue, wanted, columns),
    writers: writersFor(registry, catalogue, wanted, writerOf),
  };
  const found = makeFound();
  const separator = piece(options.separator);
  const style: Style = {
    aggregator: piece(options.aggregator),
    occurrence: options.occurrence,
    quote: options.quote,
  };
  return (w, out) => {
    collect(w, found);
    for (let column = 0; column < columns.length; column += 1) {
      if (column > 0) putPiece(out, separator);
      putColumn(plan, w, found, column, style, out);
    }
  };
}

interface Style {
  readonly aggregator: Piece;
  readonly occurrence: 'f' | 'l' | 'a';
  readonly quote: number;
}

interface Plan {
  readonly wanted: readonly Field[];
  /** By column: which wanted fields it takes. */
  readonly accepts: readonly Uint8Array[];
  /** By dissector, variant and wanted field: how a hit is written. */
  readonly writers: readonly (readonly (readonly (PutValue | undefined)[])[])[];
}

function putColumn(plan: Plan, w: Walk, found: Found, column: number, style: Style, out: Text): void {
  const accepts = plan.accepts[column];
  const { data, length } = found.hits;
  const from = out.length;
  if (style.quote !== 0) putByte(out, style.quote);
  const begin = out.length;
  let count = 0;
  for (let at = 0; at < length; at += 3) {
    if (accepts[data[at]] === 0) continue;
    if (count > 0) {
      if (style.occurrence === 'f') break;
      if (style.occurrence === 'l') out.length = begin;
      else putPiece(out, style.aggregator);
    }
    putHit(plan, w, found, at, out);
    count += 1;
  }
  if (style.quote === 0) return;
  if (count === 0) {
    out.length = from;
    return;
  }
  doubleQuotes(out, begin, style.quote);
  putByte(out, style.quote);
}

/** Doubles each quote in what was written from `begin` on. */
function doubleQuotes(out: Text, begin: number, quote: number): void {
  if (out.bytes.subarray(begin, out.length).indexOf(quote) < 0) return;
  const text = out.bytes.slice(begin, out.length);
  out.length = begin;
  for (const byte of text) {
    if (byte === quote) putByte(out, quote);
    putByte(out, byte);
  }
}

function putHit(plan: Plan, w: Walk, found: Found, at: number, out: Text): void {
  const { data } = found.hits;
  const wanted = data[at];
  const place = data[at + 1];
  if (place < 0) {
    const field = plan.wanted[wanted];
    const value = found.computed[-1 - place];
    if (typeof value === 'number' && field.kind === 'uint' && field.meta.base === undefined)
      putDecimal(out, value);
    else putString(out, outputText(field, value));
    return;
  }
  const layer = found.layers[at / 3];
  plan.writers[w.ids[layer]][w.variants[layer]][wanted]?.(out, w.sources[layer], place, data[at + 2]);
}

/** How the value of a table's field is written from its octets. */
function writerOf(place: Place, field: Field): PutValue | undefined {
  const { item } = place;
  switch (item.kind) {
    case 'uint':
    case 'group':
      return numberWriter(compilePlace(place), item.meta.map, field);
    case 'flag': {
      const read = compilePlace(place);
      return (out, bytes, at) => putByte(out, 48 + read(bytes, at));
    }
    case 'ipv4':
      return (out, bytes, at) =>
        putIpv4(
          out,
          ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0,
        );
    case 'ether':
      return (out, bytes, at) => putHexBytes(out, bytes, at, at + 6, 58);
    case 'ipv6':
      return (out, bytes, at) => putString(out, formatIpv6(bytes, at));
    case 'uint64':
      return (out, bytes, at) =>
        putString(out, new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at).toString());
    case 'text':
      return (out, bytes, at, length) =>
        putString(out, lineText(decodeUtf8(bytes.subarray(at, at + length))));
    case 'bytes':
    case 'window':
      return (out, bytes, at, length) => putHexBytes(out, bytes, at, at + length);
    default:
      return undefined;
  }
}

/** A name may stand in several tables: its base is the field's, but each table maps its own numbers. */
function numberWriter(read: Reader, map: Meta['map'], field: Field): PutValue {
  const { base } = field.meta;
  if (base === 'hex' || base === 'hex_dec') {
    const digits = hexDigits(field.bits);
    return (out, bytes, at) => {
      putByte(out, 48);
      putByte(out, 120);
      putHex(out, map === undefined ? read(bytes, at) : map(read(bytes, at)), digits);
    };
  }
  if (map === undefined) return (out, bytes, at) => putDecimal(out, read(bytes, at));
  return (out, bytes, at) => putDecimal(out, map(read(bytes, at)));
}
