/**
 * A packet in full as text: the detail tree (`-V`, `-O`) and its octets (`-x`), as tshark prints them.
 */
import { putString, type Text } from '../base/text.js';
import { withNames } from '../packet/names.js';
import type { PacketTree } from '../packet/tree.js';
import { hexRows, treeLines } from '../packet/tree-text.js';
import { colourLine } from './colour.js';

/** Writes the detail tree; of layers that are not wanted, the top line alone. */
export function putDetails(
  tree: PacketTree,
  layers: ReadonlySet<string> | undefined,
  around: { readonly colour: boolean; readonly names: ReadonlyMap<string, string> },
  out: Text,
): void {
  const wanted = layers === undefined ? undefined : (name: string) => layers.has(name);
  for (const line of treeLines(withNames(tree, around.names), wanted)) {
    putString(out, around.colour ? colourLine(line) : line);
    putString(out, '\n');
  }
}

/** Writes the octets of the frame, and of what was put together in it. */
export function putHex(tree: PacketTree, out: Text): void {
  const sources = sourcesOf(tree);
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
function sourcesOf({ layers }: PacketTree): readonly Source[] {
  const frame = layers.find(({ name }) => name === 'frame') ?? layers[0];
  const { start, end } = frame.node;
  const sources: Source[] = [{ name: 'Frame', bytes: frame.source.subarray(start, end) }];
  const seen = new Set([frame.source]);
  let maker = 'frame';
  for (const { name, source } of layers) {
    if (!seen.has(source)) {
      seen.add(source);
      sources.push({ name: `Reassembled ${REASSEMBLED[maker] ?? maker.toUpperCase()}`, bytes: source });
    }
    maker = name;
  }
  return sources;
}
