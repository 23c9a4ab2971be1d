/**
 * What one looks at: the packet under the cursor among those shown, its tree's selected line, its octets.
 */
import type { OctetSource, Packet } from '../store/contract.js';
import type { Model, World } from './model.js';
import { lineAt, type TreeLine, treeLines } from './tree-lines.js';

/** A packet among those shown. */
export interface Looked {
  /** Its row among the shown ones; -1 where none is shown. */
  readonly row: number;
  /** Its number; 0 where none is shown. */
  readonly number: number;
}

/** The packet that is looked at: the cursor's, or the nearest one that is shown. */
export function lookedAt({ cursor }: Pick<Model, 'cursor'>, { store }: World): Looked {
  const { shown } = store;
  if (shown.count === 0) return { row: -1, number: 0 };
  const below = shown.rowOf(cursor);
  if (below < 0) return { row: 0, number: shown.at(0) };
  const number = shown.at(below);
  if (number === cursor || below + 1 >= shown.count) return { row: below, number };
  const next = shown.at(below + 1);
  return next - cursor < cursor - number ? { row: below + 1, number: next } : { row: below, number };
}

/** The packet in full; undefined while it is being read. */
export function lookedPacket(model: Model, world: World): Packet | undefined {
  const { number } = lookedAt(model, world);
  return number === 0 ? undefined : world.store.packet(number);
}

/** The visible tree, and which of its lines is selected. */
export interface Tree {
  readonly packet: Packet;
  readonly lines: readonly TreeLine[];
  readonly at: number;
}

/** The tree of the packet that is looked at. */
export function lookedTree(model: Model, world: World): Tree | undefined {
  const packet = lookedPacket(model, world);
  if (packet === undefined) return undefined;
  const { open, selected } = model.views.classic;
  const lines = treeLines(packet, open);
  return { packet, lines, at: lineAt(lines, selected) };
}

/** The selected line, whether its parents are unfolded or not. */
export function selectedLine(model: Model, world: World): TreeLine | undefined {
  const tree = lookedTree(model, world);
  return tree === undefined || tree.lines.length === 0 ? undefined : tree.lines[tree.at];
}

/** The octets that the hex pane shows: those in which the selected line lies. */
export function shownOctets(tree: Tree): { readonly source: number; readonly octets: OctetSource } {
  const source = tree.lines[tree.at]?.source ?? 0;
  return { source, octets: tree.packet.sources[source] ?? { name: 'Frame', bytes: new Uint8Array(0) } };
}
