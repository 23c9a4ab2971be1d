/**
 * The ladder out of the program: a row into the clipboard or a file, all of it into a text file.
 */
import { ladderText, selectedRowText } from '../model/ladder-text.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { openPrompt } from './prompt.js';
import { pathOf } from './writing.js';

const WHAT = 'the row of the ladder';

/** Copies the selected row. */
export function copyLadderRow(model: Model, world: World): Step {
  const text = selectedRowText(model, world);
  if (text === undefined) return told(model, 'Nothing to copy.', 'bad');
  const [next] = told(model, `Copied ${WHAT}`, 'good');
  return [next, [{ kind: 'copy', text, what: WHAT }]];
}

/** Asks for a file to write the selected row into. */
export function writeLadderRow(model: Model, world: World): Step {
  const text = selectedRowText(model, world);
  if (text === undefined) return told(model, 'Nothing to write.', 'bad');
  return openPrompt(model, world, 'write', { content: { text, what: WHAT } });
}

/** Writes the ladder of the displayed packets into a file. */
export function writeLadder(model: Model, world: World, typed: string): Step {
  const { path, over } = pathOf(typed);
  const { store } = world;
  if (path === '') return told(model, 'Nothing written: no file named.');
  if (!store.shown.complete && !store.live)
    return told(model, 'The filter is still at work; write when it has seen all packets.', 'bad');
  const { lines, count, told: done } = ladderText(model, world);
  if (count === 0) return told(model, 'No messages of GMP or IGMP to write.', 'bad');
  return [model, [{ kind: 'ladder', path, over, lines, count, done }]];
}
