/**
 * Opening the help.
 */
import { type Model, type Step, still } from '../model/model.js';

/** Opens the list of all keys. */
export function openHelp(model: Model): Step {
  return still({ ...model, dialog: { kind: 'page', what: 'help', top: 0 } });
}
