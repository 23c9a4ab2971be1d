/**
 * What is taken out of the state view: a cell, a line or everything into the clipboard or a file, and filters of what is selected.
 */
import type { Action } from '../keys/table.js';
import type { Copy } from '../model/copies.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { copyOfCell, copyOfFilter, copyOfLine, wholeState } from '../model/state-text.js';
import { filterBy, JOININGS } from './filtering.js';
import { copyText, writeCopy } from './saving.js';

type Maker = (model: Model, world: World) => Copy | undefined;

const COPIES: Partial<Record<Action, Maker>> = {
  'copy.field': copyOfCell,
  'copy.row': copyOfLine,
  'copy.filter': copyOfFilter,
};

const WRITES: Partial<Record<Action, Maker>> = {
  'write.field': copyOfCell,
  'write.row': copyOfLine,
  'write.filter': copyOfFilter,
  'state.write': wholeState,
};

/** Does an action that takes something; undefined for one that does not. */
export function takeFromState(model: Model, world: World, action: Action): Step | undefined {
  const joining = JOININGS[action];
  if (joining !== undefined) return filterBy(model, world, copyOfFilter(model, world)?.text, joining);
  const copy = COPIES[action];
  if (copy !== undefined) return copyText(model, copy(model, world));
  const write = WRITES[action];
  if (write !== undefined) return writeCopy(model, world, write(model, world));
  return action === 'state.copyAll' ? copyWhole(model, world) : undefined;
}

function copyWhole(model: Model, world: World): Step {
  const whole = wholeState(model, world);
  if (whole === undefined) return told(model, 'The state is not known yet.', 'bad');
  const [next] = told(model, `Copied ${whole.what}`, 'good');
  return [next, [{ kind: 'copy', ...whole }]];
}
