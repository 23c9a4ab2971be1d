/**
 * The octets: offset, digits, text; those of the selected line are marked, in both.
 */
import { octetsPerLine } from '../model/areas.js';
import { lookedTree, shownOctets, type Tree } from '../model/looking.js';
import type { Model, World } from '../model/model.js';
import type { Pane, Rect, Row, Segment, Style } from './segment.js';
import { clipRow, segment } from './segment.js';
import { titleRow } from './title-row.js';

/** The pane. */
export function hexPane(model: Model, world: World, area: Rect): Pane {
  const { theme, views } = model;
  const { classic } = views;
  const fill = theme.text;
  if (area.height < 1) return { id: 'hex', area, rows: [], fill };
  const focused = classic.focus === 'hex';
  const tree = lookedTree(model, world);
  if (tree === undefined || tree.lines.length === 0)
    return { id: 'hex', area, rows: [titleRow('Octets', '', area.width, focused, theme)], fill };
  const { octets } = shownOctets(tree);
  const { length } = octets.bytes;
  const name = octets.name === 'Frame' ? '' : `${octets.name}, `;
  const title = titleRow('Octets', `${name}${length}`, area.width, focused, theme);
  const count = octetsPerLine(area.width);
  const rows: Row[] = [];
  for (let line = classic.hexTop; rows.length < area.height - 1 && line * count < length; line += 1)
    rows.push(clipRow(hexRow(model, tree, octets.bytes, line * count, count, focused), area.width));
  return { id: 'hex', area, rows: [title, ...rows], fill };
}

function hexRow(
  { theme, views }: Model,
  tree: Tree,
  bytes: Uint8Array,
  from: number,
  count: number,
  focused: boolean,
): Row {
  const { start, end } = tree.lines[tree.at].node;
  const { octet } = views.classic;
  const styleOf = (at: number): Style => {
    if (focused && at === octet) return theme.selected;
    return at >= start && at < end ? theme.octets : theme.text;
  };
  const digits: Segment[] = [];
  const text: Segment[] = [];
  for (let at = from; at < from + count; at += 1) {
    const there = at < bytes.length;
    const style = there ? styleOf(at) : theme.text;
    // The space behind belongs to the range while the range goes on.
    const joined = there && at + 1 < end && at >= start && at + 1 < from + count ? style : theme.text;
    digits.push(segment(there ? bytes[at].toString(16).padStart(2, '0') : '  ', style));
    digits.push(segment(' ', joined === theme.selected ? theme.octets : joined));
    const char = bytes[at] >= 0x20 && bytes[at] < 0x7f ? String.fromCharCode(bytes[at]) : '.';
    text.push(segment(there ? char : ' ', style));
  }
  const offset = from.toString(16).padStart(4, '0').padEnd(6);
  return [segment(offset, theme.dim), ...digits, segment(' '), ...text];
}
