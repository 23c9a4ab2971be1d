/**
 * The selected row of the ladder into the clipboard, and into a file.
 */
import { selectedRowText } from '../model/ladder-text.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { openPrompt } from './prompt.js';

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
