/**
 * The ladder of the displayed packets into a text file.
 */
import { ladderText } from '../model/ladder-text.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { pathOf } from './writing.js';

/** Writes the ladder of the displayed packets into a file. */
export function writeLadder(model: Model, world: World, typed: string): Step {
  const { path, over } = pathOf(typed);
  const { store } = world;
  if (path === '') return told(model, 'Nothing written: no file named.');
  if (!store.shown.complete && !store.live)
    return told(model, 'The filter is still at work; write when it has seen all packets.', 'bad');
  const { lines, count, told: done } = ladderText(model, world);
  if (count === 0) return told(model, 'The ladder has no messages to write.', 'bad');
  return [model, [{ kind: 'ladder', path, over, lines, count, done }]];
}
