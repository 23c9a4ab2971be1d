/**
 * The lenient encoder: writes any values that a message gives, in the order of the table. Absent fields are 0, except
 * that an absent length or count is taken from what it counts. What is given as a whole (a group's value, a window's
 * octets) is written verbatim and its parts are not looked at.
 */
import { numberOf, readBits, sizedOctets, writeBits } from './bits.js';
import { holds, sizeOf } from './decode.js';
import type { AnyMessage, Lenient, MessageOf } from './message.js';
import type { FieldItem, Header, Item, Size, SizeOf, Value } from './types.js';

interface Output {
  bytes: Uint8Array;
  /** Position in bits. */
  bit: number;
  readonly values: Map<string, number>;
}

/** Octets of a message. Numbers too large for their field lose their upper bits, as in C. */
export function encode<H extends Header>(header: H, message: Lenient<MessageOf<H>>): Uint8Array {
  return encodeItems(header.items, message as AnyMessage);
}

/** The same, for tables and messages whose type is not known at compile time. */
export function encodeItems(items: readonly Item[], message: AnyMessage): Uint8Array {
  return encodeWithin(items, message, new Map());
}

/** The same for a part of a message, in which conditions look at what stands before it. */
function encodeWithin(items: readonly Item[], message: AnyMessage, values: Map<string, number>): Uint8Array {
  const output: Output = { bytes: new Uint8Array(64), bit: 0, values };
  writeItems(items, message, output);
  return output.bytes.slice(0, Math.ceil(output.bit / 8));
}

function writeItems(items: readonly Item[], message: AnyMessage, output: Output): void {
  const counted = countedBy(items, message);
  for (const item of items) writeItem(item, message, counted, output);
}

function writeItem(
  item: Item,
  message: AnyMessage,
  counted: ReadonlyMap<string, number>,
  output: Output,
): void {
  switch (item.kind) {
    case 'when':
      if (holds(item.on, output.values)) writeItems(item.items, { ...derived(counted), ...message }, output);
      return;
    case 'repeat':
      for (const element of elementsOf(message[item.name])) writeItems(item.items, element, output);
      return;
    case 'window':
      writeWindow(item, message, output);
      return;
    case 'bytes':
    case 'text':
      writeSized(item, item.size, sizedOctets(message[item.name] as Value | undefined), output);
      return;
    case 'group':
      writeGroup(item, message, output);
      return;
    case 'uint64':
      writeUint64(BigInt((message[item.name] as bigint | number | undefined) ?? 0), output);
      return;
    case 'ipv6':
    case 'ether':
      writeOctets(sized(sizedOctets(message[item.name] as Value | undefined), item.bits / 8), output);
      return;
    default:
      writeNumber(item, message[item.name] ?? counted.get(item.name), output);
  }
}

function writeNumber(
  item: Extract<FieldItem, { kind: 'uint' | 'flag' | 'ipv4' }>,
  value: unknown,
  output: Output,
): void {
  const number = numberOf(value);
  reserve(output, item.bits);
  if (item.kind === 'uint' && item.littleEndian) {
    for (let i = 0; i < item.bits / 8; i += 1)
      output.bytes[(output.bit >> 3) + i] = Math.floor(number / 256 ** i) & 255;
  } else writeBits(output.bytes, 0, output.bit, item.bits, number);
  output.bit += item.bits;
  const kept = item.bits === 32 ? number % 2 ** 32 : number % 2 ** item.bits;
  output.values.set(item.name, kept);
}

function writeGroup(item: Extract<FieldItem, { kind: 'group' }>, message: AnyMessage, output: Output): void {
  const start = output.bit;
  for (const part of item.items) writeNumber(part, message[part.name], output);
  const whole = message[item.name];
  if (whole === undefined) return;
  writeBits(output.bytes, 0, start, item.bits, numberOf(whole));
  output.values.set(item.name, numberOf(whole));
  // Conditions may look at a part of what was given as a whole.
  let bit = start;
  for (const part of item.items) {
    output.values.set(part.name, readBits(output.bytes, bit >> 3, bit & 7, part.bits));
    bit += part.bits;
  }
}

function writeUint64(value: bigint, output: Output): void {
  reserve(output, 64);
  const at = output.bit >> 3;
  for (let i = 0; i < 8; i += 1) output.bytes[at + i] = Number((value >> BigInt(56 - 8 * i)) & 255n);
  output.bit += 64;
}

function writeWindow(
  item: Extract<FieldItem, { kind: 'window' }>,
  message: AnyMessage,
  output: Output,
): void {
  const whole = message[item.name];
  if (whole instanceof Uint8Array) {
    writeSized(item, item.size, whole, output);
    return;
  }
  const inner: Output = { bytes: new Uint8Array(64), bit: 0, values: new Map(output.values) };
  writeItems(item.items, message, inner);
  writeSized(item, item.size, inner.bytes.slice(0, Math.ceil(inner.bit / 8)), output);
}

function writeSized(item: FieldItem, size: Size, octets: Uint8Array, output: Output): void {
  const wanted = size === 'rest' ? octets.length : sizeOf(size, output.values, 0);
  const padding = typeof size === 'object' && size.padTo !== undefined;
  // A length given verbatim may lie: then the octets stand as they are. Only padding and fixed sizes are filled up.
  writeOctets(padding || typeof size === 'number' ? sized(octets, wanted) : octets, output);
  output.values.set(item.name, octets.length);
}

function writeOctets(octets: Uint8Array, output: Output): void {
  reserve(output, octets.length * 8);
  output.bytes.set(octets, output.bit >> 3);
  output.bit += octets.length * 8;
}

function reserve(output: Output, bits: number): void {
  const need = Math.ceil((output.bit + bits) / 8);
  if (need <= output.bytes.length) return;
  const grown = new Uint8Array(Math.max(need, output.bytes.length * 2));
  grown.set(output.bytes);
  output.bytes = grown;
}

function sized(octets: Uint8Array, length: number): Uint8Array {
  if (octets.length === length) return octets;
  const out = new Uint8Array(length);
  out.set(octets.subarray(0, length));
  return out;
}

function elementsOf(value: unknown): readonly AnyMessage[] {
  return Array.isArray(value) ? (value as AnyMessage[]) : [];
}

function derived(counted: ReadonlyMap<string, number>): AnyMessage {
  return Object.fromEntries(counted);
}

/** What absent lengths and counts ought to be, from the things that they count. */
function countedBy(items: readonly Item[], message: AnyMessage): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const item of items) noteCount(item, message, counted);
  return counted;
}

function noteCount(item: Item, message: AnyMessage, counted: Map<string, number>): void {
  if (item.kind === 'when') {
    for (const part of item.items) noteCount(part, message, counted);
    return;
  }
  if (item.kind === 'repeat') {
    const value = message[item.name];
    if (typeof item.count === 'object' && Array.isArray(value)) note(item.count, value.length, counted);
    return;
  }
  if (item.kind === 'window') {
    for (const part of item.items) noteCount(part, message, counted);
    if (typeof item.size !== 'object') return;
    const whole = message[item.name];
    const octets =
      whole instanceof Uint8Array ? whole : encodeWithin(item.items, message, numbersIn(message));
    note(item.size, octets.length, counted);
    return;
  }
  if ((item.kind === 'bytes' || item.kind === 'text') && typeof item.size === 'object') {
    const value = message[item.name];
    if (value !== undefined) note(item.size, sizedOctets(value as Value).length, counted);
  }
}

/** The numbers of a message, for conditions on fields whose own turn has not come. */
function numbersIn(message: AnyMessage): Map<string, number> {
  const values = new Map<string, number>();
  for (const [name, value] of Object.entries(message)) {
    if (typeof value === 'number' || typeof value === 'boolean') values.set(name, Number(value));
  }
  return values;
}

function note(size: SizeOf, length: number, counted: Map<string, number>): void {
  if (size.padTo !== undefined || counted.has(size.field)) return;
  counted.set(size.field, Math.max(0, Math.ceil((length - (size.plus ?? 0)) / (size.times ?? 1))));
}
