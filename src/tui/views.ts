/**
 * The table of views. A view is added with one file in model/ (its state, its line in ViewStates and ViewName), one in
 * update/ (what it does), one in view/ (what it draws), one in keys/ (its keys, if it has some of its own), and its row here.
 */
import { selectedText } from './model/ladder-details.js';
import type { ViewName, World } from './model/model.js';
import type { View } from './model/view-contract.js';
import { actClassic, pointClassic, settleClassic } from './update/classic.js';
import { actFindings, pointFindings, settleFindings } from './update/findings.js';
import { actLadder, pointLadder, settleLadder } from './update/ladder.js';
import { actScenario, pointScenario, settleScenario } from './update/scenario.js';
import { actState, pointState, settleState } from './update/state.js';
import { actTimeline, pointTimeline, settleTimeline } from './update/timeline.js';
import { classicPanes } from './view/classic.js';
import { findingsPanes, findingsStatus } from './view/findings.js';
import { ladderPanes } from './view/ladder.js';
import { scenarioPanes, scenarioStatus } from './view/scenario.js';
import { statePanes } from './view/state.js';
import { stateStatus } from './view/state-cell.js';
import { timelinePanes, timelineStatus } from './view/timeline.js';

/** The views, in the order in which one goes through them. */
const VIEWS: readonly View[] = [
  {
    name: 'scenario',
    title: 'Scenario',
    available: ({ scenario }) => scenario !== undefined,
    places: ({ views }) => (views.scenario.form === 'ladder' ? ['scenario', 'ladder'] : ['scenario']),
    act: actScenario,
    point: pointScenario,
    settle: settleScenario,
    status: scenarioStatus,
    panes: scenarioPanes,
  },
  {
    name: 'classic',
    title: 'Packets',
    places: ({ views }) => [views.classic.focus],
    act: actClassic,
    point: pointClassic,
    settle: settleClassic,
    panes: classicPanes,
  },
  {
    name: 'ladder',
    title: 'Ladder',
    places: () => ['ladder'],
    act: actLadder,
    point: pointLadder,
    settle: settleLadder,
    status: selectedText,
    panes: ladderPanes,
  },
  {
    name: 'state',
    title: 'State',
    places: () => ['state'],
    act: actState,
    point: pointState,
    settle: settleState,
    status: stateStatus,
    panes: statePanes,
  },
  {
    name: 'timeline',
    title: 'Timeline',
    places: () => ['timeline'],
    act: actTimeline,
    point: pointTimeline,
    settle: settleTimeline,
    panes: timelinePanes,
    status: timelineStatus,
  },
  {
    name: 'findings',
    title: 'Findings',
    places: () => ['findings'],
    act: actFindings,
    point: pointFindings,
    settle: settleFindings,
    panes: findingsPanes,
    status: findingsStatus,
  },
];

/** The views that have something to show. */
export function availableViews(world: World): readonly View[] {
  return VIEWS.filter(({ available }) => available?.(world) ?? true);
}

/** A view by its name. */
export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? VIEWS[0];
}
