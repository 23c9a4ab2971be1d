/**
 * Readers of single numbers, made from layout tables: at a field's constant place in a header (`compileReader`, for dissectors), and at a
 * place that a scan has found (`compilePlace`, for outputs and filters).
 */
import type { FieldItem, Header, Item, ScalarItem } from './types.js';

/** Source of an expression that reads `bits` bits, `bit` bits after octet `at` of `b`. */
export function readExpression(at: string, bit: number, bits: number, littleEndian: boolean): string {
  const octets = (bit + bits + 7) >> 3;
  const part = (i: number): string => (i === 0 ? `b[${at}]` : `b[${at}+${i}]`);
  if (littleEndian) {
    const parts = Array.from({ length: octets }, (_, i) => (i === 0 ? part(0) : `${part(i)}<<${8 * i}`));
    return `((${parts.join('|')})>>>0)`;
  }
  if (octets > 4)
    return `(((${part(0)}*4294967296+((${part(1)}<<24|${part(2)}<<16|${part(3)}<<8|${part(4)})>>>0))/${2 ** (octets * 8 - bit - bits)}%${2 ** bits})>>>0)`;
  const parts = Array.from({ length: octets }, (_, i) => {
    const shift = 8 * (octets - 1 - i);
    return shift === 0 ? part(i) : `${part(i)}<<${shift}`;
  });
  const shift = octets * 8 - bit - bits;
  const word = `(${parts.join('|')})>>>${shift}`;
  return bits === 32 ? `(${word})` : `(${word}&${2 ** bits - 1})`;
}

/** Reads one number; flags as 0 and 1. The caller has made sure that the octets are there. */
export type Reader = (bytes: Uint8Array, start: number) => number;

/** Where a number stands in every such header: first bit, counted from the header's beginning, and width. */
export interface ConstantPlace {
  readonly bit: number;
  readonly bits: number;
  readonly littleEndian: boolean;
}

/** A reader of a field that stands at the same place in every such header. Throws where it does not (our own mistake). */
export function compileReader(header: Header, name: string): Reader {
  const { bit, bits, littleEndian } = constantPlace(header, name);
  return makeReader(bit, bits, littleEndian);
}

/** The place of a field of up to 32 bits behind nothing that varies in size. Throws where there is none such. */
export function constantPlace(header: Header, name: string): ConstantPlace {
  let bit = 0;
  for (const item of header.items) {
    if (!('bits' in item)) {
      if ((item.kind !== 'bytes' && item.kind !== 'text') || typeof item.size !== 'number') break;
      bit += item.size * 8;
      continue;
    }
    if (item.kind === 'group') {
      let inner = bit;
      for (const part of item.items) {
        if (part.name === name) return { bit: inner, bits: part.bits, littleEndian: false };
        inner += part.bits;
      }
    }
    if (item.name === name && item.bits <= 32) {
      return { bit, bits: item.bits, littleEndian: item.kind === 'uint' && item.littleEndian };
    }
    bit += item.bits;
  }
  throw new Error(`${header.name}: ${name} has no constant place`);
}

/** A field that stands at the same place in every such header, whatever its width. */
export interface FixedField {
  readonly item: FieldItem;
  /** First bit, counted from the header's beginning. */
  readonly bit: number;
  /** Width: of a number, an address, or octets of constant size. */
  readonly bits: number;
  /** Octets of the header that must be there for the field to be: all up to the end of the row that it stands in. */
  readonly needs: number;
}

/** All fields of a header that stand before anything that varies in size. */
export function fixedFields(header: Header): readonly FixedField[] {
  const found: FixedField[] = [];
  let bit = 0;
  for (const item of header.items) {
    const bits = fixedBits(item);
    if (bits === undefined || item.kind === 'when') break;
    const needs = (bit + bits + 7) >> 3;
    found.push({ item, bit, bits, needs });
    if (item.kind === 'group') {
      let inner = bit;
      for (const part of item.items) {
        found.push({ item: part, bit: inner, bits: part.bits, needs });
        inner += part.bits;
      }
    }
    if (item.kind === 'ether') {
      for (const part of item.parts) {
        found.push({ item: part.item, bit: bit + part.at, bits: part.item.bits, needs });
      }
    }
    bit += bits;
  }
  return found;
}

function fixedBits(item: Item): number | undefined {
  if ('bits' in item) return item.bits;
  if (item.kind !== 'bytes' && item.kind !== 'text') return undefined;
  return typeof item.size === 'number' ? item.size * 8 : undefined;
}

/**
 * A closure rather than compiled source: there are hundreds of them, and V8 folds the constants in where it inlines a
 * reader that it knows.
 */
function makeReader(bit: number, bits: number, littleEndian: boolean): Reader {
  const first = bit >> 3;
  const octets = ((bit & 7) + bits + 7) >> 3;
  if (littleEndian) return littleEndianReader(first, octets);
  const shift = octets * 8 - (bit & 7) - bits;
  const mask = bits === 32 ? -1 : 2 ** bits - 1;
  switch (octets) {
    case 1:
      if (bits === 8) return (b, o) => b[o + first];
      return (b, o) => (b[o + first] >> shift) & mask;
    case 2:
      return (b, o) => (((b[o + first] << 8) | b[o + first + 1]) >> shift) & mask;
    case 3:
      return (b, o) => (((b[o + first] << 16) | (b[o + first + 1] << 8) | b[o + first + 2]) >> shift) & mask;
    case 4:
      if (bits === 32) return (b, o) => word(b, o + first);
      return (b, o) => (word(b, o + first) >>> shift) & mask;
    default:
      return (b, o) => (((b[o + first] * 2 ** 32 + word(b, o + first + 1)) / 2 ** shift) % 2 ** bits) >>> 0;
  }
}

function word(b: Uint8Array, at: number): number {
  return ((b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3]) >>> 0;
}

function littleEndianReader(first: number, octets: number): Reader {
  return (b, o) => {
    let value = 0;
    for (let i = octets - 1; i >= 0; i -= 1) value = value * 256 + b[o + first + i];
    return value;
  };
}

/** Where in its octets each scalar field's bits lie: for reading a hit's value. */
export interface Place {
  readonly item: FieldItem;
  /** First bit within the first octet of a hit. */
  readonly bit: number;
}

/** A compiled reader for the value of a numeric field at a hit's first octet. */
export function compilePlace(place: Place): Reader {
  const item = place.item as ScalarItem & { readonly bits: number };
  return makeReader(place.bit, item.bits, item.kind === 'uint' && item.littleEndian);
}

/** Every field of a header with its bit offset inside its first octet. Bits are tracked as in decoding. */
export function placesOf(header: Header): readonly Place[] {
  const places: Place[] = [];
  let bit = 0;
  const visit = (item: Item): void => {
    if (item.kind === 'when') {
      item.items.forEach(visit);
      return;
    }
    places.push({ item, bit: bit & 7 });
    if (item.kind === 'group') {
      let inner = bit;
      for (const part of item.items) {
        places.push({ item: part, bit: inner & 7 });
        inner += part.bits;
      }
    }
    if (item.kind === 'ether') {
      for (const part of item.parts) places.push({ item: part.item, bit: part.at & 7 });
    }
    if (item.kind === 'window' || item.kind === 'repeat') {
      bit = 0;
      item.items.forEach(visit);
      bit = 0;
      return;
    }
    bit = 'bits' in item ? (bit + item.bits) & 7 : 0;
  };
  header.items.forEach(visit);
  return places;
}
