/**
 * A packet in full as text: the detail tree (`-V`, `-O`) and its octets (`-x`), as tshark prints them.
 */
import type { Walk } from '../../dissectors/contract.js';
import { putString, type Text } from '../base/text.js';
import { withNames } from '../packet/names.js';
import type { PacketTree } from '../packet/tree.js';
import { hexRows, treeLines } from '../packet/tree-text.js';
import { colourLine } from './colour.js';
import type { Plan, Surroundings } from './plan.js';

/** Writes the detail tree; of layers that are not wanted, the top line alone. */
export function putDetails(tree: PacketTree, { layers, hex }: Plan, around: Surroundings, out: Text): void {
  const wanted = layers === undefined ? undefined : (name: string) => layers.has(name);
  for (const line of treeLines(withNames(tree, around.names), wanted, !hex)) {
    putString(out, around.colour ? colourLine(line) : line);
    putString(out, '\n');
  }
}

/** Writes the octets of the frame, and of what was put together in it. */
export function putHex(w: Walk, out: Text): void {
  const sources = sourcesOf(w);
  for (const { name, bytes } of sources) {
    if (sources.length > 1)
      putString(out, `${name} (${bytes.length} byte${bytes.length === 1 ? '' : 's'}):\n`);
    for (const row of hexRows(bytes)) putString(out, `${row}\n`);
  }
}

interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const REASSEMBLED: Readonly<Record<string, string>> = { ip: 'IPv4', ipv6: 'IPv6' };

/** The frame's own octets, and each further run of octets that a layer lies in, named after the layer that made it. */
function sourcesOf(w: Walk): readonly Source[] {
  const frame = w.sources[0];
  const start = w.starts[0];
  const sources: Source[] = [{ name: 'Frame', bytes: frame.subarray(start, start + w.frame.capLen) }];
  const seen = new Set([frame]);
  for (let i = 1; i < w.count; i += 1) {
    const bytes = w.sources[i];
    if (seen.has(bytes)) continue;
    seen.add(bytes);
    const maker = w.lookup.nameOf(w.ids[i - 1]);
    sources.push({ name: `Reassembled ${REASSEMBLED[maker] ?? maker.toUpperCase()}`, bytes });
  }
  return sources;
}
