/**
 * What keys and the mouse do in the state view.
 */
import type { Action } from '../keys/table.js';
import { isInside, scrolled } from '../model/areas.js';
import { type Model, type Pointer, type Step, still, told, type World } from '../model/model.js';
import { STATE_PANES, STATE_SHOWS, STATE_SORTS, type StatePane } from '../model/state.js';
import { areasOf, shownFacts } from '../model/state-areas.js';
import { columnsOf } from '../model/state-columns.js';
import { factLine, factsOf } from '../model/state-facts.js';
import { lookedState, type StateSight } from '../model/state-looking.js';
import { matterCount } from '../model/state-matters.js';
import { selectedCell, whose } from '../model/state-selected.js';
import type { Saying } from '../model/view-contract.js';
import type { Rect } from '../view/segment.js';
import { goToCause, goToChange, goToNotable } from './state-jumps.js';
import { moveLines, moveState, selectMatter, selectRow, withState } from './state-moves.js';
import { takeFromState } from './state-taking.js';

/** Does an action in the state view. */
export function actState(model: Model, world: World, action: Action, saying: Saying): Step | undefined {
  const moved = moveState(model, world, action, saying.count);
  if (moved !== undefined) return still(moved);
  const by = saying.count ?? 1;
  switch (action) {
    case 'change.next':
      return goToChange(model, world, 'own', by);
    case 'change.previous':
      return goToChange(model, world, 'own', -by);
    case 'change.nextOfSession':
      return goToChange(model, world, 'session', by);
    case 'change.previousOfSession':
      return goToChange(model, world, 'session', -by);
    case 'change.nextOfAny':
      return goToChange(model, world, 'anybody', by);
    case 'change.previousOfAny':
      return goToChange(model, world, 'anybody', -by);
    case 'notable.next':
      return goToNotable(model, world, by);
    case 'notable.previous':
      return goToNotable(model, world, -by);
    case 'enter':
      return model.views.state.focus === 'changes' ? enterChange(model, world) : goToCause(model, world);
    default:
      return takeFromState(model, world, action) ?? actLook(model, world, action);
  }
}

/** What changes how the view looks, and not what it looks at. */
function actLook(model: Model, world: World, action: Action): Step | undefined {
  const { state } = model.views;
  const next = <T>(all: readonly T[], one: T): T => all[(all.indexOf(one) + 1) % all.length];
  const focus = (by: number): Step => {
    const at = STATE_PANES.indexOf(state.focus) + by + STATE_PANES.length;
    return still(withState(model, { focus: STATE_PANES[at % STATE_PANES.length] }));
  };
  switch (action) {
    case 'pane.next':
      return focus(1);
    case 'pane.previous':
      return focus(-1);
    case 'pane.zoom':
      return still(withState(model, { zoomed: !state.zoomed }));
    case 'state.follow':
      return told(withState(model, { matter: -1, row: -1 }), 'Looking at whom each packet is about.');
    case 'state.show': {
      const show = next(STATE_SHOWS, state.show);
      return told(withState(model, { show }), SHOW_TEXTS[show]);
    }
    case 'state.sort': {
      const sort = next(STATE_SORTS, state.sort);
      return told(withState(model, { sort }), SORT_TEXTS[sort]);
    }
    case 'state.toggle':
      return still(withState(model, { folded: !state.folded, fact: 0 }));
    case 'state.open':
      return still(withState(model, { folded: false }));
    case 'state.close':
      return still(withState(model, { folded: true, fact: 0 }));
    case 'state.rowStart':
      return still(withState(model, state.focus === 'matters' ? { fact: 0 } : { column: 0 }));
    case 'state.rowEnd':
      return still(toRowEnd(model, lookedState(model, world)));
    default:
      return undefined;
  }
}

const SHOW_TEXTS = {
  all: 'All members.',
  changed: 'Members to whom something happened at this packet.',
  active: 'Active members; groups that are present.',
  inactive: 'Members that are not active; groups that are absent.',
} as const;

const SORT_TEXTS = {
  name: 'By user ID; groups by address.',
  timer: 'By the timer that expires first.',
  latest: 'By the latest change of group.',
} as const;

function toRowEnd(model: Model, { matter, fresh }: StateSight): Model {
  if (matter === undefined) return model;
  if (model.views.state.focus === 'matters')
    return withState(model, { fact: factsOf(matter, 0, fresh).length });
  return withState(model, { column: columnsOf(matter).length - 1 });
}

/** Of what changed to whom it happened. */
function enterChange(model: Model, world: World): Step {
  const sight = lookedState(model, world);
  const cell = selectedCell(model, world, sight);
  if (cell === undefined) return told(model, 'Nothing happened at this packet.');
  const [matter, row] = whose(sight, cell.subject);
  if (matter === undefined) return told(model, 'It happened to nobody who is known here.');
  const chosen = { matter: matter.subject, row: row?.subject ?? -1, fact: 0 };
  return still(withState(model, { ...chosen, focus: row === undefined ? 'matters' : 'rows' }));
}

const WHEEL = 3;

/** A click takes the focus and selects; the wheel moves what is under it. */
export function pointState(model: Model, world: World, body: Rect, pointer: Pointer): Model {
  const sight = lookedState(model, world);
  const { panes } = areasOf(model, sight, body);
  const pane = STATE_PANES.find((name) => isIn(panes[name], pointer));
  const area = pane === undefined ? undefined : panes[pane];
  if (pane === undefined || area === undefined) return model;
  const focused = withState(model, { focus: pane });
  if (pointer.act !== 'press') return moveLines(focused, sight, pointer.act === 'wheelDown' ? WHEEL : -WHEEL);
  const line = pointer.y - area.y - 1;
  return line < 0 ? focused : clickOn(focused, sight, pane, line, pointer.x, body.width);
}

function isIn(area: Rect | undefined, { x, y }: Pointer): boolean {
  return area !== undefined && isInside(area, x, y);
}

function clickOn(
  model: Model,
  sight: StateSight,
  pane: StatePane,
  line: number,
  x: number,
  width: number,
): Model {
  const { state } = model.views;
  if (pane === 'changes') {
    const count = sight.situation?.happenings.length ?? 0;
    return line + state.changesTop < count ? withState(model, { change: line + state.changesTop }) : model;
  }
  if (pane === 'rows') {
    const at = line + state.rowsTop;
    return at < sight.order.count ? selectRow(model, sight, at) : model;
  }
  const facts = shownFacts(model, sight, width);
  const at = line + state.mattersTop - sight.matterAt;
  if (sight.matterAt < 0 || at <= 0) return selectMatter(model, sight, line + state.mattersTop);
  if (at > facts.length) return selectMatter(model, sight, line + state.mattersTop - facts.length);
  const fact = facts[at - 1].findLast((one) => one.x <= x) ?? facts[at - 1][0];
  return withState(model, { fact: fact.number, matter: sight.matter?.subject ?? -1 });
}

/** Scrolls each pane so that what is selected is seen, and keeps what is known for as long as the next is worked out. */
export function settleState(model: Model, world: World, body: Rect): Model {
  const { state } = model.views;
  const sight = lookedState(model, world);
  const { situation } = sight;
  if (situation === undefined) return model;
  const { panes } = areasOf(model, sight, body);
  const rowsOf = (pane: StatePane): number => Math.max(1, (panes[pane]?.height ?? 2) - 1);
  const facts = shownFacts(model, sight, body.width);
  const happened = situation.happenings.length;
  const change = Math.max(0, Math.min(state.change, happened - 1));
  const matterLine = Math.max(0, sight.matterAt) + factLine(facts, state.fact);
  const rowAt = sight.rowAt >= 0 ? sight.rowAt : state.rowAt;
  const changes = {
    last: situation,
    rowAt,
    changesTop: scrolled(state.changesTop, change, rowsOf('changes'), happened),
    mattersTop: scrolled(
      state.mattersTop,
      matterLine,
      rowsOf('matters'),
      matterCount(situation) + facts.length,
    ),
    rowsTop: scrolled(state.rowsTop, rowAt, rowsOf('rows'), sight.order.count),
  };
  const same = (Object.keys(changes) as (keyof typeof changes)[]).every((key) => changes[key] === state[key]);
  return same ? model : withState(model, changes);
}
