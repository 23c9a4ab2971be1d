/**
 * Keys, pasted text and the mouse while a dialog is open.
 */
import type { Keystroke } from '../keys/contract.js';
import { type Model, type Pointer, type Step, still, type World } from '../model/model.js';

/** A key for the dialog. */
export function typeIntoDialog(model: Model, _world: World, _stroke: Keystroke): Step {
  return still({ ...model, dialog: undefined });
}

/** Pasted text: into the line that is typed into; elsewhere it means nothing. */
export function pasteIntoDialog(model: Model, _world: World, _text: string): Step {
  return still(model);
}

/** The mouse over a dialog. */
export function pointDialog(model: Model, _world: World, _pointer: Pointer): Step {
  return still(model);
}
