/**
 * What keys do that mean the same in every view.
 */
import { TIME_FORMATS } from '../../packet/clock.js';
import type { EVERYWHERE } from '../keys/everywhere.js';
import type { Action } from '../keys/table.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import type { Saying } from '../model/view-contract.js';
import type { NumberList, PacketStore } from '../store/contract.js';
import { availableViews } from '../views.js';
import { columnOfSelected, openColumns } from './columns.js';
import { clearFilter, filterSelected } from './filtering.js';
import { goBack, goToEnd, goToNumber, moveRows } from './jumps.js';
import { followLive } from './live.js';
import { withTheme, withTime } from './looks.js';
import { goToMark, nextFound, nextMark, setMark, toggleMark, toggleReference } from './marks.js';
import { openHelp } from './opening.js';
import { openStream } from './pages.js';
import { openPrompt } from './prompt.js';
import { copyIt, writeIt } from './saving.js';
import { searchOn } from './search.js';

type Act = (model: Model, world: World, saying: Saying) => Step;

type EverywhereAction = (typeof EVERYWHERE)[number]['action'];

const nothing: Act = (model) => still(model);

/** By action. Moving about is the views' business; what stands here is what no view took. */
const ACTS: Readonly<Record<EverywhereAction, Act>> = {
  quit: (model) => [model, [{ kind: 'quit' }]],
  help: openHelp,
  cancel: stop,
  suspend: (model) => [model, [{ kind: 'suspend' }]],
  redraw: (model) => [model, [{ kind: 'redraw' }]],
  'view.next': (model, world) => still(otherView(model, world, 1)),
  'view.previous': (model, world) => still(otherView(model, world, -1)),
  'view.scenario': (model, { scenario }) =>
    scenario === undefined
      ? told(model, 'There is no scenario here: this is a capture.')
      : still({ ...model, view: 'scenario' }),
  'view.classic': (model) => still({ ...model, view: 'classic' }),
  'view.ladder': (model) => still({ ...model, view: 'ladder' }),
  'view.state': (model) => still({ ...model, view: 'state' }),
  'view.timeline': (model) => still({ ...model, view: 'timeline' }),
  'view.findings': (model) => still({ ...model, view: 'findings' }),
  'move.down': nothing,
  'move.up': nothing,
  'move.left': nothing,
  'move.right': nothing,
  'move.pageDown': nothing,
  'move.pageUp': nothing,
  'move.halfDown': nothing,
  'move.halfUp': nothing,
  'move.first': (model, world, { count }) =>
    count === undefined ? still(goToEnd(model, world, 'first')) : goToNumber(model, world, count),
  'move.last': (model, world, { count }) =>
    count === undefined ? still(goToEnd(model, world, 'last')) : goToNumber(model, world, count),
  'live.follow': followLive,
  enter: nothing,
  'packet.next': (model, world, { count }) => still(moveRows(model, world, count ?? 1)),
  'packet.previous': (model, world, { count }) => still(moveRows(model, world, -(count ?? 1))),
  'pane.next': nothing,
  'pane.previous': nothing,
  'pane.zoom': nothing,
  'pane.layout': nothing,
  filter: (model, world) => openPrompt(model, world, 'filter', { text: model.filter }),
  'filter.clear': clearFilter,
  'filter.selected': (model, world) => filterSelected(model, world, 'alone'),
  'filter.not': (model, world) => filterSelected(model, world, 'not'),
  'filter.and': (model, world) => filterSelected(model, world, 'and'),
  'filter.or': (model, world) => filterSelected(model, world, 'or'),
  'filter.prepare': (model, world) => filterSelected(model, world, 'prepare'),
  'column.selected': columnOfSelected,
  search: (model, world) =>
    openPrompt(model, world, 'search', {
      search: model.search?.kind ?? 'text',
      where: model.search?.where ?? 'list',
    }),
  'search.next': (model, world) => searchOn(model, world, false),
  'search.previous': (model, world) => searchOn(model, world, true),
  command: (model, world) => openPrompt(model, world, 'command'),
  goto: (model, world) => openPrompt(model, world, 'goto'),
  'goto.back': goBack,
  'mark.toggle': toggleMark,
  'mark.set': (model, world, { letter }) => setMark(model, world, letter),
  'mark.goto': (model, world, { letter }) => goToMark(model, world, letter),
  'mark.next': (model, world) => nextMark(model, world, false),
  'mark.previous': (model, world) => nextMark(model, world, true),
  'finding.next': (model, world) => nextFound(model, world, false),
  'finding.previous': (model, world) => nextFound(model, world, true),
  'time.reference': toggleReference,
  'time.format': nextTimeFormat,
  columns: openColumns,
  stream: openStream,
  'copy.field': (model, world) => copyIt(model, world, 'field'),
  'copy.row': (model, world) => copyIt(model, world, 'row'),
  'copy.octets': (model, world) => copyIt(model, world, 'octets'),
  'copy.filter': (model, world) => copyIt(model, world, 'filter'),
  'write.field': (model, world) => writeIt(model, world, 'field'),
  'write.row': (model, world) => writeIt(model, world, 'row'),
  'write.octets': (model, world) => writeIt(model, world, 'octets'),
  'write.filter': (model, world) => writeIt(model, world, 'filter'),
  'save.shown': (model, world) => openPrompt(model, world, 'save.shown'),
  'save.marked': (model, world) => openPrompt(model, world, 'save.marked'),
  theme: (model) => withTheme(model, model.settings.theme === 'dark' ? 'light' : 'dark'),
};

/** What an action does where no view did it. */
export const EVERYWHERE_ACTS: ReadonlyMap<Action, Act> = new Map(Object.entries(ACTS) as [Action, Act][]);

function otherView(model: Model, world: World, by: number): Model {
  const views = availableViews(world);
  const at = views.findIndex(({ name }) => name === model.view);
  return { ...model, view: views[(at + by + views.length) % views.length].name };
}

function nextTimeFormat(model: Model): Step {
  return withTime(model, TIME_FORMATS[(TIME_FORMATS.indexOf(model.settings.time) + 1) % TIME_FORMATS.length]);
}

/** Ends what runs in the background; what has been found so far stays. */
function stop(model: Model, { store }: World): Step {
  // Without a filter all is shown that has been loaded.
  const filters = model.filter !== '' && isAtWork(store.shown, store);
  const runs = filters || (store.found !== undefined && isAtWork(store.found, store));
  const [next] = runs
    ? told(model, 'Stopped: only what was found so far is there.')
    : store.complete || store.live
      ? still(model)
      : told(model, 'Still loading; :stop ends it, with what is there so far.');
  return [{ ...next, search: withoutWaiting(next) }, [{ kind: 'cancel' }]];
}

/** Whether a scan has packets to look at: one that has come to the end of a growing capture waits for more. */
function isAtWork({ complete, scanned }: NumberList, { count, live }: PacketStore): boolean {
  return !complete && (!live || scanned < count);
}

function withoutWaiting({ search }: Model): Model['search'] {
  return search === undefined ? undefined : { ...search, waiting: undefined };
}
