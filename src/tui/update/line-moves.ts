/**
 * How far the keys that move go, in lines: the same in every pane and page.
 */
import type { Action } from '../keys/table.js';

/** Lines by which an action moves, downwards positive; undefined for one that does not. `page` lines are a page. */
export function stepOf(action: Action, page: number, half = Math.ceil(page / 2)): number | undefined {
  switch (action) {
    case 'move.down':
      return 1;
    case 'move.up':
      return -1;
    case 'move.pageDown':
      return page;
    case 'move.pageUp':
      return -page;
    case 'move.halfDown':
      return half;
    case 'move.halfUp':
      return -half;
    default:
      return undefined;
  }
}

/** The same; to the first and the last line it is infinitely far. */
export function linesOf(action: Action, page: number, half?: number): number | undefined {
  if (action === 'move.first') return Number.NEGATIVE_INFINITY;
  return action === 'move.last' ? Number.POSITIVE_INFINITY : stepOf(action, page, half);
}
