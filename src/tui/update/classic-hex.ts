/**
 * What keys and the mouse do among the octets: moving from octet to octet selects the field that covers them.
 */
import type { Action } from '../keys/table.js';
import { classicAreas, frameOf, octetsPerLine } from '../model/areas.js';
import { lookedTree, shownOctets, type Tree } from '../model/looking.js';
import { type Model, type Step, still, type World } from '../model/model.js';
import type { Saying } from '../model/view-contract.js';
import { selectOctet } from './classic-reveal.js';
import { paneHeight, withClassic } from './classic-state.js';

/** Does an action among the octets. */
export function actHex(model: Model, world: World, action: Action, { count }: Saying): Step | undefined {
  const tree = lookedTree(model, world);
  if (tree === undefined || tree.lines.length === 0) return undefined;
  const { octet } = model.views.classic;
  const width = classicAreas(model.views.classic, frameOf(model.size).body).hex?.width ?? 80;
  const line = octetsPerLine(width);
  const page = Math.max(1, paneHeight(model, 'hex') - 1) * line;
  const half = Math.ceil(page / line / 2) * line;
  const by = count ?? 1;
  const go = (to: number): Step => still(goToOctet(model, tree, to));
  const last = shownOctets(tree).octets.bytes.length - 1;
  switch (action) {
    case 'move.left':
      return go(octet - by);
    case 'move.right':
      return go(octet + by);
    case 'move.up':
      return go(octet - by * line);
    case 'move.down':
      return go(octet + by * line > last && octet + line > last ? octet : octet + by * line);
    case 'move.pageDown':
      return go(octet + by * page);
    case 'move.pageUp':
      return go(octet - by * page);
    case 'move.halfDown':
      return go(octet + by * half);
    case 'move.halfUp':
      return go(octet - by * half);
    case 'move.first':
      return go(0);
    case 'move.last':
      return count === undefined ? go(last) : undefined;
    case 'hex.rowStart':
      return go(octet - (octet % line));
    case 'hex.rowEnd':
      return go(octet - (octet % line) + line - 1);
    case 'enter':
      return still(withClassic(model, { focus: 'tree' }));
    default:
      return undefined;
  }
}

/** Puts the cursor on an octet: the innermost field there is selected, and what holds it is unfolded. */
function goToOctet(model: Model, tree: Tree, to: number): Model {
  const { source, octets } = shownOctets(tree);
  if (octets.bytes.length === 0) return model;
  const octet = Math.max(0, Math.min(octets.bytes.length - 1, to));
  return selectOctet(model, tree.packet, source, octet);
}

/** A click puts the cursor on the octet under it, in the digits or in the text. */
export function pointHex(model: Model, world: World, line: number, x: number, width: number): Model {
  const tree = lookedTree(model, world);
  if (tree === undefined) return model;
  const count = octetsPerLine(width);
  const digits = x - HEX_FROM;
  const text = digits - count * 3 - 1;
  const column = text >= 0 ? Math.min(text, count - 1) : Math.floor(Math.max(0, digits) / 3);
  return goToOctet(model, tree, (model.views.classic.hexTop + line) * count + Math.min(column, count - 1));
}

/** Columns of the offset before the digits. */
const HEX_FROM = 6;
