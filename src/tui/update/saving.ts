/**
 * Into the clipboard, and into files: what can be copied of what one looks at.
 */
import { type Copy, copyOfField, copyOfOctets, copyOfRow } from '../model/copies.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { selectedFilter } from './filtering.js';
import { openPrompt } from './prompt.js';

/** What can be copied, by the last part of the action's name. */
export type CopyName = 'field' | 'row' | 'octets' | 'filter';

function copyOf(model: Model, world: World, name: CopyName): Copy | undefined {
  switch (name) {
    case 'field':
      return copyOfField(model, world);
    case 'row':
      return copyOfRow(model, world);
    case 'octets':
      return copyOfOctets(model, world);
    case 'filter': {
      const text = selectedFilter(model, world);
      return text === undefined ? undefined : { text, what: 'the filter' };
    }
  }
}

/** Copies into the terminal's clipboard. */
export function copyIt(model: Model, world: World, name: CopyName): Step {
  return copyText(model, copyOf(model, world, name));
}

/** Copies what a view makes of what is selected. */
export function copyText(model: Model, copy: Copy | undefined): Step {
  if (copy === undefined) return told(model, 'Nothing to copy.', 'bad');
  const [next] = told(model, `Copied ${copy.what}: ${copy.text}`, 'good');
  return [next, [{ kind: 'copy', ...copy }]];
}

/** Asks for a file to write it into. */
export function writeIt(model: Model, world: World, name: CopyName): Step {
  return writeCopy(model, world, copyOf(model, world, name));
}

/** Asks for a file for what a view makes of what is selected. */
export function writeCopy(model: Model, world: World, copy: Copy | undefined): Step {
  if (copy === undefined) return told(model, 'Nothing to write.', 'bad');
  return openPrompt(model, world, 'write', { content: copy });
}
