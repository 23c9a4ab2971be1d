/**
 * What keys and the mouse do in the detail tree: moving, folding. Folding means all lines of a kind, in every packet.
 */
import type { Action } from '../keys/table.js';
import { classicAreas, frameOf } from '../model/areas.js';
import { lookedTree, type Tree } from '../model/looking.js';
import { type Model, type Step, still, type World } from '../model/model.js';
import { packetOf, type TreeLine, treeLines } from '../model/tree-lines.js';
import type { Saying } from '../model/view-contract.js';
import { textWidth } from '../view/segment.js';
import { treeText } from '../view/tree.js';
import { paneHeight, withClassic } from './classic-state.js';
import { goToNumber } from './jumps.js';
import { stepOf } from './line-moves.js';

/** Does an action in the tree. */
export function actTree(model: Model, world: World, action: Action, { count }: Saying): Step | undefined {
  const tree = lookedTree(model, world);
  if (tree === undefined || tree.lines.length === 0) return undefined;
  const line = tree.lines[tree.at];
  const page = Math.max(1, paneHeight(model, 'tree') - 1);
  const by = count ?? 1;
  const select = (at: number): Step => still(selectLine(model, tree, at));
  const step = stepOf(action, page);
  if (step !== undefined) return select(tree.at + by * step);
  switch (action) {
    case 'move.first':
      return select(0);
    case 'move.last':
      return count === undefined ? select(tree.lines.length - 1) : undefined;
    case 'move.left':
      return line.state === 'open' ? still(fold(model, line)) : select(parentOf(tree));
    case 'move.right':
      if (line.state === 'closed') return still(unfold(model, line));
      return line.state === 'open' ? select(tree.at + 1) : still(model);
    case 'enter': {
      const to = packetOf(line);
      return to === undefined ? still(toggle(model, line)) : goToNumber(model, world, to);
    }
    case 'tree.toggle':
      return still(toggle(model, line));
    case 'tree.open':
      return still(unfold(model, line));
    case 'tree.close':
      return still(line.state === 'open' ? fold(model, line) : model);
    case 'tree.openAll':
      return still(withClassic(model, { open: allKinds(tree) }));
    case 'tree.closeAll':
      return still(withClassic(model, { open: new Set(), selected: line.place.split('/')[0] }));
    case 'tree.right':
      return still(shifted(model, tree, by * SIDE));
    case 'tree.left':
      return still(shifted(model, tree, -by * SIDE));
    default:
      return undefined;
  }
}

/** Columns that one step to the side scrolls. */
const SIDE = 8;

/** Scrolls to the side, as far as the longest line goes. */
function shifted(model: Model, { lines }: Tree, by: number): Model {
  const { classic } = model.views;
  const width = classicAreas(classic, frameOf(model.size).body).tree?.width ?? 0;
  const longest = Math.max(...lines.map((line) => textWidth(treeText(line, true))));
  const treeShift = Math.max(0, Math.min(classic.treeShift + by, longest - width));
  return withClassic(model, { treeShift });
}

/** Selects a visible line; its first octet is where the hex pane's cursor goes. */
function selectLine(model: Model, tree: Tree, at: number): Model {
  const line = tree.lines[Math.max(0, Math.min(tree.lines.length - 1, at))];
  return withClassic(model, { selected: line.place, octet: line.node.start });
}

function parentOf({ lines, at }: Tree): number {
  for (let i = at - 1; i >= 0; i -= 1) if (lines[i].depth < lines[at].depth) return i;
  return at;
}

function toggle(model: Model, line: TreeLine): Model {
  if (line.state === 'leaf') return model;
  return line.state === 'open' ? fold(model, line) : unfold(model, line);
}

function fold(model: Model, line: TreeLine): Model {
  const { open } = model.views.classic;
  return withClassic(model, {
    open: new Set([...open].filter((kind) => kind !== line.kind)),
    selected: line.place,
  });
}

function unfold(model: Model, line: TreeLine): Model {
  if (line.state !== 'closed') return model;
  return withClassic(model, {
    open: new Set([...model.views.classic.open, line.kind]),
    selected: line.place,
  });
}

function allKinds({ packet }: Tree): ReadonlySet<string> {
  return new Set(treeLines(packet, undefined).flatMap(({ state, kind }) => (state === 'leaf' ? [] : [kind])));
}

/** A click selects the line; on its sign it also folds or unfolds. */
export function pointTree(model: Model, world: World, line: number, x: number): Model {
  const tree = lookedTree(model, world);
  const at = model.views.classic.treeTop + line;
  if (tree === undefined || at >= tree.lines.length) return model;
  const selected = selectLine(model, tree, at);
  const { depth } = tree.lines[at];
  const sign = depth * 2 - model.views.classic.treeShift;
  return x >= sign && x <= sign + 1 ? toggle(selected, tree.lines[at]) : selected;
}
