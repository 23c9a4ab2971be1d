/**
 * What keys and the mouse do in the scenario view.
 */
import type { Action } from '../keys/table.js';
import { frameOf, isInside } from '../model/areas.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { atEnd, atPosition, type Player, paused, playing, stepped, toExpectation } from '../model/player.js';
import { linkedUp, playedIn, SCENARIO_PANES, type ScenarioState, withPlayer } from '../model/scenario.js';
import { paneAreas } from '../model/scenario-areas.js';
import { grownLadder, withGrown } from '../model/scenario-ladder.js';
import type { View } from '../model/view-contract.js';
import type { Played } from '../scenario/contract.js';
import { actLadder, settleLadder } from './ladder.js';
import { changeSpeed, otherRun, play, toggleFastest, togglePlaying } from './playing.js';
import { openPrompt } from './prompt.js';
import { openRuns } from './runs.js';

function withState(model: Model, changes: Partial<ScenarioState>): Model {
  return { ...model, views: { ...model.views, scenario: { ...model.views.scenario, ...changes } } };
}

const UNSCROLLED: ScenarioState['scroll'] = { events: 0, state: 0, script: 0 };

/** Does an action in the scenario view. */
export const actScenario: View['act'] = (model, world, action, { count }) => {
  const pane = actOnPanes(model, action);
  if (pane !== undefined) return pane;
  if (action === 'run.next') return otherRun(model, world, count ?? 1);
  if (action === 'run.previous') return otherRun(model, world, -(count ?? 1));
  if (action === 'run.list') return openRuns(model, world);
  const played = playedIn(world);
  if (played === undefined) return undefined;
  // A number before them is that of a packet: the cursor's business.
  if ((action === 'move.first' || action === 'move.last') && count !== undefined) return undefined;
  const moved = move(model, world, played, action, count ?? 1);
  if (moved !== undefined)
    return moved === 'nowhere' ? told(model, NOWHERE[action] ?? '') : goTo(model, played, moved);
  switch (action) {
    case 'play':
      return togglePlaying(model, played);
    case 'play.faster':
      return changeSpeed(model, played, world, count ?? 1);
    case 'play.slower':
      return changeSpeed(model, played, world, -(count ?? 1));
    case 'play.fastest':
      return toggleFastest(model, played, world);
    case 'run.to':
      return openPrompt(model, world, 'run');
    case 'run.restart': {
      const { player } = model.views.scenario;
      return play(
        withState(model, { scroll: UNSCROLLED }),
        played,
        playing(atPosition(player, played, 0), played),
      );
    }
    case 'run.form':
      return still(withState(model, { form: model.views.scenario.form === 'ladder' ? 'list' : 'ladder' }));
    case 'enter':
      return still({ ...model, view: 'classic' });
    default:
      return actOnLadder(model, world, played, action, count);
  }
};

/** Lanes and folds are the ladder's own business. */
function actOnLadder(
  model: Model,
  world: World,
  played: Played,
  action: Action,
  count: number | undefined,
): Step | undefined {
  if (!action.startsWith('ladder.') && action !== 'copy.row' && action !== 'write.row') return undefined;
  const grown = grownLadder(model, world, played);
  const step = actLadder(grown.model, grown.world, action, { count, letter: '' });
  return step === undefined ? undefined : [withGrown(step[0], step[0]), step[1]];
}

const NOWHERE: Partial<Record<Action, string>> = {
  'step.expectation': 'No expectation is left.',
  'step.expectationBack': 'No expectation before this.',
};

/** Where an action leads; undefined for one that leads nowhere at all. */
function move(
  model: Model,
  world: World,
  played: Played,
  action: Action,
  count: number,
): Player | 'nowhere' | undefined {
  const { player, focus } = model.views.scenario;
  const { seen, messages, moves } = played;
  const page = focus === 'events' ? pageOf(model, world) : 0;
  switch (action) {
    case 'step.next':
      return stepped(player, played, seen, count);
    case 'step.previous':
      return stepped(player, played, seen, -count);
    case 'move.down':
    case 'packet.next':
      return stepped(player, played, messages, count);
    case 'move.up':
    case 'packet.previous':
      return stepped(player, played, messages, -count);
    case 'move.pageDown':
    case 'move.halfDown':
      return page === 0 ? undefined : stepped(player, played, seen, count * page);
    case 'move.pageUp':
    case 'move.halfUp':
      return page === 0 ? undefined : stepped(player, played, seen, -count * page);
    case 'move.first':
      return atPosition(player, played, 0);
    case 'move.last':
      return atEnd(player, played);
    case 'step.change':
      return stepped(player, played, moves, count);
    case 'step.changeBack':
      return stepped(player, played, moves, -count);
    case 'step.expectation':
      return toExpectation(player, played, false, count) ?? 'nowhere';
    case 'step.expectationBack':
      return toExpectation(player, played, true, count) ?? 'nowhere';
    default:
      return undefined;
  }
}

/** Rows of the pane of events, but one. */
function pageOf(model: Model, world: World): number {
  const { events } = paneAreas(model.views.scenario, frameOf(model.size).body, world);
  return Math.max(1, (events?.height ?? 2) - 2);
}

/** Whoever steps stands still. */
function goTo(model: Model, played: Played, player: Player): Step {
  return play(withState(model, { scroll: UNSCROLLED }), played, paused(player));
}

/** What concerns the panes alone. */
function actOnPanes(model: Model, action: Action): Step | undefined {
  const { focus, zoomed, layout, scroll } = model.views.scenario;
  const at = SCENARIO_PANES.indexOf(focus);
  const other = (by: number): Step =>
    still(
      withState(model, { focus: SCENARIO_PANES[(at + by + SCENARIO_PANES.length) % SCENARIO_PANES.length] }),
    );
  switch (action) {
    case 'pane.next':
      return other(1);
    case 'pane.previous':
      return other(-1);
    case 'pane.zoom':
      return still(withState(model, { zoomed: !zoomed }));
    case 'pane.layout':
      return still(withState(model, { layout: layout === 'stacked' ? 'beside' : 'stacked' }));
    case 'move.pageDown':
    case 'move.pageUp':
    case 'move.halfDown':
    case 'move.halfUp': {
      if (focus === 'events') return undefined;
      const by = action.endsWith('Down') ? SCROLLED : -SCROLLED;
      return still(withState(model, { scroll: { ...scroll, [focus]: scroll[focus] + by } }));
    }
    default:
      return undefined;
  }
}

/** Lines by which a key, or a turn of the wheel, scrolls. */
const SCROLLED = 5;
const WHEEL = 3;

/** The mouse: the wheel plays message by message, or scrolls; a press looks into a pane. */
export const pointScenario: View['point'] = (model, world, body, { act, x, y }) => {
  const areas = paneAreas(model.views.scenario, body, world);
  const pane = SCENARIO_PANES.find((name) => {
    const area = areas[name];
    return area !== undefined && isInside(area, x, y);
  });
  if (pane === undefined) return model;
  if (act === 'press') return withState(model, { focus: pane });
  const by = act === 'wheelDown' ? 1 : -1;
  const played = playedIn(world);
  if (played === undefined) return model;
  const { player, scroll } = model.views.scenario;
  if (pane === 'events')
    return withPlayer(
      withState(model, { scroll: UNSCROLLED }),
      played,
      stepped(player, played, played.messages, by),
    );
  return withState(model, { scroll: { ...scroll, [pane]: scroll[pane] + by * WHEEL } });
};

/** Playback goes where the cursor was put in another view. */
export const settleScenario: View['settle'] = (model, world, body) => {
  const played = playedIn(world);
  if (played === undefined) return model;
  const linked = linkedUp(model, played);
  const { events } = paneAreas(linked.views.scenario, body, world);
  if (events === undefined || linked.views.scenario.form !== 'ladder') return linked;
  const grown = grownLadder(linked, world, played);
  // After a long way the newest row is in the middle; what happened because of it may still be below the edge.
  const there = settleLadder(grown.model, grown.world, events);
  return withGrown(linked, settleLadder(there, grown.world, events));
};
