/**
 * Opening pages.
 */
import type { PageName } from '../model/dialog.js';
import { type Model, type Step, still } from '../model/model.js';

/** Opens a page at its beginning. */
export function openPage(model: Model, what: PageName): Step {
  return still({ ...model, message: undefined, dialog: { kind: 'page', what, top: 0 } });
}

/** Opens the list of all keys. */
export function openHelp(model: Model): Step {
  return openPage(model, 'help');
}
