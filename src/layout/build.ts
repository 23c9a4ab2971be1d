/**
 * Makers for layout tables, so that a table reads like the standard's own list of fields:
 *
 *   header('udp', 'User Datagram Protocol', 'RFC 768', [
 *     uint('udp.srcport', 16, 'Source Port', { alias: ['udp.port'] }),
 *     …
 *   ])
 */
import type {
  BitItem,
  BytesItem,
  Condition,
  EtherItem,
  FlagItem,
  GroupItem,
  Header,
  Ipv4Item,
  Ipv6Item,
  Item,
  Meta,
  Part,
  RepeatItem,
  Size,
  TextItem,
  Uint64Item,
  UintItem,
  WhenItem,
  WindowItem,
} from './types.js';

/** A layout table. Throws where a name is used for two different things (our own mistake, found at start). */
export function header<const N extends string, const I extends readonly Item[]>(
  name: N,
  title: string,
  spec: string,
  items: I,
): Header<N, I> {
  return { name, title, spec, items };
}

/** An unsigned number of `bits` (1 to 32) bits. */
export function uint<const N extends string>(
  name: N,
  bits: number,
  title: string,
  meta: Meta & { readonly littleEndian?: boolean } = {},
): UintItem<N> {
  if (bits < 1 || bits > 32) throw new RangeError(`${name}: ${bits} bits`);
  return { kind: 'uint', name, bits, title, meta, littleEndian: meta.littleEndian === true };
}

/** One bit. */
export function flag<const N extends string>(name: N, title: string, meta: Meta = {}): FlagItem<N> {
  return { kind: 'flag', name, bits: 1, title, meta };
}

/** An unsigned number of 64 bits. */
export function uint64<const N extends string>(name: N, title: string, meta: Meta = {}): Uint64Item<N> {
  return { kind: 'uint64', name, bits: 64, title, meta };
}

/** An IPv4 address. */
export function ipv4<const N extends string>(name: N, title: string, meta: Meta = {}): Ipv4Item<N> {
  return { kind: 'ipv4', name, bits: 32, title, meta };
}

/** An IPv6 address. */
export function ipv6<const N extends string>(name: N, title: string, meta: Meta = {}): Ipv6Item<N> {
  return { kind: 'ipv6', name, bits: 128, title, meta };
}

/** A MAC address, with fields laid over its octets. */
export function ether<const N extends string>(
  name: N,
  title: string,
  meta: Meta = {},
  parts: readonly Part[] = [],
): EtherItem<N> {
  return { kind: 'ether', name, bits: 48, title, meta, parts };
}

/** Octets without further meaning. */
export function bytes<const N extends string>(
  name: N,
  title: string,
  size: Size,
  meta: Meta = {},
): BytesItem<N> {
  return { kind: 'bytes', name, title, size, meta };
}

/** UTF-8 text. */
export function text<const N extends string>(
  name: N,
  title: string,
  size: Size,
  meta: Meta = {},
): TextItem<N> {
  return { kind: 'text', name, title, size, meta };
}

/** Bit fields that also have a value together. */
export function group<const N extends string, const I extends readonly BitItem[]>(
  name: N,
  title: string,
  items: I,
  meta: Meta = {},
): GroupItem<N, I> {
  const bits = items.reduce((sum, item) => sum + item.bits, 0);
  if (bits > 32) throw new RangeError(`${name}: ${bits} bits`);
  return { kind: 'group', name, title, bits, items, meta };
}

/** A run of octets with its own end, a field itself, that holds others. */
export function window<const N extends string, const I extends readonly Item[]>(
  name: N,
  title: string,
  size: Size,
  items: I,
  meta: Meta = {},
): WindowItem<N, I> {
  return { kind: 'window', name, title, size, items, meta };
}

/** The same sub-header again and again. */
export function repeat<const N extends string, const I extends readonly Item[]>(
  name: N,
  title: string,
  count: Size,
  items: I,
  meta: Meta = {},
): RepeatItem<N, I> {
  return { kind: 'repeat', name, title, count, items, meta };
}

/** Items that are there only under a condition. */
export function when<const I extends readonly Item[]>(on: Condition, items: I): WhenItem<I> {
  return { kind: 'when', on, items };
}
