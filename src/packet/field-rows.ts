/**
 * `-T fields` by the column lane: finds the places of the wanted fields with compiled scans and writes their values
 * straight from the captured octets.
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Generated, Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { formatIpv6 } from '../base/address.js';
import {
  putByte,
  putBytes,
  putDecimal,
  putHex,
  putHexBytes,
  putIpv4,
  putString,
  type Text,
} from '../base/text.js';
import { decodeUtf8, printableUtf8 } from '../base/utf8.js';
import {
  compilePlace,
  compileScan,
  growHits,
  type Hits,
  makeHits,
  type Place,
  placesOf,
  type Reader,
  type Scan,
} from '../layout/scan.js';
import type { Header, Value } from '../layout/types.js';
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

/** Value of a generated field or a protocol, kept beside the hits. */
interface Computed {
  readonly field: Field;
  readonly value: Value;
}

interface Plan {
  /** By dissector and variant. */
  readonly scans: readonly (readonly (Scan | undefined)[])[];
  readonly generated: readonly (readonly { readonly generated: Generated; readonly wanted: number }[])[];
  /** By dissector: number of the wanted field that is the protocol itself, or -1. */
  readonly protocols: Int32Array;
  /** By dissector, variant and wanted field: how a hit is written. */
  readonly writers: readonly (readonly (readonly (PutValue | undefined)[])[])[];
  /** By column: which wanted fields it takes. */
  readonly accepts: readonly Uint8Array[];
  readonly fields: readonly Field[];
}

/** Makes a writer of rows with these columns; all names must be in the catalogue. */
export function createFieldRows(
  registry: Registry,
  catalogue: Catalogue,
  columns: readonly string[],
  options: FieldRowOptions,
): FieldRowWriter {
  const plan = makePlan(registry, catalogue, columns);
  const found: Found = { hits: makeHits(), layers: new Uint8Array(1024), computed: [] };
  const encoder = new TextEncoder();
  const separator = encoder.encode(options.separator);
  const style: Style = {
    aggregator: encoder.encode(options.aggregator),
    occurrence: options.occurrence,
    quote: options.quote,
  };
  return (w, out) => {
    collect(plan, registry, w, found);
    for (let column = 0; column < columns.length; column += 1) {
      if (column > 0) putBytes(out, separator);
      putColumn(plan, w, found, column, style, out);
    }
  };
}

interface Style {
  readonly aggregator: Uint8Array;
  readonly occurrence: 'f' | 'l' | 'a';
  readonly quote: number;
}

interface Found {
  readonly hits: Hits;
  /** Layer of each hit. */
  layers: Uint8Array;
  readonly computed: Computed[];
}

function collect(plan: Plan, registry: Registry, w: Walk, found: Found): void {
  const { hits } = found;
  hits.length = 0;
  found.computed.length = 0;
  for (let i = 0; i < w.count; i += 1) {
    const first = hits.length / 3;
    collectLayer(plan, registry, w, i, found);
    const count = hits.length / 3;
    if (count > found.layers.length) growLayers(found, count);
    for (let at = first; at < count; at += 1) found.layers[at] = i;
  }
}

function growLayers(found: Found, count: number): void {
  const grown = new Uint8Array(count * 2);
  grown.set(found.layers);
  found.layers = grown;
}

function collectLayer(plan: Plan, registry: Registry, w: Walk, i: number, found: Found): void {
  const id = w.ids[i];
  const protocol = plan.protocols[id];
  if (protocol >= 0) {
    const dissector = registry.dissectors[id];
    note(found, protocol, plan.fields[protocol], dissector.label?.(w, i) ?? dissector.title);
  }
  const scan = plan.scans[id][w.variants[i]];
  if (scan !== undefined) scan(w.sources[i], w.starts[i], w.ends[i], found.hits);
  for (const { generated, wanted } of plan.generated[id]) {
    const value = generated.compute(w, i);
    if (value === undefined) continue;
    if (isList(value)) for (const one of value) note(found, wanted, plan.fields[wanted], one);
    else note(found, wanted, plan.fields[wanted], value);
  }
}

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}

/** Adds a computed value among the hits: its place is -1 - its number. */
function note(found: Found, wanted: number, field: Field, value: Value): void {
  const { hits, computed } = found;
  if (hits.length + 3 > hits.data.length) growHits(hits);
  hits.data[hits.length] = wanted;
  hits.data[hits.length + 1] = -1 - computed.length;
  hits.data[hits.length + 2] = 0;
  hits.length += 3;
  computed.push({ field, value });
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
      else putBytes(out, style.aggregator);
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
    const { field, value } = found.computed[-1 - place];
    if (typeof value === 'number' && field.kind === 'uint' && field.meta.base === undefined)
      putDecimal(out, value);
    else putString(out, outputText(field, value));
    return;
  }
  const layer = found.layers[at / 3];
  plan.writers[w.ids[layer]][w.variants[layer]][wanted]?.(out, w.sources[layer], place, data[at + 2]);
}

function makePlan(registry: Registry, catalogue: Catalogue, columns: readonly string[]): Plan {
  const fields: Field[] = [];
  const numbers = new Map<string, number>();
  const want = (name: string): void => {
    const field = catalogue.byName.get(name);
    if (field === undefined || numbers.has(name)) return;
    numbers.set(name, fields.length);
    fields.push(field);
    for (const member of field.members) want(member);
  };
  for (const name of columns) want(name);
  const accepts = columns.map((name) => {
    const taken = new Uint8Array(fields.length);
    for (const member of [name, ...(catalogue.byName.get(name)?.members ?? [])])
      taken[numbers.get(member) ?? 0] = 1;
    return taken;
  });
  const idOf = (name: string): number | undefined => numbers.get(name);
  return {
    fields,
    accepts,
    scans: registry.dissectors.map(({ headers }) =>
      headers.map((header) => (concerns(header, numbers) ? compileScan(header, idOf) : undefined)),
    ),
    generated: registry.dissectors.map(({ generated }) =>
      generated.flatMap((one) => {
        const wanted = numbers.get(one.name);
        return wanted === undefined ? [] : [{ generated: one, wanted }];
      }),
    ),
    protocols: Int32Array.from(registry.dissectors, ({ name }) => numbers.get(name) ?? -1),
    writers: registry.dissectors.map(({ headers }) =>
      headers.map((header) => writersOf(header, catalogue, numbers, fields.length)),
    ),
  };
}

function concerns(header: Header, numbers: ReadonlyMap<string, number>): boolean {
  return placesOf(header).some(({ item }) => numbers.has(item.name));
}

function writersOf(
  header: Header,
  catalogue: Catalogue,
  numbers: ReadonlyMap<string, number>,
  count: number,
): readonly (PutValue | undefined)[] {
  const writers: (PutValue | undefined)[] = new Array(count).fill(undefined);
  for (const place of placesOf(header)) {
    const wanted = numbers.get(place.item.name);
    const field = catalogue.byName.get(place.item.name);
    if (wanted !== undefined && field !== undefined) writers[wanted] ??= writerOf(place, field);
  }
  return writers;
}

/** How the value of a table's field is written from its octets. */
function writerOf(place: Place, field: Field): PutValue | undefined {
  const { item } = place;
  switch (item.kind) {
    case 'uint':
    case 'group':
      return numberWriter(compilePlace(place), field);
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
        putString(out, printableUtf8(decodeUtf8(bytes.subarray(at, at + length))));
    case 'bytes':
    case 'window':
      return (out, bytes, at, length) => putHexBytes(out, bytes, at, at + length);
    default:
      return undefined;
  }
}

function numberWriter(read: Reader, field: Field): PutValue {
  const { map, base } = field.meta;
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
