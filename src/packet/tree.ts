/**
 * The tree lane: one packet's layers as labelled nodes with values and byte ranges, built when someone looks at it.
 *
 *   walk ──► layers ──► decode by table ──► lines, with generated fields put in their places and findings under theirs
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Dissector, Generated, Walk } from '../../dissectors/contract.js';
import { DATA, FRAME, type Registry } from '../../dissectors/registry.js';
import { shortfallExperts } from '../../dissectors/shortfalls.js';
import { type Decoded, decode, type Node } from '../layout/decode.js';
import type { Meta, Value } from '../layout/types.js';
import { pictured } from './picture.js';
import { commentLayer, malformedLayer, placeExpert } from './tree-findings.js';
import { find, type PacketTree, type TreeLayer, type TreeNode } from './tree-node.js';
import { treeText } from './value-text.js';

export { fieldsOf, type PacketTree, type TreeLayer, type TreeNode } from './tree-node.js';

/** Builds the tree of the frame that was walked last. */
export function buildTree(registry: Registry, catalogue: Catalogue, w: Walk): PacketTree {
  const layers: TreeLayer[] = [];
  for (let i = 0; i < w.count; i += 1) {
    const dissector = registry.dissectors[w.ids[i]];
    const layer = buildLayer(dissector, catalogue, w, i);
    if (w.ids[i] === FRAME && w.frame.comments.length > 0) layers.push(commentLayer(layer));
    layers.push(layer);
    const flaws = layer.experts.slice(layer.experts.length - layer.shortfalls);
    if (flaws.length > 0 || layer.worded) layers.push(malformedLayer(layer, dissector, flaws, w, i));
  }
  return { layers };
}

function buildLayer(dissector: Dissector, catalogue: Catalogue, w: Walk, i: number): TreeLayer {
  const header = dissector.headers[w.variants[i]];
  const source = w.sources[i];
  const start = w.starts[i];
  const end = w.ends[i];
  const decoded = decode(header, source, start, end);
  const context = makeContext(catalogue, decoded);
  const children = toTree(decoded.nodes, context);
  for (const generated of dissector.generated) placeGenerated(children, generated, catalogue, w, i);
  const judged = dissector.experts?.(w, i) ?? [];
  for (const expert of judged) placeExpert(children, expert);
  const own = dissector.wordsShortfalls === true;
  const shortfalls = own ? [] : shortfallExperts(dissector, decoded, w, i);
  const bottom = w.ids[i] === DATA ? end : Math.max(decoded.next, w.payloads[i]);
  const node: TreeNode = {
    field: catalogue.byName.get(dissector.name),
    text: dissector.label?.(w, i) ?? dissector.title,
    value: undefined,
    start,
    end: Math.min(bottom, end),
    hidden: false,
    children,
  };
  return {
    name: dissector.name,
    node,
    source,
    experts: [...judged, ...shortfalls],
    shortfalls: shortfalls.length,
    worded: own && decoded.shortfalls.length > 0,
  };
}

interface Context {
  readonly catalogue: Catalogue;
  readonly lookup: (name: string) => Value | undefined;
}

function makeContext(catalogue: Catalogue, decoded: Decoded): Context {
  const values = new Map<string, Value>();
  const note = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.value !== undefined && !values.has(node.item.name)) values.set(node.item.name, node.value);
      if (node.item.kind !== 'repeat') note(node.children);
    }
  };
  note(decoded.nodes);
  return { catalogue, lookup: (name) => values.get(name) };
}

function toTree(nodes: readonly Node[], context: Context, group?: Node): TreeNode[] {
  const lines: TreeNode[] = [];
  for (const node of nodes) lines.push(toLine(node, context, group));
  return lines;
}

function toLine(node: Node, context: Context, group: Node | undefined): TreeNode {
  const { item } = node;
  const field = context.catalogue.byName.get(item.name);
  const inner = item.kind === 'repeat' || item.kind === 'window' ? within(node, context) : context;
  const children = toTree(node.children, inner, item.kind === 'group' ? node : undefined);
  const raw = node.value;
  const mapped = raw !== undefined && item.meta.map !== undefined ? item.meta.map(Number(raw)) : raw;
  return {
    field,
    text: lineText(node, field, inner, group),
    value: mapped,
    start: node.start,
    end: node.end,
    profile: isProfile(item.meta, node.value, inner),
    hidden: item.meta.hidden === true,
    children,
  };
}

/** Whether a field carries the profile mark, with this value in this message. */
function isProfile(meta: Meta, value: Value | undefined, context: Context): boolean {
  if (meta.profile === undefined) return false;
  return meta.profileHere === undefined || meta.profileHere(value ?? 0, context.lookup);
}

/** Inside an element of a repeated sub-header its own fields come first. */
function within(node: Node, context: Context): Context {
  const own = new Map<string, Value>();
  const note = (nodes: readonly Node[]): void => {
    for (const child of nodes) {
      if (child.value !== undefined) own.set(child.item.name, child.value);
      if (child.item.kind !== 'repeat') note(child.children);
    }
  };
  note(node.children);
  return { catalogue: context.catalogue, lookup: (name) => own.get(name) ?? context.lookup(name) };
}

function lineText(node: Node, field: Field | undefined, context: Context, group: Node | undefined): string {
  const { item } = node;
  if (item.meta.line !== undefined) return item.meta.line(node.value ?? 0, context.lookup);
  if (item.kind === 'repeat' || field === undefined || node.value === undefined) return item.title;
  if (item.kind === 'window' && item.meta.show === undefined) {
    return `${item.title} (${node.end - node.start} byte${node.end - node.start === 1 ? '' : 's'})`;
  }
  const kind = item.kind === 'group' ? 'uint' : item.kind === 'window' ? 'bytes' : item.kind;
  const bits = 'bits' in item ? item.bits : 0;
  const text = `${item.title}: ${treeText({ kind, bits, meta: item.meta }, node.value, context.lookup)}`;
  const picture = pictured(node, group);
  return picture === '' ? text : `${picture} = ${text}`;
}

function placeGenerated(
  children: TreeNode[],
  generated: Generated,
  catalogue: Catalogue,
  w: Walk,
  i: number,
): void {
  const computed = generated.compute(w, i);
  if (computed === undefined) return;
  const values: readonly Value[] = isList(computed) ? computed : [computed];
  const lines = values.map((value) => generatedLine(generated, value, catalogue, w, i));
  if (generated.mark !== undefined) markLine(children, generated, generated.mark(values[0], w, i));
  if (generated.under !== undefined) addUnder(children, generated.under, lines);
  else if (generated.after === '') children.unshift(...lines);
  else if (generated.after === undefined) children.push(...lines);
  else insertAfter(children, generated.after, lines);
}

/** Adds a verdict to the line of the field that it is about. */
function markLine(children: TreeNode[], generated: Generated, mark: string): void {
  const target = generated.under ?? generated.after;
  const at = children.findIndex((child) => child.field?.name === target);
  if (at >= 0) children[at] = { ...children[at], text: children[at].text + mark };
}

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}

function generatedLine(
  generated: Generated,
  value: Value,
  catalogue: Catalogue,
  w: Walk,
  i: number,
): TreeNode {
  const field = catalogue.byName.get(generated.name);
  const { kind, meta, title } = generated;
  const bits = generated.bits ?? 0;
  const [start, end] = generated.range?.(w, i) ?? [w.starts[i], w.starts[i]];
  const lookup = (): undefined => undefined;
  const line =
    meta.line?.(value, lookup) ??
    (kind === 'none' ? title : `${title}: ${treeText({ kind, bits, meta }, value, lookup)}`);
  const text = generated.brackets === false ? line : `[${line}]`;
  return {
    field,
    text,
    value,
    start,
    end,
    profile: meta.profile !== undefined,
    hidden: meta.hidden === true,
    children: [],
  };
}

/** Puts lines under the line of a field; else at the end. */
function addUnder(children: TreeNode[], name: string, lines: readonly TreeNode[]): void {
  (find(children, name, -1)?.children ?? children).push(...lines);
}

/** Puts lines behind the last line of a field (at any depth, of lines already placed behind it too); else at the end. */
function insertAfter(children: TreeNode[], name: string, lines: readonly TreeNode[]): void {
  if (!insertBehind(children, name, lines)) children.push(...lines);
}

function insertBehind(children: TreeNode[], name: string, lines: readonly TreeNode[]): boolean {
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const child = children[at];
    if (child.field?.name === name) {
      let behind = at + 1;
      while (behind < children.length && children[behind].field?.generated === true) behind += 1;
      children.splice(behind, 0, ...lines);
      return true;
    }
    if (insertBehind(child.children, name, lines)) return true;
  }
  return false;
}
