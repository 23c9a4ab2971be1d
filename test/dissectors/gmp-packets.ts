/**
 * GMP messages as walks: for tests that look at one message without a capture around it.
 */

import { type Catalogue, createCatalogue } from '../../dissectors/catalogue.js';
import { type Dissector, type Expert, NONE, type Walk } from '../../dissectors/contract.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import { parseHex } from '../../src/base/address.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { buildTree } from '../../src/packet/tree.js';
import { treeLines } from '../../src/packet/tree-text.js';
import { createWalk } from '../../src/packet/walk.js';

/** A message that was walked, and what its dissector says. */
export interface Examined {
  readonly registry: Registry;
  readonly catalogue: Catalogue;
  readonly walk: Walk;
  readonly dissector: Dissector;
  /** Index of the GMP layer. */
  readonly layer: number;
  readonly info: string;
  readonly experts: readonly Expert[];
  /** The detail tree's lines of the GMP layer and behind it. */
  readonly lines: readonly string[];
  /** The same with the marks of fields whose encoding is ours. */
  readonly marked: readonly string[];
}

/** Walks octets as the payload of UDP port 16513; `cutTo` octets of them were captured. */
export function examine(octets: Uint8Array, cutTo = octets.length, fragmented = false): Examined {
  const registry = createRegistry();
  const catalogue = createCatalogue(registry.dissectors);
  const walk = createWalk(registry);
  const shift = 3;
  walk.bytes = new Uint8Array(octets.length + 2 * shift).fill(0xff);
  walk.bytes.set(octets, shift);
  walk.start = shift;
  walk.end = shift + cutTo;
  walk.limit = shift + octets.length;
  walk.fragmented = fragmented;
  const id = registry.lookup.idOf('gmp');
  registry.dissectors[id].walk(walk);
  if (walk.next !== NONE) throw new Error('GMP has no payload');
  const layer = walk.count - 1;
  const out = makeText();
  const dissector = registry.dissectors[id];
  dissector.info?.(walk, layer, out);
  const tree = buildTree(registry, catalogue, walk);
  const experts = tree.layers.flatMap((one) => (one.name === 'gmp' ? one.experts : []));
  const shown = treeLines(tree);
  const marked = shown.slice(shown.findIndex((line) => line.startsWith('Group Management Protocol')));
  // Most lines are compared without the mark of fields whose encoding is ours; `marked` has it.
  const lines = marked.map((line) => line.replace(/ \[profile\]$/, ''));
  return { registry, catalogue, walk, dissector, layer, info: textFrom(out), experts, lines, marked };
}

/** What `examine` puts before the message. */
export const SHIFT = 3;

/** The same for hex with blanks. */
export function octetsOf(hexText: string): Uint8Array {
  const octets = parseHex(hexText.replace(/\s/g, ''));
  if (octets === undefined) throw new Error(`no hex: ${hexText}`);
  return octets;
}
