/**
 * Following a capture that grows: the cursor stays on the newest packet until one goes elsewhere, and goes along again when
 * one comes back to the end.
 */
import type { Action } from '../keys/table.js';
import { isAtEnd, isLive, newest } from '../model/live.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';

/** Goes to the newest packet, and along with it. */
export function followLive(model: Model, world: World): Step {
  if (!isLive(world)) return told(model, 'Nothing to follow: no more packets will come.');
  const number = newest(model, world);
  const next = number === 0 ? model : { ...model, cursor: number };
  return still({ ...next, live: { ...model.live, following: true } });
}

/** The store has more: the cursor goes along, unless a search has just moved it; the end is told once. */
export function liveGoesOn(before: Model, model: Model, world: World): Model {
  if (!world.store.live) return model;
  if (world.store.complete) return endOfLive(model, world);
  if (model.cursor !== before.cursor) return letGo(model, world);
  const number = model.live.following ? newest(model, world) : 0;
  return number === 0 || number === model.cursor ? model : { ...model, cursor: number };
}

function endOfLive(model: Model, world: World): Model {
  if (model.live.ended) return model;
  const number = model.live.following ? newest({ ...model, view: 'classic' }, world) : 0;
  const ended = {
    ...model,
    cursor: number === 0 ? model.cursor : number,
    live: { ...model.live, following: false, ended: true },
  };
  // A stream that broke off is told of by its error.
  if (world.store.error !== null) return { ...ended, message: undefined };
  return told(ended, 'The stream has ended: no more packets will come.')[0];
}

function letGo(model: Model, { store }: World): Model {
  if (!model.live.following) return model;
  return { ...model, live: { ...model.live, following: false, seen: store.count } };
}

/** Actions that go towards the newest packet: at the end, they follow again. */
const DOWN: readonly Action[] = ['move.down', 'move.pageDown', 'move.halfDown', 'packet.next'];

/** What an action, or the mouse, means for following: going elsewhere ends it, coming to the end takes it up again. */
export function liveAfter(before: Model, model: Model, world: World, action: Action | undefined): Model {
  if (!isLive(world) || action === 'live.follow') return model;
  const down = action !== undefined && DOWN.includes(action);
  const isLast = action === 'move.last' && before.pending.count === '';
  const moved = model.cursor !== before.cursor;
  // Moving about in the tree or the octets of a packet: one looks at that packet.
  const within = !moved && action?.startsWith('move.') === true && !SIDEWAYS.includes(action);
  if (within && model.views !== before.views) return letGo(model, world);
  if (isLast || (down && moved && isAtEnd(model, world)))
    return { ...model, live: { ...model.live, following: true } };
  return moved ? letGo(model, world) : model;
}

const SIDEWAYS: readonly Action[] = ['move.left', 'move.right'];
