/**
 * What the detail tree is made of: lines with values and places, in layers.
 */
import type { Field } from '../../dissectors/catalogue.js';
import type { Expert } from '../../dissectors/contract.js';
import type { Value } from '../layout/types.js';

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
  /** The encoding, or what it means here, is this project's decision (`Meta.profile`). */
  readonly profile?: boolean;
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

/** The node of a field, at an octet if there is one there; else the first of that field. */
export function find(children: readonly TreeNode[], name: string, start: number): TreeNode | undefined {
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
