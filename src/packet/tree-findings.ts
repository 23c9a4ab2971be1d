/**
 * Findings in the detail tree: the lines that tell them, and the layers that Wireshark makes of comments and of what is
 * malformed or cut off.
 */
import type { Dissector, Expert, Walk } from '../../dissectors/contract.js';
import { find, type TreeLayer, type TreeNode } from './tree-node.js';

/** Hangs a finding under the field that it speaks of, or at the end of the layer. */
export function placeExpert(children: TreeNode[], expert: Expert): void {
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

/** Takes a frame's comments out of its layer into one of their own, as Wireshark shows them. */
export function commentLayer(frame: TreeLayer): TreeLayer {
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
export function malformedLayer(
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
