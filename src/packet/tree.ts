/**
 * The tree lane: one packet's layers as labelled nodes with values and byte ranges, built when someone looks at it.
 *
 *   walk ──► layers ──► decode by table ──► lines, with generated fields put in their places and findings under theirs
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Dissector, Expert, Generated, Walk } from '../../dissectors/contract.js';
import { DATA, FRAME, type Registry } from '../../dissectors/registry.js';
import { type Decoded, decode, type Node, type Shortfall } from '../layout/decode.js';
import type { Value } from '../layout/types.js';
import { pictured } from './picture.js';
import { treeText } from './value-text.js';

/** A line of the detail tree. */
export interface TreeNode {
  /** The field, where the line is one; undefined for plain lines. */
  readonly field: Field | undefined;
  /** The whole line, without indent. */
  readonly text: string;
  /** The value that filters and outputs see. */
  readonly value: Value | undefined;
  /** Octets in the layer's source: first, and one behind the last; equal where there are none. */
  readonly start: number;
  readonly end: number;
  /** Not shown, but known to filters and outputs. */
  readonly hidden: boolean;
  readonly children: TreeNode[];
  /** The finding, where the line tells one. */
  readonly expert?: Expert;
}

/** One layer of a packet. */
export interface TreeLayer {
  readonly name: string;
  /** Its top line; its children are its fields. */
  readonly node: TreeNode;
  /** The octets that its ranges refer to. */
  readonly source: Uint8Array;
  /** Everything worth saying of it; the last `shortfalls` of them are octets that are not there. */
  readonly experts: readonly Expert[];
  readonly shortfalls: number;
  /** True where octets are not there and the dissector's own findings say so. */
  readonly worded: boolean;
}

/** A packet, in full. The first layer is the frame, unless comments go before it. */
export interface PacketTree {
  readonly layers: readonly TreeLayer[];
}

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

/** Takes a frame's comments out of its layer into one of their own, as Wireshark shows them. */
function commentLayer(frame: TreeLayer): TreeLayer {
  const { children } = frame.node;
  const comments = children.filter((child) => child.field?.name === 'frame.comment');
  children.splice(0, children.length, ...children.filter((child) => !comments.includes(child)));
  for (const comment of comments) {
    placeExpert(comment.children, {
      severity: 'comment',
      group: 'Comment',
      code: 'frame.comment',
      message: comment.text,
      start: comment.start,
      end: comment.end,
      fault: 'capture',
    });
  }
  const text = 'Packet comments';
  const node = { ...frame.node, field: undefined, text, end: frame.node.start, children: comments };
  return { ...frame, name: 'pkt_comment', node, experts: [], shortfalls: 0, worded: false };
}

/** Wireshark's line for what cannot be right: by the sender's fault, or because the capture kept only a part. */
function malformedLayer(
  layer: TreeLayer,
  dissector: Dissector,
  flaws: readonly Expert[],
  w: Walk,
  i: number,
): TreeLayer {
  const cut = flaws.length === 0 ? w.limits[i] > w.ends[i] : flaws.every((flaw) => flaw.fault === 'capture');
  const name = dissector.shortTitle ?? dissector.name.toUpperCase();
  const { start, end } = layer.node;
  const children: TreeNode[] = [];
  for (const flaw of flaws) placeExpert(children, flaw);
  const text = cut
    ? `[Packet size limited during capture: ${name} truncated]`
    : `[Malformed Packet: ${name}]`;
  const node = { field: undefined, text, value: undefined, start, end, hidden: false, children };
  return {
    name: cut ? '_ws.short' : '_ws.malformed',
    node,
    source: layer.source,
    experts: [],
    shortfalls: 0,
    worded: false,
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
    hidden: item.meta.hidden === true,
    children,
  };
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
  return { field, text, value, start, end, hidden: meta.hidden === true, children: [] };
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

/** What a layer's octets lack, as findings. */
function shortfallExperts(dissector: Dissector, decoded: Decoded, w: Walk, i: number): Expert[] {
  return decoded.shortfalls.map((shortfall) => shortfallExpert(dissector, shortfall, w, i));
}

function shortfallExpert(dissector: Dissector, shortfall: Shortfall, w: Walk, i: number): Expert {
  const end = w.ends[i];
  const byCapture = w.limits[i] > end && shortfall.at + shortfall.have >= end;
  return {
    severity: byCapture ? 'note' : 'error',
    group: 'Malformed',
    code: `${dissector.name}.${byCapture ? 'cut' : 'short'}`,
    message: shortfallText(shortfall, byCapture),
    start: Math.min(shortfall.at, end),
    end,
    fault: byCapture ? 'capture' : 'sender',
  };
}

function shortfallText(shortfall: Shortfall, byCapture: boolean): string {
  const { kind, item, wanted, have } = shortfall;
  const where = byCapture ? 'the capture kept' : 'there are';
  if (kind === 'missing') return `${wanted} × ${item.title} announced, ${where} ${have}`;
  return `${item.title} needs ${wanted} octet${wanted === 1 ? '' : 's'}, ${where} ${have}`;
}

/** Hangs a finding under the field that it speaks of, or at the end of the layer. */
function placeExpert(children: TreeNode[], expert: Expert): void {
  const line = (text: string, inner: TreeNode[] = []): TreeNode => ({
    field: undefined,
    text,
    value: undefined,
    start: expert.start,
    end: expert.end,
    hidden: false,
    children: inner,
  });
  const severity = expert.severity[0].toUpperCase() + expert.severity.slice(1);
  const clause = expert.clause === undefined ? [] : [line(`[Clause: ${expert.clause}]`)];
  const head = line(`[Expert Info (${severity}/${expert.group}): ${expert.message}]`, [
    line(`[${expert.message}]`),
    line(`[Severity level: ${severity}]`),
    line(`[Group: ${expert.group}]`),
    ...clause,
  ]);
  const node = { ...head, expert };
  const target = expert.field === undefined ? undefined : find(children, expert.field, expert.start);
  (target?.children ?? children).push(node);
}

function find(children: readonly TreeNode[], name: string, start: number): TreeNode | undefined {
  let other: TreeNode | undefined;
  for (const child of children) {
    if (child.field?.name === name) {
      if (child.start === start) return child;
      other ??= child;
    }
    const inner = find(child.children, name, start);
    if (inner !== undefined) return inner;
  }
  return other;
}

/** Every field of a packet that has a value, in order, hidden ones too. */
export function* fieldsOf(nodes: readonly TreeNode[]): Generator<TreeNode> {
  for (const node of nodes) {
    if (node.field !== undefined && node.value !== undefined) yield node;
    yield* fieldsOf(node.children);
  }
}
