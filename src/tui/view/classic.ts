/**
 * The classic view's panes.
 */
import { classicAreas } from '../model/areas.js';
import type { Model, World } from '../model/model.js';
import { hexPane } from './hex.js';
import { packetsPane } from './packet-list.js';
import type { Pane, Rect } from './segment.js';
import { treePane } from './tree.js';

/** Those that have room. */
export function classicPanes(model: Model, world: World, body: Rect): readonly Pane[] {
  const { packets, tree, hex } = classicAreas(model.views.classic, body);
  return [
    ...(packets === undefined ? [] : [packetsPane(model, world, packets)]),
    ...(tree === undefined ? [] : [treePane(model, world, tree)]),
    ...(hex === undefined ? [] : [hexPane(model, world, hex)]),
  ];
}
