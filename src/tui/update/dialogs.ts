/**
 * Keys, pasted text and the mouse while a dialog is open.
 */
import type { Keystroke, Place } from '../keys/contract.js';
import type { Action } from '../keys/table.js';
import { isInside } from '../model/areas.js';
import type { ColumnsDialog, Dialog, Prompt } from '../model/dialog.js';
import { choiceArea, choiceAt, pageArea } from '../model/dialog-areas.js';
import type { Effect } from '../model/effects.js';
import { type Model, type Pointer, type Step, still, told, type World } from '../model/model.js';
import { pageLines } from '../model/page-lines.js';
import { promptPlace } from '../view/prompt.js';
import { clip } from '../view/segment.js';
import { actColumns } from './columns.js';
import { actPage } from './pages.js';
import { actPrompt, openPrompt, promptOf, typeText } from './prompt.js';
import { actRuns, pointRuns } from './runs.js';

function placesOf(dialog: Dialog): readonly Place[] {
  switch (dialog.kind) {
    case 'prompt':
      if (dialog.purpose === 'filter') return ['filter', 'prompt'];
      return dialog.purpose === 'search' ? ['search', 'prompt'] : ['prompt'];
    case 'page':
      return ['page', 'everywhere'];
    case 'stream':
      return ['stream', 'page', 'everywhere'];
    case 'columns':
      return ['columns', 'page', 'everywhere'];
    case 'runs':
      return ['runs', 'page', 'everywhere'];
  }
}

/** A key for the dialog. */
export function typeIntoDialog(model: Model, world: World, { key, text }: Keystroke): Step {
  const { dialog, pending } = model;
  if (dialog === undefined) return still(model);
  const prompt = promptOf(model);
  const keys = prompt === undefined ? [...pending.keys, key] : [key];
  const meaning = model.keymap.meaning(placesOf(dialog), keys);
  if (meaning.kind === 'prefix' && prompt === undefined)
    return still({ ...model, pending: { keys, count: '' } });
  const idle = { ...model, pending: { keys: [], count: '' }, message: undefined };
  if (meaning.kind === 'action') return act(idle, world, dialog, meaning.action);
  if (prompt !== undefined && text === '') return beside(idle, key);
  return prompt === undefined ? still(idle) : typeText(idle, world, prompt, text);
}

/** What a key means while one types that types nothing and edits nothing. */
function beside(model: Model, key: string): Step {
  const meaning = model.keymap.meaning(['everywhere'], [key]);
  if (meaning.kind !== 'action') return still(model);
  const effect = SCREEN_ACTIONS[meaning.action];
  return effect === undefined ? still(model) : [model, [effect]];
}

/** What is about the screen as a whole, whatever lies on it. */
const SCREEN_ACTIONS: Partial<Record<Action, Effect>> = {
  redraw: { kind: 'redraw' },
  suspend: { kind: 'suspend' },
};

function act(model: Model, world: World, dialog: Dialog, action: Action): Step {
  const ofScreen = SCREEN_ACTIONS[action];
  if (ofScreen !== undefined) return [model, [ofScreen]];
  switch (dialog.kind) {
    case 'prompt':
      return actPrompt(model, world, dialog, action);
    case 'page':
    case 'stream':
      return actPage(model, world, dialog, action);
    case 'runs':
      return actRuns(model, world, dialog, action);
    case 'columns':
      if (action === 'page.close')
        return told({ ...model, dialog: undefined }, 'The columns are as they were.');
      if (action === 'columns.add') return openPrompt(model, world, 'column', { under: dialog });
      return actColumns(model, dialog, action);
  }
}

/** Pasted text: into the line that is typed into; elsewhere it means nothing. */
export function pasteIntoDialog(model: Model, world: World, text: string): Step {
  const prompt = promptOf(model);
  return prompt === undefined ? still(model) : typeText(model, world, prompt, text);
}

/** The mouse over a dialog: the wheel scrolls it, a click takes what is under it; beside it, it closes. */
export function pointDialog(model: Model, world: World, pointer: Pointer): Step {
  const { dialog, size } = model;
  if (dialog === undefined) return still(model);
  if (dialog.kind === 'prompt') return pointPrompt(model, dialog, pointer);
  if (pointer.act !== 'press') {
    const action = pointer.act === 'wheelDown' ? 'move.down' : 'move.up';
    if (dialog.kind === 'columns') return actColumns(model, dialog, action);
    if (dialog.kind === 'runs') return actRuns(model, world, dialog, action);
    return actPage(model, world, dialog, action, 3);
  }
  if (dialog.kind === 'stream') return still(model);
  if (dialog.kind === 'columns') return pointColumns(model, world, dialog, pointer);
  if (dialog.kind === 'runs') return pointRuns(model, world, dialog, pointer);
  const { width } = pageArea(size, 0);
  const area = pageArea(size, pageLines(model, world, dialog.what, width).length);
  return isInside(area, pointer.x, pointer.y) ? still(model) : act(model, world, dialog, 'page.close');
}

/** A click on a column chooses it; on its box it also shows or hides it. */
function pointColumns(model: Model, world: World, dialog: ColumnsDialog, { x, y }: Pointer): Step {
  const count = dialog.items.length;
  const place = choiceArea(model.size, count, dialog.at);
  const { area } = place;
  if (!isInside(area, x, y)) return act(model, world, dialog, 'page.close');
  const at = choiceAt(place, count, y);
  if (at < 0) return still(model);
  const chosen = { ...dialog, at };
  const onBox = x - area.x < BOX;
  return onBox ? actColumns(model, chosen, 'columns.toggle') : still({ ...model, dialog: chosen });
}

/** Columns of " [x] ". */
const BOX = 5;

/** A click in the line that is typed into goes there. */
function pointPrompt(model: Model, prompt: Prompt, { act: pointed, x, y }: Pointer): Step {
  const place = promptPlace(model, prompt);
  if (pointed !== 'press' || y !== place.y) return still(model);
  const text = clip(prompt.text, Math.max(0, x - place.label + place.shift));
  return still({ ...model, dialog: { ...prompt, at: text.length, proposals: undefined } });
}
