/**
 * Watching a capture that grows: whether the cursor stays on the newest packet, and what has come since it does not.
 */
import { lookedAt } from './looking.js';
import type { Model, World } from './model.js';

/** How one watches. */
export interface LiveState {
  /** Whether the cursor goes along with the newest packet that is shown. */
  readonly following: boolean;
  /** Packets that there were when one stopped following. */
  readonly seen: number;
  /** Whether the end of the stream was told. */
  readonly ended: boolean;
}

/** One begins by following. */
export const LIVE_START: LiveState = { following: true, seen: 0, ended: false };

/** Whether more packets may come for as long as one watches. */
export function isLive({ store }: World): boolean {
  return store.live && !store.complete;
}

/** Shown packets that have come since one stopped following. */
export function newOnes({ live }: Model, { store }: World): number {
  return live.following ? 0 : store.shown.count - 1 - store.shown.rowOf(live.seen);
}

/**
 * The packet that following goes to: the newest one that is shown; in views that draw from the story, of those that it has
 * studied. 0 where there is none.
 */
export function newest(model: Model, world: World): number {
  const { shown } = world.store;
  const known = model.view === 'classic' ? world.store.count : world.story.scanned;
  const row = Math.min(shown.count - 1, shown.rowOf(known));
  return row < 0 ? 0 : shown.at(row);
}

/** Whether one looks at the last shown packet. */
export function isAtEnd(model: Model, world: World): boolean {
  return lookedAt(model, world).row === world.store.shown.count - 1;
}
