/**
 * One event, the next model. Keys go to what lies on top: the dialog, else the view, else what means the same everywhere.
 */
import type { Keystroke, Place } from '../keys/contract.js';
import { frameOf, isInside } from '../model/areas.js';
import { errorText } from '../model/capture-error.js';
import {
  type Model,
  type Pending,
  type Pointer,
  type Step,
  still,
  type TuiEvent,
  told,
  type World,
} from '../model/model.js';
import { viewOf } from '../views.js';
import { pasteIntoDialog, pointDialog, typeIntoDialog } from './dialogs.js';
import { EVERYWHERE_ACTS } from './everywhere.js';
import { heldGoesOn } from './jumps.js';
import { liveAfter, liveGoesOn } from './live.js';
import { anotherRun, tick } from './playing.js';
import { openPrompt } from './prompt.js';
import { searchGoesOn } from './search.js';

/** Takes an event. */
export function update(model: Model, event: TuiEvent, world: World): Step {
  const [next, effects] = take(model, event, world);
  return [settle(next, world), effects];
}

function take(model: Model, event: TuiEvent, world: World): Step {
  switch (event.kind) {
    case 'key':
      return model.dialog === undefined
        ? typeKey(model, world, event.stroke)
        : moved(model, world, typeIntoDialog(model, world, event.stroke));
    case 'paste':
      return pasteIntoDialog(model, world, event.text);
    case 'pointer':
      return moved(model, world, point(model, world, event.pointer), event.pointer);
    case 'resize':
      return still({ ...model, size: event.size });
    case 'store':
      return still(goesOn(model, world));
    case 'tick':
      return tick(model, world, event.at);
    case 'run':
      return still(anotherRun(model));
    case 'told':
      return still({ ...model, message: event.message });
  }
}

/** What waited for the store to have more, or to know more. */
function goesOn(model: Model, world: World): Model {
  const held = heldGoesOn(model, world);
  return tellError(liveGoesOn(held, searchGoesOn(held, world), world), world);
}

/** What is wrong with the capture is told once, until the next key; `:error` tells it again. */
function tellError(model: Model, { store }: World): Model {
  if (store.error === null || model.errorTold) return model;
  return { ...told(model, errorText(store.error), 'bad')[0], errorTold: true };
}

function settle(model: Model, world: World): Model {
  return viewOf(model.view).settle(model, world, frameOf(model.size).body);
}

const NOTHING_PENDING: Pending = { keys: [], count: '' };

/** A key while no dialog is open. */
function typeKey(model: Model, world: World, { key }: Keystroke): Step {
  const { pending } = model;
  const view = viewOf(model.view);
  const places: readonly Place[] = [...view.places(model), 'everywhere'];
  const typing = pending.keys.length > 0;
  if (!typing && /^\d$/.test(key) && (pending.count !== '' || key !== '0') && pending.count.length < 10)
    return still({ ...model, pending: { keys: [], count: pending.count + key } });
  const keys = [...pending.keys, key];
  const meaning = model.keymap.meaning(places, keys);
  if (meaning.kind === 'prefix') return still({ ...model, pending: { ...pending, keys } });
  const idle = { ...model, pending: NOTHING_PENDING, message: undefined };
  if (meaning.kind === 'nothing')
    return typing && key !== 'esc'
      ? told(idle, `${keys.join(' ')}: no such keys; ? lists all`, 'bad')
      : still(idle);
  // Half a command is ended by Esc, and nothing else.
  if (meaning.action === 'cancel' && pending.count !== '') return still(idle);
  const saying = { count: pending.count === '' ? undefined : Number(pending.count), letter: meaning.letter };
  const [next, effects] =
    view.act(idle, world, meaning.action, saying) ??
    EVERYWHERE_ACTS.get(meaning.action)?.(idle, world, saying) ??
    still(idle);
  return [liveAfter(model, next, world, meaning.action), effects];
}

/** What dialogs and the mouse mean for a capture that grows. */
function moved(model: Model, world: World, [next, effects]: Step, pointer?: Pointer): Step {
  const isDown = pointer?.act === 'wheelDown' && next.cursor !== model.cursor;
  return [liveAfter(model, next, world, isDown ? 'move.down' : undefined), effects];
}

function point(model: Model, world: World, pointer: Pointer): Step {
  if (model.dialog !== undefined) return pointDialog(model, world, pointer);
  const { bar, body } = frameOf(model.size);
  if (pointer.act === 'press' && isInside(bar, pointer.x, pointer.y))
    return openPrompt(model, world, 'filter', { text: model.filter });
  if (!isInside(body, pointer.x, pointer.y)) return still(model);
  return still(viewOf(model.view).point({ ...model, message: undefined }, world, body, pointer));
}
