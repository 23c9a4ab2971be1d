/**
 * Keys of the classic view's panes.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const CLASSIC = [
  { action: 'tree.open', keys: ['z o'], where: 'tree', what: 'unfold' },
  { action: 'tree.close', keys: ['z c'], where: 'tree', what: 'fold' },
  { action: 'tree.toggle', keys: ['z a'], where: 'tree', what: 'fold or unfold' },
  { action: 'tree.openAll', keys: ['z R', 'C-right'], where: 'tree', what: 'unfold everything' },
  { action: 'tree.closeAll', keys: ['z M', 'C-left'], where: 'tree', what: 'fold everything' },
  { action: 'tree.right', keys: ['z l', '>'], where: 'tree', what: 'scroll long lines to the right' },
  { action: 'tree.left', keys: ['z h', '<'], where: 'tree', what: 'scroll them back' },
  { action: 'hex.rowStart', keys: ['0', '^'], where: 'hex', what: 'first octet of the line' },
  { action: 'hex.rowEnd', keys: ['$'], where: 'hex', what: 'last octet of the line' },
  { action: 'list.farLeft', keys: ['0', '^'], where: 'packets', what: 'scroll back to the left edge' },
] as const satisfies readonly KeyRow[];
