/**
 * Going to packets: by number, by mark, back to where one was.
 */
import { lookedAt } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';

/** Looks at another packet; steps of this kind are not gone back. */
export function lookAt(model: Model, number: number): Model {
  return { ...model, cursor: number, held: 0 };
}

/** The model with the cursor some rows further among the shown packets; where a filter has found none yet, later. */
export function moveRows(model: Model, world: World, by: number): Model {
  const { shown } = world.store;
  const { row } = lookedAt(model, world);
  if (row < 0) return shown.complete ? model : { ...model, held: model.held + by };
  return lookAt(model, shown.at(Math.max(0, Math.min(shown.count - 1, row + by))));
}

/** Goes to the first or the last shown packet; where a filter has found none yet, towards it. */
export function goToEnd(model: Model, world: World, end: 'first' | 'last'): Model {
  const { shown, count } = world.store;
  if (shown.count > 0) return jumpTo(model, world, shown.at(end === 'first' ? 0 : shown.count - 1));
  return shown.complete || count === 0 ? model : lookAt(model, end === 'first' ? 1 : count);
}

/** Rows that one has moved before there were any are moved once there are. */
export function heldGoesOn(model: Model, world: World): Model {
  return model.held === 0 || world.store.shown.count === 0 ? model : moveRows(model, world, model.held);
}

/** Jumps to a packet and remembers where one was. */
export function jumpTo(model: Model, world: World, number: number): Model {
  const { number: from } = lookedAt(model, world);
  return { ...model, cursor: number, held: 0, before: from === number ? model.before : from };
}

/** Goes to a packet by its number; tells where it is not shown, or is not there. */
export function goToNumber(model: Model, world: World, number: number): Step {
  const { count, complete, shown } = world.store;
  if (count === 0) return told(model, 'There are no packets.', 'bad');
  if (number < 1 || number > count) {
    const more = complete ? '' : ' so far';
    return told(model, `There is no packet ${number}: the last one${more} is ${count}.`, 'bad');
  }
  const next = jumpTo(model, world, number);
  const row = shown.rowOf(number);
  if (row >= 0 && shown.at(row) === number) return still(next);
  const near = lookedAt(next, world).number;
  return told(
    next,
    near === 0
      ? `Packet ${number} is not displayed.`
      : `Packet ${number} is not displayed; nearest: ${near}.`,
  );
}

/** Goes back to where one was before the last jump; again: and back. */
export function goBack(model: Model, world: World): Step {
  if (model.before === 0) return told(model, 'No jump to go back from.');
  return still(jumpTo(model, world, model.before));
}
