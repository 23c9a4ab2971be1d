/**
 * What can be copied of what one looks at.
 */
import { hex } from '../../base/address.js';
import { lookedAt, lookedTree } from './looking.js';
import type { Model, World } from './model.js';
import { timeText } from './times.js';

/** What is copied, as text, and what to call it. */
export interface Copy {
  readonly text: string;
  readonly what: string;
}

/** The selected line of the tree. */
export function copyOfField(model: Model, world: World): Copy | undefined {
  const tree = lookedTree(model, world);
  const line = tree?.lines[tree.at];
  return line === undefined ? undefined : { text: line.node.text, what: 'the field' };
}

/** The row of the packet list, its columns separated by tabs. */
export function copyOfRow(model: Model, world: World): Copy | undefined {
  const { number, row } = lookedAt(model, world);
  if (number === 0) return undefined;
  const { store } = world;
  const cells = store.row(number)?.cells ?? [];
  const text = model.settings.columns.map(({ show }, i) => {
    if (show === 'number') return String(number);
    return show === 'time'
      ? timeText(store, model.settings.time, model.references, number, row)
      : (cells[i] ?? '');
  });
  return { text: text.join('\t'), what: 'the row' };
}

/** The octets of the selected line in hex; of the whole packet where the line has none. */
export function copyOfOctets(model: Model, world: World): Copy | undefined {
  const tree = lookedTree(model, world);
  const line = tree?.lines[tree.at];
  if (tree === undefined || line === undefined) return undefined;
  const { bytes } = tree.packet.sources[line.source] ?? { bytes: new Uint8Array(0) };
  const { start, end } = line.node;
  const part = end > start ? bytes.subarray(start, end) : bytes;
  return { text: hex(part, ' '), what: `${part.length} octet${part.length === 1 ? '' : 's'}` };
}
