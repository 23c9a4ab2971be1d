/**
 * The detail tree: lines with their fold signs, findings in the colours of their severity.
 */

import type { TreeNode } from '../../packet/tree.js';
import { lookedTree } from '../model/looking.js';
import type { Model, World } from '../model/model.js';
import type { TreeLine } from '../model/tree-lines.js';
import { inWidth, type Pane, type Rect, type Row, type Style, segment, skip } from './segment.js';
import { titleRow } from './title-row.js';

/** The pane. */
export function treePane(model: Model, world: World, area: Rect): Pane {
  const { theme, views } = model;
  const { classic } = views;
  const focused = classic.focus === 'tree';
  if (area.height < 1) return { id: 'tree', area, rows: [], fill: theme.text };
  const tree = lookedTree(model, world);
  const title = titleRow('Details', followingText(world), area.width, focused, theme);
  if (tree === undefined) {
    const waiting = world.store.shown.count === 0 ? '' : 'Reading …';
    return { id: 'tree', area, rows: [title, [segment(waiting, theme.dim)]], fill: theme.text };
  }
  const shown = tree.lines.slice(classic.treeTop, classic.treeTop + area.height - 1);
  const rows = shown.map((line, i): Row => {
    const selected = classic.treeTop + i === tree.at;
    const style = selected ? (focused ? theme.selected : theme.selectedAway) : lineStyle(model, line);
    return [segment(inWidth(skip(treeText(line, world.unicode), classic.treeShift), area.width), style)];
  });
  return { id: 'tree', area, rows: [title, ...rows], fill: theme.text };
}

/** In fewer packets nobody would have the time to read it. */
const SLOW = 5000;

/** Derived fields are worked out: until then they are not there. */
function followingText({ store }: World): string {
  const { following, count } = store;
  return following === undefined || count < SLOW
    ? ''
    : `following what went before: ${Math.floor(100 * following)}%`;
}

/** A line as it stands there, before it is scrolled or cut. */
export function treeText(line: TreeLine, unicode: boolean): string {
  const { node, depth } = line;
  const profile = node.profile === true ? ' [profile]' : '';
  return `${'  '.repeat(depth)}${signOf(line, unicode)} ${node.text}${profile}`;
}

function signOf({ state }: TreeLine, unicode: boolean): string {
  if (state === 'leaf') return ' ';
  if (state === 'open') return unicode ? '▾' : 'v';
  return unicode ? '▸' : '>';
}

function lineStyle({ theme }: Model, { node, depth, state }: TreeLine): Style {
  // What is folded away, and a layer as a whole, look like the worst in them.
  const severity = depth === 0 || state === 'closed' ? worstIn(node) : severityOf(node);
  const base = depth === 0 ? theme.layer : theme.text;
  if (severity === 'error') return theme.bad;
  if (severity === 'warning') return { ...base, ...theme.warning };
  return node.expert === undefined ? base : theme.note;
}

type Severity = 'error' | 'warning' | undefined;

function severityOf({ expert, text }: TreeNode): Severity {
  if (expert?.severity === 'error' || text.startsWith('[Malformed')) return 'error';
  return expert?.severity === 'warning' ? 'warning' : undefined;
}

function worstIn(node: TreeNode): Severity {
  let worst = severityOf(node);
  for (const child of node.children) {
    if (worst === 'error') return worst;
    worst = worstIn(child) ?? worst;
  }
  return worst;
}
