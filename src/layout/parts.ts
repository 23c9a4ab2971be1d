/**
 * Parts of a header as headers of their own: what stands in a window, in an element of a repeated sub-header, or under a
 * condition, with places that count from where that part begins. Readers and writers of parts are made from them.
 */
import type { Header, Item } from './types.js';

/** The innermost list of items in which a field stands. Throws where the header has no such field (our own mistake). */
export function partWith(header: Header, field: string): Header {
  const items = listWith(header.items, field);
  if (items === undefined) throw new Error(`${header.name} has no field ${field}`);
  return { ...header, items };
}

function listWith(items: readonly Item[], field: string): readonly Item[] | undefined {
  for (const item of items) {
    if (item.kind !== 'when' && item.name === field) return items;
    if (!('items' in item)) continue;
    const inner = listWith(item.items, field);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Octets of the items at a header's beginning that are always there and never vary in size. */
export function octetsOf(header: Header): number {
  let bits = 0;
  for (const item of header.items) {
    if (!('bits' in item)) break;
    bits += item.bits;
  }
  return bits / 8;
}
