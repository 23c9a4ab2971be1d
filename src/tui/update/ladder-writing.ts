/**
 * The ladder of the displayed packets into a text file.
 */
import { ladderText } from '../model/ladder-text.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { extentOf, pathOf, tooEarly } from './writing.js';

/** Writes the ladder of the displayed packets into a file. */
export function writeLadder(model: Model, world: World, typed: string): Step {
  const { path, over } = pathOf(typed);
  if (path === '') return told(model, 'Nothing written: no file named.');
  const early = tooEarly(world, 'write');
  if (early !== undefined) return told(model, early, 'bad');
  const { lines, count, told: done } = ladderText(model, world);
  if (count === 0) return told(model, 'No messages of GMP or IGMP to write.', 'bad');
  const shown = extentOf(world.store.shown);
  // Messages are known as far as the capture has been studied.
  const extent = shown === 'all' && !world.story.complete ? 'soFar' : shown;
  return [model, [{ kind: 'ladder', path, over, extent, lines, count, done }]];
}
