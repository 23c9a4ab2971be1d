/**
 * What keys and the mouse do in the classic view.
 */
import type { Action } from '../keys/table.js';
import { type ClassicAreas, classicAreas, isInside, octetsPerLine, scrolled } from '../model/areas.js';
import { type ClassicState, LAYOUTS, type PaneName } from '../model/classic.js';
import { lookedAt, lookedTree } from '../model/looking.js';
import { type Model, type Pointer, type Step, still, type World } from '../model/model.js';
import type { Saying } from '../model/view-contract.js';
import type { Rect } from '../view/segment.js';
import { actHex, pointHex } from './classic-hex.js';
import { revealHit } from './classic-reveal.js';
import { paneHeight, withClassic } from './classic-state.js';
import { actTree, pointTree } from './classic-tree.js';
import { lookAt, moveRows } from './jumps.js';
import { stepOf } from './line-moves.js';

const PANES: readonly PaneName[] = ['packets', 'tree', 'hex'];

/** Does an action in the classic view. */
export function actClassic(model: Model, world: World, action: Action, saying: Saying): Step | undefined {
  const { classic } = model.views;
  switch (action) {
    case 'pane.next':
      return still(focusOn(model, 1));
    case 'pane.previous':
      return still(focusOn(model, -1));
    case 'pane.zoom':
      return still(withClassic(model, { zoomed: !classic.zoomed }));
    case 'pane.layout': {
      const layout = LAYOUTS[(LAYOUTS.indexOf(classic.layout) + 1) % LAYOUTS.length];
      const next = withClassic(model, { layout, zoomed: false });
      return [
        { ...next, settings: { ...model.settings, layout } },
        [{ kind: 'configure', changes: { layout } }],
      ];
    }
  }
  if (classic.focus === 'tree') return actTree(model, world, action, saying);
  if (classic.focus === 'hex') return actHex(model, world, action, saying);
  return actPackets(model, world, action, saying);
}

function focusOn(model: Model, by: number): Model {
  const at = PANES.indexOf(model.views.classic.focus);
  return withClassic(model, { focus: PANES[(at + by + PANES.length) % PANES.length] });
}

/** Columns that one step to the side scrolls. */
const SIDE = 8;

function actPackets(model: Model, world: World, action: Action, { count }: Saying): Step | undefined {
  const { classic } = model.views;
  const page = Math.max(1, paneHeight(model, 'packets') - 1);
  const by = count ?? 1;
  const step = stepOf(action, page);
  if (step !== undefined) return still(moveRows(model, world, by * step));
  switch (action) {
    case 'move.left':
      return still(withClassic(model, { shift: Math.max(0, classic.shift - by * SIDE) }));
    case 'move.right':
      return still(withClassic(model, { shift: Math.min(1000, classic.shift + by * SIDE) }));
    case 'list.farLeft':
      return still(withClassic(model, { shift: 0 }));
    case 'enter':
      return still(withClassic(model, { focus: 'tree' }));
    default:
      return undefined;
  }
}

/** Scrolls each pane so that what is selected is seen. */
export function settleClassic(before: Model, world: World, body: Rect): Model {
  const model = revealHit(before, world);
  const { classic } = model.views;
  const areas = classicAreas(classic, body);
  const { row } = lookedAt(model, world);
  const rows = Math.max(1, (areas.packets?.height ?? 2) - 1);
  const top = scrolled(classic.top, Math.max(0, row), rows, world.store.shown.count);
  const lower = settleLower(classic, areas, model, world);
  const same = (Object.keys(lower) as (keyof typeof lower)[]).every((key) => lower[key] === classic[key]);
  return same && top === classic.top ? model : withClassic(model, { ...lower, top });
}

function settleLower(
  classic: ClassicState,
  areas: ClassicAreas,
  model: Model,
  world: World,
): Partial<ClassicState> {
  const shown = areas.tree !== undefined || areas.hex !== undefined;
  const tree = shown ? lookedTree(model, world) : undefined;
  if (tree === undefined || tree.lines.length === 0) return {};
  const line = tree.lines[tree.at];
  const { start, end } = line.node;
  const octet = end > start ? Math.max(start, Math.min(classic.octet, end - 1)) : start;
  const treeTop = scrolled(classic.treeTop, tree.at, (areas.tree?.height ?? 2) - 1, tree.lines.length);
  if (areas.hex === undefined) return { octet, treeTop };
  const perLine = octetsPerLine(areas.hex.width);
  const lines = Math.ceil((tree.packet.sources[line.source]?.bytes.length ?? 0) / perLine);
  const hexTop = scrolled(classic.hexTop, Math.floor(octet / perLine), areas.hex.height - 1, lines);
  return { octet, treeTop, hexTop };
}

const WHEEL = 3;

/** What the mouse does: a click takes the focus and selects, the wheel moves what is under it. */
export function pointClassic(model: Model, world: World, body: Rect, pointer: Pointer): Model {
  const areas = classicAreas(model.views.classic, body);
  const pane = PANES.find((name) => {
    const area = areas[name];
    return area !== undefined && isInside(area, pointer.x, pointer.y);
  });
  const area = pane === undefined ? undefined : areas[pane];
  if (pane === undefined || area === undefined) return model;
  if (pointer.act !== 'press') {
    const by = pointer.act === 'wheelDown' ? WHEEL : -WHEEL;
    const action = by > 0 ? 'move.down' : 'move.up';
    const inPane = withClassic(model, { focus: pane });
    return actClassic(inPane, world, action, { count: WHEEL, letter: '' })?.[0] ?? model;
  }
  const focused = withClassic(model, { focus: pane });
  const line = pointer.y - area.y - 1;
  if (line < 0) return focused;
  if (pane === 'packets') {
    const row = model.views.classic.top + line;
    return row < world.store.shown.count ? lookAt(focused, world.store.shown.at(row)) : focused;
  }
  return pane === 'tree'
    ? pointTree(focused, world, line, pointer.x - area.x)
    : pointHex(focused, world, line, pointer.x - area.x, area.width);
}
