/**
 * One packet in full: its tree, and the octets that the tree's places mean.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { withNames } from '../../packet/names.js';
import { buildTree } from '../../packet/tree.js';
import type { OctetSource, Packet } from './contract.js';

const REASSEMBLED: Readonly<Record<string, string>> = { ip: 'IPv4', ipv6: 'IPv6' };

/** Builds the packet that was walked last; its octets must be its own (`Reading.next`). */
export function buildPacket(
  registry: Registry,
  catalogue: Catalogue,
  w: Walk,
  names: ReadonlyMap<string, string>,
): Packet {
  const sources: OctetSource[] = [];
  const known = new Map<Uint8Array, number>();
  for (let i = 0; i < w.count; i += 1) {
    const bytes = w.sources[i];
    if (known.has(bytes)) continue;
    const maker = i === 0 ? 'frame' : w.lookup.nameOf(w.ids[i - 1]);
    const name = i === 0 ? 'Frame' : `Reassembled ${REASSEMBLED[maker] ?? maker.toUpperCase()}`;
    known.set(bytes, sources.length);
    sources.push({ name, bytes });
  }
  const { layers } = withNames(buildTree(registry, catalogue, w), names);
  return {
    number: w.frame.number,
    layers: layers.map((layer) => ({ layer, source: known.get(layer.source) ?? 0 })),
    sources,
  };
}
