/**
 * The ladder of the scenario view: the ladder view's own, of the story as far as it has come, without its details.
 */
import type { Played } from '../scenario/contract.js';
import { grownStory } from '../scenario/grown.js';
import type { LadderState } from './ladder.js';
import type { Model, World } from './model.js';

/** What the ladder is drawn of. */
export interface GrownLadder {
  readonly model: Model;
  readonly world: World;
}

const ALONE: Partial<LadderState> = { zoomed: true, focus: 'lanes', details: 'none' };

/** The ladder at this position. */
export function grownLadder(model: Model, world: World, played: Played): GrownLadder {
  const { position } = model.views.scenario.player;
  const { ladder } = model.views;
  return {
    model: { ...model, views: { ...model.views, ladder: { ...ladder, ...ALONE } } },
    world: { ...world, story: grownStory(world.story, played, position) },
  };
}

/** The model with what the grown ladder came to; how the ladder view is arranged stays. */
export function withGrown(model: Model, { views }: Model): Model {
  const { zoomed, focus, details } = model.views.ladder;
  const ladder = { ...views.ladder, zoomed, focus, details };
  return { ...model, views: { ...model.views, ladder } };
}
