/**
 * What the status line says while a capture grows: whether the cursor goes along, and how much has come since it does not.
 */
import { isLive, newOnes } from '../model/live.js';
import type { Model, World } from '../model/model.js';

/** Columns from which on there is room for all of it. */
const WIDE = 70;
const NARROW = 50;

/** "live, following"; undefined where no more will come. */
export function liveText(model: Model, world: World, width: number): string | undefined {
  if (!isLive(world)) return undefined;
  if (width < NARROW) return model.live.following ? 'live' : 'live, F';
  if (model.live.following) return 'live, following';
  const count = newOnes(model, world);
  const dot = world.unicode ? ' · ' : ' | ';
  return `live, not following${width < WIDE ? '' : ' (F to follow)'}${count === 0 ? '' : `${dot}${count} new below`}`;
}
