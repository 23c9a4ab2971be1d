/**
 * What keys do that mean the same in every view.
 */
import { TIME_FORMATS } from '../../packet/clock.js';
import type { EVERYWHERE } from '../keys/everywhere.js';
import type { Action } from '../keys/table.js';
import { lookedAt } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { TIME_TITLES } from '../model/times.js';
import type { Saying } from '../model/view-contract.js';
import { createTheme } from '../theme/theme.js';
import { VIEWS } from '../views.js';
import { goBack, goToNumber, jumpTo, lookAt } from './jumps.js';

type Act = (model: Model, world: World, saying: Saying) => Step;

type EverywhereAction = (typeof EVERYWHERE)[number]['action'];

const nothing: Act = (model) => still(model);

/** By action. Moving about is the views' business; what stands here is what no view took. */
const ACTS: Readonly<Record<EverywhereAction, Act>> = {
  quit: (model) => [model, [{ kind: 'quit' }]],
  help: nothing,
  cancel: (model) => [model, [{ kind: 'cancel' }]],
  redraw: (model) => [model, [{ kind: 'redraw' }]],
  'view.next': (model) => still(otherView(model, 1)),
  'view.previous': (model) => still(otherView(model, -1)),
  'move.down': nothing,
  'move.up': nothing,
  'move.left': nothing,
  'move.right': nothing,
  'move.pageDown': nothing,
  'move.pageUp': nothing,
  'move.halfDown': nothing,
  'move.halfUp': nothing,
  'move.first': (model, world, { count }) =>
    count === undefined ? toRow(model, world, 0) : goToNumber(model, world, count),
  'move.last': (model, world, { count }) =>
    count === undefined ? toRow(model, world, world.store.shown.count - 1) : goToNumber(model, world, count),
  enter: nothing,
  'packet.next': (model, world, { count }) => byRows(model, world, count ?? 1),
  'packet.previous': (model, world, { count }) => byRows(model, world, -(count ?? 1)),
  'pane.next': nothing,
  'pane.previous': nothing,
  'pane.zoom': nothing,
  'pane.layout': nothing,
  filter: nothing,
  'filter.clear': nothing,
  'filter.selected': nothing,
  'filter.not': nothing,
  'filter.and': nothing,
  'filter.or': nothing,
  'filter.prepare': nothing,
  'column.selected': nothing,
  search: nothing,
  'search.next': nothing,
  'search.previous': nothing,
  command: nothing,
  goto: nothing,
  'goto.back': goBack,
  'mark.toggle': nothing,
  'mark.set': nothing,
  'mark.goto': nothing,
  'mark.next': nothing,
  'mark.previous': nothing,
  'time.reference': nothing,
  'time.format': nextTimeFormat,
  columns: nothing,
  stream: nothing,
  'copy.field': nothing,
  'copy.row': nothing,
  'copy.octets': nothing,
  'copy.filter': nothing,
  'write.field': nothing,
  'write.row': nothing,
  'write.octets': nothing,
  'write.filter': nothing,
  'save.shown': nothing,
  'save.marked': nothing,
  theme: (model) => {
    const name = model.settings.theme === 'dark' ? 'light' : 'dark';
    const settings = { ...model.settings, theme: name } as const;
    return still({ ...model, settings, theme: createTheme(name, model.theme.depth) });
  },
};

/** What an action does where no view did it. */
export const EVERYWHERE_ACTS: ReadonlyMap<Action, Act> = new Map(Object.entries(ACTS) as [Action, Act][]);

function otherView(model: Model, by: number): Model {
  const at = VIEWS.findIndex(({ name }) => name === model.view);
  return { ...model, view: VIEWS[(at + by + VIEWS.length) % VIEWS.length].name };
}

function toRow(model: Model, world: World, row: number): Step {
  const { shown } = world.store;
  return still(row < 0 || row >= shown.count ? model : jumpTo(model, world, shown.at(row)));
}

/** The model with the cursor some rows further among the shown packets. */
export function byRows(model: Model, world: World, by: number): Step {
  const { shown } = world.store;
  const { row } = lookedAt(model, world);
  if (row < 0) return still(model);
  return still(lookAt(model, shown.at(Math.max(0, Math.min(shown.count - 1, row + by)))));
}

function nextTimeFormat(model: Model): Step {
  const time = TIME_FORMATS[(TIME_FORMATS.indexOf(model.settings.time) + 1) % TIME_FORMATS.length];
  return told({ ...model, settings: { ...model.settings, time } }, `Time: ${TIME_TITLES[time]}`);
}
