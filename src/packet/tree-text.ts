/**
 * The detail tree as text, with tshark's look: four spaces a level. Fields whose encoding this project chose, because the
 * standard is silent, carry the mark `[profile]` (docs/gmp-profile.md says what was chosen).
 */
import { hex } from '../base/address.js';
import type { PacketTree, TreeNode } from './tree.js';

/**
 * Lines of the layers for which `wanted` holds in full; the top line alone of the others. With `dump`, octets that nobody
 * dissected are dumped under their layer (tshark does so unless the whole packet is dumped anyway).
 */
export function treeLines(
  tree: PacketTree,
  wanted: (layer: string) => boolean = () => true,
  dump = false,
): string[] {
  const lines: string[] = [];
  for (const layer of tree.layers) {
    lines.push(layer.node.text);
    if (!wanted(layer.name)) continue;
    if (dump && layer.name === 'data') {
      lines.push('', ...hexRows(layer.source.subarray(layer.node.start, layer.node.end)));
    }
    addLines(layer.node.children, 1, lines);
  }
  return lines;
}

function addLines(nodes: readonly TreeNode[], depth: number, lines: string[]): void {
  for (const node of nodes) {
    if (node.hidden) {
      addLines(node.children, depth, lines);
      continue;
    }
    const mark = node.profile === true ? ' [profile]' : '';
    lines.push(`${'    '.repeat(depth)}${node.text}${mark}`);
    addLines(node.children, depth + 1, lines);
  }
}

/** Octets as tshark's `-x` prints them: offset, sixteen octets in hex, the same as ASCII. */
export function hexRows(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  const digits = bytes.length > 0x10000 ? 8 : 4;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, Math.min(at + 16, bytes.length));
    const ascii = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    ).join('');
    rows.push(`${at.toString(16).padStart(digits, '0')}  ${hex(row, ' ').padEnd(47)}   ${ascii}`);
  }
  return rows;
}
