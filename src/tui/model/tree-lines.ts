/**
 * The detail tree as lines: what is unfolded shows its children. A line has a place (unique in the packet) and a kind (the
 * same in every packet: unfolding means all lines of a kind).
 */
import type { TreeNode } from '../../packet/tree.js';
import type { Packet } from '../store/contract.js';

/** A line of the tree. */
export interface TreeLine {
  readonly place: string;
  readonly kind: string;
  readonly depth: number;
  readonly node: TreeNode;
  /** Number of the octets that its range means. */
  readonly source: number;
  readonly state: 'open' | 'closed' | 'leaf';
}

/** The packet that a line tells of; undefined where it tells of none. */
export function packetOf({ node: { field, value } }: TreeLine): number | undefined {
  return field?.meta.frame === true && typeof value === 'number' ? value : undefined;
}

interface Walker {
  readonly open: ReadonlySet<string> | undefined;
  readonly lines: TreeLine[];
}

/** The visible lines; with `open` undefined, all of them. */
export function treeLines(packet: Packet, open: ReadonlySet<string> | undefined): TreeLine[] {
  const walker: Walker = { open, lines: [] };
  const counts = new Map<string, number>();
  for (const { layer, source } of packet.layers) {
    const place = `${layer.name}${ordinal(counts, layer.name)}`;
    addLine(walker, layer.node, place, layer.name, 0, source);
  }
  return walker.lines;
}

/** '' for the first of a name, then #2, #3 … */
function ordinal(counts: Map<string, number>, name: string): string {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count === 1 ? '' : `#${count}`;
}

function addLine(
  w: Walker,
  node: TreeNode,
  place: string,
  kind: string,
  depth: number,
  source: number,
): void {
  const leaf = !node.children.some(hasShown);
  const isOpen = !leaf && (w.open === undefined || w.open.has(kind));
  w.lines.push({ place, kind, depth, node, source, state: leaf ? 'leaf' : isOpen ? 'open' : 'closed' });
  if (isOpen) addChildren(w, node, place, kind, depth + 1, source, new Map());
}

function addChildren(
  w: Walker,
  node: TreeNode,
  place: string,
  kind: string,
  depth: number,
  source: number,
  counts: Map<string, number>,
): void {
  for (const child of node.children) {
    if (child.hidden) {
      addChildren(w, child, place, kind, depth, source, counts);
      continue;
    }
    const name = child.field?.name ?? (child.expert === undefined ? 'text' : 'expert');
    addLine(w, child, `${place}/${name}${ordinal(counts, name)}`, `${kind}/${name}`, depth, source);
  }
}

function hasShown(node: TreeNode): boolean {
  return !node.hidden || node.children.some(hasShown);
}

/** The line at a place, or the innermost line that is visible and holds it; the first line where there is none. */
export function lineAt(lines: readonly TreeLine[], place: string): number {
  for (let rest = place; rest !== ''; rest = rest.slice(0, Math.max(0, rest.lastIndexOf('/')))) {
    const at = lines.findIndex((line) => line.place === rest);
    if (at >= 0) return at;
  }
  return 0;
}

/** The innermost line that covers an octet of a source; undefined where none does. The smallest range counts. */
export function lineCovering(packet: Packet, source: number, octet: number): TreeLine | undefined {
  let best: TreeLine | undefined;
  for (const line of treeLines(packet, undefined)) {
    const { start, end } = line.node;
    if (line.source !== source || octet < start || octet >= end) continue;
    if (line.node.field === undefined && line.depth > 0) continue;
    const size = end - start;
    const least = best === undefined ? Number.POSITIVE_INFINITY : best.node.end - best.node.start;
    if (size < least || (size === least && line.depth > (best?.depth ?? 0))) best = line;
  }
  return best;
}

/** The kinds of everything that holds a place: what must be unfolded for it to be seen. */
export function kindsAbove(place: string): readonly string[] {
  const parts = place.split('/').map((part) => part.replace(/#\d+$/, ''));
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}
