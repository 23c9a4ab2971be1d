/**
 * Names that the capture itself gives to addresses (pcapng name resolution blocks): in the address columns, and beside
 * the addresses in the detail tree.
 */
import { formatIpv4, formatIpv6 } from '../base/address.js';
import { lineText } from '../base/utf8.js';
import type { PacketTree, TreeNode } from './tree.js';

/** A name that a capture gives to an address. */
export interface AddressName {
  readonly address: Uint8Array;
  readonly name: string;
}

/** Names by address, as the address is written. */
export type Names = Map<string, string>;

/** Takes over what the capture has told since `known` names. */
export function learnNames(names: Names, told: readonly AddressName[], known: number): void {
  for (const { address, name } of told.slice(known)) {
    const view = new DataView(address.buffer, address.byteOffset, address.length);
    const text = address.length === 4 ? formatIpv4(view.getUint32(0)) : formatIpv6(address);
    names.set(text, lineText(name));
  }
}

/** The tree with "name (address)" where an address has a name. */
export function withNames(tree: PacketTree, names: ReadonlyMap<string, string>): PacketTree {
  if (names.size === 0) return tree;
  const rename = (text: string): string =>
    text.replace(/(: )([0-9a-f.:]*[0-9a-f:])(?=,|$)/g, (whole: string, before: string, address: string) => {
      const name = names.get(address);
      return name === undefined ? whole : `${before}${name} (${address})`;
    });
  const visit = (node: TreeNode): TreeNode => {
    const children = node.children.map(visit);
    const isAddress = node.field?.kind === 'ipv4' || node.field?.kind === 'ipv6';
    const { field } = node;
    const text = isAddress || field?.kind === 'protocol' ? rename(node.text) : node.text;
    return { ...node, text, children };
  };
  return { layers: tree.layers.map((layer) => ({ ...layer, node: visit(layer.node) })) };
}
