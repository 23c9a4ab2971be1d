/**
 * fast-check arbitraries for messages, made from layout tables: whatever a table can express is generated, lengths and
 * counts agree with what they count, conditions are met as often as not.
 */
import fc from 'fast-check';
import { holds, sizeOf } from '../../src/layout/decode.js';
import type { AnyMessage, AnyValue } from '../../src/layout/message.js';
import type { FieldItem, Header, Item, Size } from '../../src/layout/types.js';

/** Values that decide something: which lengths, counts and conditions refer to a field. */
interface Uses {
  readonly sizes: ReadonlyMap<string, Exclude<Size, number | 'rest'>>;
  readonly values: ReadonlyMap<string, readonly number[]>;
}

/** A message of a table; windows are given as octets, not as parts. */
export function messageFrom(header: Header): fc.Arbitrary<AnyMessage> {
  const uses = usesOf(header.items);
  return fc.gen().map((g) => build(header.items, g, uses, new Map()));
}

/** Octets that look like a table's: small numbers more often than large ones, so that lengths and counts make sense. */
export const octets: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.integer({ min: 0, max: 255 })),
    {
      maxLength: 90,
    },
  )
  .map((list) => Uint8Array.from(list));

function usesOf(items: readonly Item[]): Uses {
  const sizes = new Map<string, Exclude<Size, number | 'rest'>>();
  const values = new Map<string, number[]>();
  const visit = (item: Item): void => {
    if (item.kind === 'when') {
      const list = values.get(item.on.field) ?? [];
      values.set(item.on.field, [...list, ...(item.on.is ?? []), ...(item.on.not ?? [])]);
    } else {
      const size = item.kind === 'repeat' ? item.count : 'size' in item ? item.size : 0;
      if (typeof size === 'object' && size.padTo === undefined && !sizes.has(size.field))
        sizes.set(size.field, size);
    }
    if ('items' in item) item.items.forEach(visit);
  };
  items.forEach(visit);
  return { sizes, values };
}

function build(
  items: readonly Item[],
  g: fc.GeneratorValue,
  uses: Uses,
  values: Map<string, number>,
): Record<string, AnyValue> {
  const message: Record<string, AnyValue> = {};
  for (const item of items) buildItem(item, g, uses, values, message);
  return message;
}

function buildItem(
  item: Item,
  g: fc.GeneratorValue,
  uses: Uses,
  values: Map<string, number>,
  message: Record<string, AnyValue>,
): void {
  switch (item.kind) {
    case 'when':
      if (holds(item.on, values)) for (const part of item.items) buildItem(part, g, uses, values, message);
      return;
    case 'repeat': {
      const count = item.count === 'rest' ? g(fc.integer, { min: 0, max: 3 }) : sizeOf(item.count, values, 0);
      const list = Array.from({ length: count }, () => build(item.items, g, uses, values));
      if (count > 0) message[item.name] = list;
      return;
    }
    case 'window':
    case 'bytes':
    case 'text':
      buildSized(item, g, values, message);
      return;
    case 'group': {
      let whole = 0;
      for (const part of item.items) {
        buildItem(part, g, uses, values, message);
        whole = whole * 2 ** part.bits + Number(message[part.name]);
      }
      message[item.name] = whole;
      values.set(item.name, whole);
      return;
    }
    default:
      message[item.name] = scalar(item, g, uses, values);
  }
}

function buildSized(
  item: Extract<FieldItem, { kind: 'window' | 'bytes' | 'text' }>,
  g: fc.GeneratorValue,
  values: Map<string, number>,
  message: Record<string, AnyValue>,
): void {
  const rest = g(fc.integer, { min: 0, max: 12 });
  const size = sizeOf(item.size, values, rest);
  if (size === 0) return;
  const padding = typeof item.size === 'object' && item.size.padTo !== undefined;
  // Windows of zeros or ones are lists of one-octet options in most protocols, and so hold whole parts.
  const plain = item.kind === 'window' ? g(fc.constantFrom, undefined, 0, 1) : padding ? 0 : undefined;
  const range = plain === undefined ? {} : { min: plain, max: plain };
  const value = g(fc.uint8Array, { minLength: size, maxLength: size, ...range });
  message[item.name] = item.kind === 'text' ? 'x'.repeat(size) : value;
}

function scalar(
  item: Exclude<FieldItem, { kind: 'repeat' | 'window' | 'bytes' | 'text' | 'group' }>,
  g: fc.GeneratorValue,
  uses: Uses,
  values: Map<string, number>,
): AnyValue {
  if (item.kind === 'uint64') return g(fc.bigInt, { min: 0n, max: 2n ** 64n - 1n });
  if (item.kind === 'ipv6' || item.kind === 'ether') {
    return g(fc.uint8Array, { minLength: item.bits / 8, maxLength: item.bits / 8 });
  }
  const most = 2 ** item.bits - 1;
  const counted = uses.sizes.get(item.name);
  const decided = uses.values.get(item.name);
  let value: number;
  if (counted !== undefined) {
    const least = Math.max(0, Math.ceil(-(counted.plus ?? 0) / (counted.times ?? 1)));
    value = Math.min(most, g(fc.integer, { min: least, max: least + 9 }));
  } else if (decided !== undefined && g(fc.boolean)) value = g(fc.constantFrom, ...decided);
  else value = g(fc.integer, { min: 0, max: most });
  values.set(item.name, value);
  return item.kind === 'flag' ? value === 1 : value;
}
