/**
 * The scenario view: the player, how the panes are arranged, and how it goes along with the cursor that all views share.
 */
import type { Played } from '../scenario/contract.js';
import type { Model, World } from './model.js';
import { atPosition, PLAYER_START, type Player } from './player.js';

/** The panes: what happens, how everybody stands, what the timeline does and expects. */
export const SCENARIO_PANES = ['events', 'state', 'script'] as const;

/** One of the panes. */
export type ScenarioPane = (typeof SCENARIO_PANES)[number];

/** The state of the view. */
export interface ScenarioState {
  readonly player: Player;
  /** The packet that playback has put the cursor on: where it is another, somebody has gone elsewhere. */
  readonly linked: number;
  readonly focus: ScenarioPane;
  /** How what happens is drawn. */
  readonly form: 'ladder' | 'list';
  readonly zoomed: boolean;
  readonly layout: 'auto' | 'stacked' | 'beside';
  /** Lines by which the panes are scrolled away from where they would be. */
  readonly scroll: Readonly<Record<ScenarioPane, number>>;
}

/** The view as it begins. */
export const SCENARIO_START: ScenarioState = {
  player: PLAYER_START,
  linked: 1,
  focus: 'events',
  form: 'ladder',
  zoomed: false,
  layout: 'auto',
  scroll: { events: 0, state: 0, script: 0 },
};

/** The run that is played; undefined without a scenario, and while its run is made. */
export function playedIn({ scenario }: World): Played | undefined {
  return scenario?.played;
}

/** The model with another player: the cursor is where playback is. */
export function withPlayer(model: Model, played: Played, player: Player): Model {
  const { scenario } = model.views;
  const cursor = Math.max(1, played.places.packetAt(player.position));
  const next = { ...scenario, player, linked: cursor };
  return { ...model, cursor, views: { ...model.views, scenario: next } };
}

/** The model with playback where the cursor was put elsewhere. */
export function linkedUp(model: Model, played: Played): Model {
  const { scenario } = model.views;
  if (model.cursor === scenario.linked) return model;
  const player = atPosition(scenario.player, played, played.places.after(model.cursor));
  return { ...model, views: { ...model.views, scenario: { ...scenario, player, linked: model.cursor } } };
}
