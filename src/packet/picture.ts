/**
 * The bit pictures of the detail tree: `.... ...1 = Name: value`.
 */
import type { Node } from '../layout/decode.js';

/** The picture of a bit field, '' for a field that is whole octets. `group` is the bit group around it, if there is one. */
export function pictured(node: Node, group: Node | undefined): string {
  const { item } = node;
  if (item.meta.picture === false) return '';
  if (item.kind !== 'uint' && item.kind !== 'flag' && item.kind !== 'group') return '';
  if (group === undefined && item.bits % 8 === 0 && node.bit === 0 && item.meta.pictureBits === undefined)
    return '';
  const around = group ?? node;
  const covered = (around.end - around.start) * 8;
  const width = item.meta.pictureBits ?? covered;
  const first = (node.start - around.start) * 8 + node.bit - Math.max(0, covered - width);
  return bitPicture(Number(node.value), first, item.bits, width);
}

/** `bits` bits of a value, `first` bits into a picture of `width` bits. */
export function bitPicture(value: number, first: number, bits: number, width: number): string {
  let text = '';
  for (let i = 0; i < width; i += 1) {
    if (i > 0 && i % 4 === 0) text += ' ';
    const inside = i >= first && i < first + bits;
    text += inside ? String(Math.floor(value / 2 ** (bits - 1 - (i - first))) % 2) : '.';
  }
  return text;
}
