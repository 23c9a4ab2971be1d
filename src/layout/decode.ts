/**
 * The tree lane's decoder: walks a layout table over octets and gives every field with its value and its place. It
 * judges nothing and reads anything: what does not fit is left out and reported as a `Shortfall`.
 *
 *   table + octets ──► Decoded { nodes (a tree), next (first octet behind it), shortfalls }
 */
import { readBits, readScalar } from './bits.js';
import type { AnyMessage, AnyValue, MessageOf } from './message.js';
import type { Condition, FieldItem, Header, Item, Part, RepeatItem, Size, Value } from './types.js';

/** A field found in octets. */
export interface Node {
  readonly item: FieldItem;
  /** Absent for an element of a repeated sub-header. */
  readonly value: Value | undefined;
  /** First octet, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** First bit, counted from the top bit of octet `start`; width in bits. */
  readonly bit: number;
  readonly bits: number;
  readonly children: readonly Node[];
}

/** Something that the table announces and the octets do not hold. */
export interface Shortfall {
  /** `cut`: a field begins and its octets are not all there. `overrun`: a window claims more than there is around it.
   * `missing`: fewer elements than an earlier field counts. */
  readonly kind: 'cut' | 'overrun' | 'missing';
  readonly item: FieldItem;
  readonly at: number;
  /** Octets (or elements) wanted, and there. */
  readonly wanted: number;
  readonly have: number;
}

/** What a table found. */
export interface Decoded {
  readonly nodes: readonly Node[];
  /** The first octet that the table says nothing about. */
  readonly next: number;
  readonly shortfalls: readonly Shortfall[];
}

interface Cursor {
  readonly bytes: Uint8Array;
  /** Position in bits. */
  bit: number;
  readonly values: Map<string, number>;
  readonly shortfalls: Shortfall[];
  stopped: boolean;
}

/** Decodes bytes[start … end) by a table. Never throws, never reads outside that range. */
export function decode(header: Header, bytes: Uint8Array, start = 0, end = bytes.length): Decoded {
  const cursor: Cursor = { bytes, bit: start * 8, values: new Map(), shortfalls: [], stopped: false };
  const nodes = decodeItems(header.items, cursor, end);
  return { nodes, next: Math.min(end, Math.ceil(cursor.bit / 8)), shortfalls: cursor.shortfalls };
}

/** Decodes a whole message and gives it as a typed record; with the shortfalls, for those who care. */
export function decodeMessage<H extends Header>(
  header: H,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): { readonly message: Partial<MessageOf<H>>; readonly decoded: Decoded } {
  const decoded = decode(header, bytes, start, end);
  return { message: messageOf(decoded.nodes) as Partial<MessageOf<H>>, decoded };
}

/** The record of values that a list of nodes stands for. Of a name that occurs twice, the last value counts. */
export function messageOf(nodes: readonly Node[]): AnyMessage {
  const message: Record<string, AnyValue> = {};
  collect(nodes, message);
  return message;
}

function collect(nodes: readonly Node[], into: Record<string, AnyValue>): void {
  for (const node of nodes) {
    if (node.item.kind === 'repeat') {
      const list = (into[node.item.name] ?? []) as AnyMessage[];
      list.push(messageOf(node.children));
      into[node.item.name] = list;
      continue;
    }
    if (node.value !== undefined) into[node.item.name] = node.value;
    collect(node.children, into);
  }
}

function decodeItems(items: readonly Item[], cursor: Cursor, end: number): Node[] {
  const nodes: Node[] = [];
  for (const item of items) {
    if (cursor.stopped) break;
    decodeItem(item, cursor, end, nodes);
  }
  return nodes;
}

function decodeItem(item: Item, cursor: Cursor, end: number, into: Node[]): void {
  switch (item.kind) {
    case 'when':
      if (holds(item.on, cursor.values)) into.push(...decodeItems(item.items, cursor, end));
      return;
    case 'repeat':
      decodeRepeat(item, cursor, end, into);
      return;
    case 'window':
      decodeWindow(item, cursor, end, into);
      return;
    case 'bytes':
    case 'text':
      decodeSized(item, cursor, end, into);
      return;
    default:
      decodeFixed(item, cursor, end, into);
  }
}

function decodeFixed(
  item: Exclude<FieldItem, { kind: 'repeat' | 'window' | 'bytes' | 'text' }>,
  cursor: Cursor,
  end: number,
  into: Node[],
): void {
  const start = cursor.bit >>> 3;
  const bit = cursor.bit & 7;
  const after = Math.ceil((cursor.bit + item.bits) / 8);
  if (after > end) {
    cut(item, cursor, start, after - start, end - start);
    return;
  }
  cursor.bit += item.bits;
  if (item.kind === 'group') {
    const inner: Cursor = { ...cursor, bit: start * 8 + bit };
    const children = decodeItems(item.items, inner, end);
    const value = readBits(cursor.bytes, start, bit, item.bits);
    cursor.values.set(item.name, value);
    into.push({ item, value, start, end: after, bit, bits: item.bits, children });
    return;
  }
  const value = readScalar(item, cursor.bytes, start, bit, item.bits >> 3);
  if (typeof value === 'number' || typeof value === 'boolean') cursor.values.set(item.name, Number(value));
  const children = item.kind === 'ether' ? decodeParts(item.parts, cursor, start, end) : [];
  into.push({ item, value, start, end: after, bit, bits: item.bits, children });
}

/** Fields laid over octets that are all there. */
function decodeParts(parts: readonly Part[], cursor: Cursor, start: number, end: number): Node[] {
  const nodes: Node[] = [];
  for (const part of parts) decodeFixed(part.item, { ...cursor, bit: start * 8 + part.at }, end, nodes);
  return nodes;
}

function decodeSized(
  item: Extract<FieldItem, { kind: 'bytes' | 'text' }>,
  cursor: Cursor,
  end: number,
  into: Node[],
): void {
  const start = cursor.bit >>> 3;
  const wanted = sizeOf(item.size, cursor.values, end - start);
  const length = Math.min(wanted, end - start);
  if (length < wanted) cursor.shortfalls.push({ kind: 'cut', item, at: start, wanted, have: length });
  cursor.bit += length * 8;
  if (wanted > 0 || item.meta.empty === true) {
    const value = readScalar(item, cursor.bytes, start, 0, length);
    into.push({ item, value, start, end: start + length, bit: 0, bits: length * 8, children: [] });
  }
  if (length < wanted) cursor.stopped = true;
}

function decodeWindow(
  item: Extract<FieldItem, { kind: 'window' }>,
  cursor: Cursor,
  end: number,
  into: Node[],
): void {
  const start = cursor.bit >>> 3;
  const wanted = sizeOf(item.size, cursor.values, end - start);
  const length = Math.min(wanted, end - start);
  if (length < wanted) cursor.shortfalls.push({ kind: 'overrun', item, at: start, wanted, have: length });
  const inner: Cursor = { ...cursor, bit: start * 8 };
  const children = decodeItems(item.items, inner, start + length);
  cursor.bit = (start + length) * 8;
  if (wanted === 0 && item.meta.empty !== true) return;
  const value = cursor.bytes.slice(start, start + length);
  into.push({ item, value, start, end: start + length, bit: 0, bits: length * 8, children });
}

function decodeRepeat(item: RepeatItem, cursor: Cursor, end: number, into: Node[]): void {
  const toEnd = item.count === 'rest';
  const count = toEnd ? Number.POSITIVE_INFINITY : sizeOf(item.count, cursor.values, 0);
  for (let done = 0; done < count; done += 1) {
    const start = cursor.bit >>> 3;
    if (start >= end) {
      if (!toEnd) {
        cursor.shortfalls.push({ kind: 'missing', item, at: start, wanted: count, have: done });
        cursor.stopped = true;
      }
      return;
    }
    const children = decodeItems(item.items, cursor, end);
    const after = Math.ceil(cursor.bit / 8);
    if (children.length > 0) {
      const bits = (after - start) * 8;
      into.push({ item, value: undefined, start, end: after, bit: 0, bits, children });
    }
    if (cursor.stopped || after === start) return;
  }
}

function cut(item: FieldItem, cursor: Cursor, at: number, wanted: number, have: number): void {
  cursor.shortfalls.push({ kind: 'cut', item, at, wanted, have: Math.max(0, have) });
  cursor.stopped = true;
}

/** Whether a condition holds for the values read so far; a field that was not read holds no condition. */
export function holds(on: Condition, values: ReadonlyMap<string, number>): boolean {
  const value = values.get(on.field);
  if (value === undefined) return false;
  if (on.is !== undefined) return on.is.includes(value);
  return on.not === undefined || !on.not.includes(value);
}

/** A size in octets (or a count), from the values read so far; `rest` is what 'rest' stands for. */
export function sizeOf(size: Size, values: ReadonlyMap<string, number>, rest: number): number {
  if (typeof size === 'number') return size;
  if (size === 'rest') return Math.max(0, rest);
  const value = (values.get(size.field) ?? 0) * (size.times ?? 1) + (size.plus ?? 0);
  if (value <= 0) return 0;
  return size.padTo === undefined ? value : (size.padTo - (value % size.padTo)) % size.padTo;
}
